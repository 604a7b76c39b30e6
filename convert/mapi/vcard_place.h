/* SPDX-License-Identifier: Apache-2.0 */
/* Where a contact is reached, and how it looks. */
#ifndef CONVERT_MAPI_VCARD_PLACE_H
#define CONVERT_MAPI_VCARD_PLACE_H

#include "convert/mapi/pim_item.h"

#define VCARD_PHOTO_MAX (8 * 1024 * 1024) /* bytes */

/*
 * Appends up to three e-mail addresses. One that is none of internet mail stands in
 * X-MS-ADDRESS, and is noted.
 */
void vcard_emails(const struct pim_item *item, GString *out);

/* Appends the addresses of home, work, elsewhere, and the mailing address if it is none of them. */
void vcard_places(const struct pim_item *item, GString *out);

/* Appends the photo, if an attachment is marked as one (PidTagAttachmentContactPhoto). */
void vcard_photo(const struct pim_item *item, GString *out);

#endif
