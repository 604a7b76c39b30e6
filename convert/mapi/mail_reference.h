/* SPDX-License-Identifier: Apache-2.0 */
/* What an HTML body refers to among the other parts of its message: RFC 2392, RFC 2557. */
#ifndef CONVERT_MAPI_MAIL_REFERENCE_H
#define CONVERT_MAPI_MAIL_REFERENCE_H

#include <glib.h>
#include <stdbool.h>

#define MAIL_REFERENCES_MAX 10000 /* more are not looked at */

/* The set of ids (char *, decoded) behind "cid:" in len bytes of HTML. The caller unrefs it. */
GHashTable *mail_references(const char *html, size_t len);

/*
 * Whether an attribute of the HTML has this location for a value, or its last part, as it
 * has where the HTML has a base.
 */
bool mail_refers_to(const char *html, size_t len, const char *location);

#endif
