/* SPDX-License-Identifier: Apache-2.0 */
/* The identity of an item: the same each time that it is converted. */
#ifndef CONVERT_MAPI_PIM_UID_H
#define CONVERT_MAPI_PIM_UID_H

#include "convert/mapi/pim_item.h"

/*
 * Its UID, which the caller frees: from its global object id, or of items that have none, a
 * digest of what they are known by (class, search key, subject, name, times) in hexadecimal.
 */
char *pim_uid(const struct pim_item *item);

#endif
