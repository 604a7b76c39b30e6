/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Codepages: the numbers by which MAPI names character sets, what mail calls them, and their
 * conversion to UTF-8 by iconv(3).
 */
#ifndef CONVERT_MAPI_CODEPAGE_H
#define CONVERT_MAPI_CODEPAGE_H

#include <glib.h>
#include <stdbool.h>

#define CODEPAGE_UTF16 1200u
#define CODEPAGE_WESTERN 1252u /* what 8-bit text is in where nothing says otherwise */
#define CODEPAGE_ASCII 20127u
#define CODEPAGE_UTF8 65001u

/* The name for a charset parameter, or NULL: we do not know this number. */
const char *codepage_charset(guint codepage);

/* Whether text in this codepage has every ASCII byte for the ASCII character; not so UTF-16. */
bool codepage_is_ascii_based(guint codepage);

/*
 * The number that the charset name of len bytes stands for, in any case; 0: none that we
 * know.
 */
guint codepage_of_charset(const char *name, size_t len);

/*
 * len bytes as UTF-8, which the caller frees. What is no text in this codepage becomes
 * U+FFFD, and *nbad counts its bytes (nbad may be NULL). NULs become blanks, trailing ones
 * are left out. An unknown codepage is taken for CODEPAGE_WESTERN.
 */
GString *codepage_to_utf8(guint codepage, const void *bytes, size_t len, guint64 *nbad);

#endif
