/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Base64 as age writes it: the standard alphabet of RFC 4648, section 4, without
 * padding, and only in its canonical form, so that bytes have one text.
 */
#ifndef CRYPTO_AGE_BASE64_H
#define CRYPTO_AGE_BASE64_H

#include "crypto/error.h"

#include <stddef.h>

/* The text of the len bytes at data, which the caller frees with g_free. */
char *age_base64_encode(const void *data, size_t len);

/*
 * Decodes the len characters at text into the size bytes at out. Returns false,
 * with out unspecified, unless they are the canonical text of at most size bytes.
 * *nbytes: set to how many they are.
 */
MUST_USE bool age_base64_decode(
    const char *text, size_t len, void *out, size_t size, size_t *nbytes);

/* The same for a NUL-terminated text that must be exactly size bytes. */
MUST_USE bool age_base64_decode_exact(const char *text, void *out, size_t size);

#endif
