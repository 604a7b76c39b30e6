/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of a vCard 3.0 (RFC 2425, RFC 2426): escaped, folded before the 76th byte and never
 * within a character, ending in CRLF. Texts are made valid UTF-8; control characters are left out.
 */
#ifndef CONVERT_MAPI_VCARD_LINE_H
#define CONVERT_MAPI_VCARD_LINE_H

#include <glib.h>

/* Appends "name:value" as it is, but folded. name: with parameters */
void vcard_line(GString *out, const char *name, const char *value);

/* Appends a text; nothing if it is NULL or empty. */
void vcard_text(GString *out, const char *name, const char *text);

/* Appends n texts, any of which may be NULL, separated by between; nothing if all are empty. */
void vcard_texts(GString *out, const char *name, const char *const *texts, gsize n, char between);

/* Appends bytes in base64. */
void vcard_bytes(GString *out, const char *name, GBytes *bytes);

#endif
