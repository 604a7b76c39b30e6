/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The header that a message came with, as PidTagTransportMessageHeaders keeps it: [MS-OXOMSG]
 * 2.2.1.61. Every line of it goes out again, in its order and folding, but for what says
 * how the message was built, which is built anew, and what is no header.
 */
#ifndef CONVERT_MAPI_MAIL_STORED_H
#define CONVERT_MAPI_MAIL_STORED_H

#include <glib.h>

#define MAIL_STORED_MAX (4 * 1024 * 1024) /* bytes of a header that is kept */

/* Fields that a message should have, and whose presence is told. */
enum mail_field {
	FIELD_DATE = 1 << 0,
	FIELD_FROM = 1 << 1,
	FIELD_SENDER = 1 << 2,
	FIELD_REPLY_TO = 1 << 3,
	FIELD_TO = 1 << 4,
	FIELD_CC = 1 << 5,
	FIELD_BCC = 1 << 6,
	FIELD_SUBJECT = 1 << 7,
	FIELD_MESSAGE_ID = 1 << 8,
	FIELD_ANY = 1 << 9,
};

/* What became of the lines that did not go out as they were. */
struct mail_stored {
	guint fields;     /* enum mail_field; 0: there was no header in it */
	guint nrewritten; /* lines that were too long, or not in ASCII */
	guint ndropped;   /* lines that are no header, and fields behind it that are not of parts */
	GString
	    *x500; /* address fields with Exchange addresses, which are left out: "from: ...\n" */
};

/*
 * Appends the fields in text, which is UTF-8, to out, lines ended by CRLF. Dropped are
 * Content- fields, MIME-Version, what stands in front of the first field or is no field,
 * and all behind the empty line: the headers of the parts, which some programs keep there.
 * A text of one line that is no field that a sender writes is no header. Characters outside
 * ASCII are encoded (RFC 2047), lines over MAIL_LINE_MAX are folded. The caller clears s.
 */
void mail_stored_append(GString *out, const char *text, struct mail_stored *s);

void mail_stored_clear(struct mail_stored *s);

#endif
