/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One From_ line of an mbox file: its sender and its date, in all the forms
 * that programs write (docs/MAIL.md F-11, F-12).
 */
#ifndef CONVERT_FROM_LINE_H
#define CONVERT_FROM_LINE_H

#include <stddef.h>

#include "convert/date.h"

/* No more than this is looked at of a From_ line, in bytes. */
#define FROM_LINE_MAX 1024

enum from_sender {
	FROM_EMPTY,   /* "From " alone: Thunderbird */
	FROM_DASH,    /* "-": Thunderbird */
	FROM_MASKED,  /* ???@???: Eudora */
	FROM_NUMBER,  /* 1844347792267117879@xxx, 7-uuid.mbox@xxx: Google Takeout and Vault */
	FROM_HASH,    /* 40 hex digits: git format-patch */
	FROM_ADDRESS, /* a@b, also in quotation marks (readpst) */
	FROM_AT,      /* a at b: pipermail, Mailman */
	FROM_BANG,    /* host!user: UUCP */
	FROM_WORD,    /* nobody, MAILER-DAEMON */
	FROM_PROSE,   /* anything else: several words, or ends like a part of a sentence */
};

struct from_line {
	enum from_sender kind;
	const char *sender; /* sender_len bytes, borrowed from the line; quotation marks left out */
	size_t sender_len;
	bool has_date; /* there is a date by its shape; date.valid says if it is one */
	struct date date;
	bool has_rest; /* more text follows the date than "remote from host" */
};

/* Parses a line of len bytes that begins with "From "; without its line end. */
void from_line_parse(const unsigned char *line, size_t len, struct from_line *f);

/*
 * Whether the line states when the mail was received: a valid date, and not one
 * of the constants that stand for "no date" (git's of 2001, the epoch).
 */
bool from_line_received(const struct from_line *f);

/* The envelope sender if it is an address in UTF-8, else NULL. The caller frees it. */
char *from_line_address(const struct from_line *f);

#endif
