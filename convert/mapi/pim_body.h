/* SPDX-License-Identifier: Apache-2.0 */
/* The body of an item as plain text, in whatever form it has it. */
#ifndef CONVERT_MAPI_PIM_BODY_H
#define CONVERT_MAPI_PIM_BODY_H

#include "convert/mapi/pim_item.h"

/*
 * Its own body (not its base's), UTF-8, which the caller frees: PidTagBody, or what its HTML
 * or RTF says. NULL: it has none. What cannot be read is noted.
 */
char *pim_body(const struct pim_item *item);

#endif
