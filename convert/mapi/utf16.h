/* SPDX-License-Identifier: Apache-2.0 */
/* Short texts in UTF-16LE, as names in files are: no table of the system is needed for them. */
#ifndef CONVERT_MAPI_UTF16_H
#define CONVERT_MAPI_UTF16_H

#include <glib.h>

/*
 * len bytes as UTF-8 without NULs, for the caller to free. Half a pair becomes U+FFFD, an odd
 * byte at the end is left out.
 */
char *utf16_text(const unsigned char *bytes, size_t len);

#endif
