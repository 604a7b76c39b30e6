/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Base64 with padding (RFC 4648, section 4) in its one canonical spelling. The
 * time taken does not depend on the bytes, so secrets may pass through.
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

#endif
