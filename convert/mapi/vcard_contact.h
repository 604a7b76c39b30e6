/* SPDX-License-Identifier: Apache-2.0 */
/* The properties of a contact: [MS-OXOCNTC] 2.2.1 as RFC 2426 has them. */
#ifndef CONVERT_MAPI_VCARD_CONTACT_H
#define CONVERT_MAPI_VCARD_CONTACT_H

#include "convert/mapi/pim_item.h"

/* Appends FN, N and what else is there, but not the frame, UID, NOTE, CATEGORIES, REV. */
void vcard_contact(const struct pim_item *item, GString *out);

#endif
