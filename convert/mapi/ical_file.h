/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files of a changed instance. Those of an item itself are parts of the message that it
 * becomes; an instance becomes none, so what is attached to it stands in its event.
 */
#ifndef CONVERT_MAPI_ICAL_FILE_H
#define CONVERT_MAPI_ICAL_FILE_H

#include <libical/ical.h>

#include "convert/mapi/pim_item.h"

#define ICAL_FILE_MAX (32 * 1024 * 1024) /* bytes of one */

/*
 * Adds an ATTACH for each file that is attached to the item's own object. What is not a file,
 * or over ICAL_FILE_MAX, or cannot be read, is noted as lost. Returns the bytes that it took.
 */
guint64 ical_add_files(icalcomponent *c, const struct pim_item *item);

#endif
