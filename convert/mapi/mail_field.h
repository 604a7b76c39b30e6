/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Header fields written from text of any kind: RFC 5322 section 2.2, encoded words of RFC 2047,
 * parameters of RFC 2231. Whatever the text holds, what is written is one field in ASCII, and
 * no line is longer than MAIL_LINE_MAX. Lines end in CRLF.
 */
#ifndef CONVERT_MAPI_MAIL_FIELD_H
#define CONVERT_MAPI_MAIL_FIELD_H

#include <glib.h>
#include <stdbool.h>

#define MAIL_LINE_MAX 998  /* bytes without the line's end: RFC 5322, 2.1.1 */
#define MAIL_FOLD 76       /* lines are folded there where a blank allows it */
#define MAIL_TOKEN_MAX 900 /* bytes without a blank that a field may have */

/* All of these take UTF-8 without NUL. Control characters count as blanks. */

/* A field of unstructured text; without text nothing is written. */
void mail_field_text(GString *out, const char *name, const char *text);

/*
 * A field whose value is in its final form, in ASCII, folded only where it has blanks.
 * Words over MAIL_TOKEN_MAX are broken by a blank.
 */
void mail_field_folded(GString *out, const char *name, const char *value);

/*
 * Text as a phrase, as it stands before an address: atoms, a quoted string, or encoded
 * words.
 */
void mail_append_phrase(GString *out, const char *text);

/* ASCII text as a quoted string. */
void mail_append_quoted(GString *out, const char *text);

/* len bytes of text as encoded words with blanks between them. */
void mail_append_encoded(GString *out, const char *text, size_t len);

/*
 * Appends ";" and a parameter on a line of its own: a token or quoted string in ASCII,
 * otherwise in the extended form, continued over lines. RFC 2231, sections 3 and 4.
 */
void mail_append_parameter(GString *out, const char *name, const char *value);

/*
 * The text in ASCII, other characters as '_', for programs that know no RFC 2231; the
 * caller frees it.
 */
char *mail_ascii_name(const char *text);

/* Whether every byte is printable ASCII or a blank. */
bool mail_is_ascii(const char *text, size_t len);

/* Makes control characters in text blanks, and leaves out blanks at both ends. Returns text. */
char *mail_clean(char *text);

/* Whether len bytes can be a field's name: RFC 5322, 3.6.8. */
bool mail_is_field_name(const char *name, size_t len);

#endif
