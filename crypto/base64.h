/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Base64 (RFC 4648, section 4) in its one canonical spelling: with padding, as
 * minisign writes it, or bare, without padding, as age does. The time taken does
 * not depend on the bytes, so secrets may pass through.
 *
 * sodium_init() must have been called before any function here.
 */
#ifndef CRYPTO_BASE64_H
#define CRYPTO_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "crypto/error.h"

/* The number of digits for n bytes, padding included. */
#define BASE64_LEN(n) (((n) + 2) / 3 * 4)

/* Writes the BASE64_LEN(len) digits of len bytes and a NUL. */
void base64_encode(char *out, const void *bytes, size_t len);

/*
 * Reads the digits of exactly nbytes bytes into out. Returns false, with out
 * unspecified, for another length, for bytes that are no digits, and if bits or
 * padding are not as base64_encode writes them.
 */
MUST_USE bool base64_decode(void *out, size_t nbytes, const char *text, size_t len);

/* The bare digits of len bytes, which the caller frees with g_free; not for secrets. */
char *base64_encode_bare(const void *bytes, size_t len);

/*
 * Reads len bare digits into the size bytes at out. Returns false, with out
 * unspecified, unless they are the canonical text of at most size bytes.
 *
 * nbytes: set to how many they are
 */
MUST_USE bool base64_decode_bare(
    const char *text, size_t len, void *out, size_t size, size_t *nbytes);

/* The same for a NUL-terminated text that must be exactly size bytes. */
MUST_USE bool base64_decode_bare_exact(const char *text, void *out, size_t size);

#endif
