/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mail from a MAPI item: RFC 5322 and MIME, as [MS-OXCMAIL] says. The same item gives the
 * same bytes, always: there is no time and no chance in them. Lines end in CRLF.
 *
 * Whatever is wrong with an item, a message comes out: a damaged property costs that
 * property, a damaged attachment that attachment, in whose place a text says so. All of it
 * is reported, by the rules "property", "body", "body-attached", "undecodable",
 * "recipient", "recipients", "header-encoded", "header-dropped", "no-date", "no-sender",
 * "bad-message-id", "attachments", "attachment", "missing-inline", "embedded", "entity",
 * "rtf-checksum", "calendar", "contact", and those of ical.h and vcard.h.
 */
#ifndef CONVERT_MAPI_MAIL_H
#define CONVERT_MAPI_MAIL_H

#include "convert/mapi/mail_writer.h"
#include "convert/message.h"

#define MAIL_DEPTH_MAX 64       /* messages in messages; a deeper one is a loss */
#define MAIL_MESSAGES_MAX 10000 /* embedded in one item, at all depths */

struct mail_options {
	guint codepage; /* of 8-bit text where neither item nor file says; 0: windows-1252 */
};

/*
 * Writes the message that item is. Contents of attachments pass through in pieces; in
 * memory are the header and the bodies, of MAIL_BODY_MAX bytes at most. Fails as out->write
 * does, with nothing else.
 */
MUST_USE bool mail_build(struct mapi_object *item, const struct mail_options *o,
    const struct mail_output *out, GError **error);

#endif
