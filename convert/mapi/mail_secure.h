/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Items that are signed or encrypted, which are what they are only byte for byte:
 * [MS-OXOSMIME].
 */
#ifndef CONVERT_MAPI_MAIL_SECURE_H
#define CONVERT_MAPI_MAIL_SECURE_H

#include "convert/mapi/mail_item.h"

/*
 * The part that is the whole message, without a body beside it:
 *
 *	multipart/signed       the one attachment of KIND_SIGNED, as an entity; S/MIME and OpenPGP
 *	application/pkcs7-mime the one attachment of KIND_SMIME
 *	multipart/encrypted    two attachments of which the first is application/pgp-encrypted
 *
 * NULL: the item is not so, or not in the form that it should have, which is reported; it
 * is then built as ordinary mail. The caller owns the part.
 */
struct mail_part *mail_secure_part(struct mail_item *item);

#endif
