/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lower-case hexadecimal, the only spelling of digests and ids in our texts
 * and tar headers. Not for secrets: table look-ups leave traces.
 */
#ifndef CRYPTO_HEX_H
#define CRYPTO_HEX_H

#include <stdbool.h>
#include <stddef.h>

#include "crypto/error.h"

/* The size of the string for n bytes, its NUL included. */
#define HEX_SIZE(n) (2 * (n) + 1)

/* Writes len bytes as 2 * len digits and a NUL; out has HEX_SIZE(len) bytes. */
void hex_encode(char *out, const void *bytes, size_t len);

/* Tells whether all len bytes of text are digits 0-9 or a-f; true for none. */
MUST_USE bool hex_is(const char *text, size_t len);

/*
 * Reads exactly 2 * nbytes digits into the nbytes of out. Returns false, with
 * out unchanged, if len is another length or text is not hex_is.
 */
MUST_USE bool hex_decode(void *out, size_t nbytes, const char *text, size_t len);

#endif
