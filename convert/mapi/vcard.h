/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contacts and distribution lists as vCard 3.0 (RFC 2426), the version that importers take; what
 * becomes what is in [MS-OXVCARD]. Several one after the other are a .vcf of a folder. All text is
 * UTF-8 in folded lines that end in CRLF. The same item gives the same bytes.
 */
#ifndef CONVERT_MAPI_VCARD_H
#define CONVERT_MAPI_VCARD_H

#include "convert/mapi/pim_item.h"

/* Whether an item becomes a vCard, by its class. */
bool vcard_takes(struct mapi_object *item);

/*
 * Appends the vCard of an item.
 *
 * text: its body as plain text, UTF-8, borrowed, if it was read before; NULL: it is read
 * notes: told what could not be carried over; borrowed
 *
 * Fails with ERR_UNSUPPORTED, with nothing appended, for what vcard_takes refuses.
 */
MUST_USE bool vcard_build(struct mapi_object *item, const char *text, const struct pim_notes *notes,
    GString *out, GError **error);

#endif
