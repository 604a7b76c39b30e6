/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Distribution lists as groups. vCard 3.0 has none; importers take those that say so in
 * X-ADDRESSBOOKSERVER-KIND and -MEMBER, as macOS writes them. [MS-OXOCNTC] 2.2.2.
 */
#ifndef CONVERT_MAPI_VCARD_LIST_H
#define CONVERT_MAPI_VCARD_LIST_H

#include "convert/mapi/pim_item.h"

#define VCARD_MEMBERS_MAX 20000 /* of one list; the others are noted as lost */

/*
 * Appends FN, N and the members, but not the frame, UID, NOTE, CATEGORIES, REV. A member whose
 * address is not in the list (a contact of another folder) is noted as lost.
 */
void vcard_list(const struct pim_item *item, GString *out);

#endif
