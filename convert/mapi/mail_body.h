/* SPDX-License-Identifier: Apache-2.0 */
/* The text of an item, in the forms in which it has it: [MS-OXBBODY], [MS-OXCMAIL] 2.2.3.1. */
#ifndef CONVERT_MAPI_MAIL_BODY_H
#define CONVERT_MAPI_MAIL_BODY_H

#include "convert/mapi/mail_writer.h"
#include "convert/mapi/property.h"
#include "convert/mapi/rtf.h"

#define MAIL_BODY_MAX \
	(32 * 1024 * 1024) /* bytes of one, as it is stored; a longer one is attached as a file */

enum mail_body_id {
	BODY_PLAIN = 0x1000,
	BODY_RTF = 0x1009,
	BODY_HTML = 0x1013,
	BODY_NATIVE = 0x1016,
};

struct mail_body {
	char *plain;    /* UTF-8, lines end in CRLF; NULL: none */
	GBytes *html;   /* as it is stored, but in UTF-8 if it was UTF-16; NULL: none */
	guint codepage; /* of html */
	/* Over MAIL_BODY_MAX: plain or html is NULL, and the property is to be attached. */
	bool plain_is_long, html_is_long;
	struct rtf_body *rtf; /* the RTF that html or plain, or both, were made from; NULL: none */
	bool keep_rtf;        /* it says more than they do, so it is to be attached */
	bool plain_is_made;   /* plain is from rtf: its places are those of plain */
};

/*
 * Reads the bodies into the empty b: plain text and HTML as they are, and what RTF has that
 * neither of them does. What cannot be read is reported, and what came before the damage is
 * kept.
 */
void mail_body_read(struct mail_body *b, const struct property_reader *r, struct mail_writer *w);
void mail_body_clear(struct mail_body *b);

#endif
