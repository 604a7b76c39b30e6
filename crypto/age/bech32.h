/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bech32 (BIP 173) as age uses it: a prefix, "1", and one 32-byte key as 52
 * symbols and a checksum of 6. A text has one case, that of its prefix, and each
 * key has exactly one text.
 */
#ifndef CRYPTO_AGE_BECH32_H
#define CRYPTO_AGE_BECH32_H

#include <stddef.h>

#include "crypto/error.h"

#define BECH32_KEY 32 /* bytes */

/* The length of the text of a key under this prefix, in bytes, without NUL. */
size_t bech32_length(const char *prefix);

/*
 * Writes the text of key into text: bech32_length(prefix) bytes and no NUL.
 * prefix is not empty, and its letters are all upper or all lower case.
 */
void bech32_encode(const char *prefix, const unsigned char key[BECH32_KEY], char *text);

/*
 * Reads the len bytes at text, which must be the one text of a key under this
 * prefix, in the case of the prefix. Fails with ERR_FORMAT, and then key is all
 * zeros. The message never quotes the text.
 */
MUST_USE bool bech32_decode(const char *prefix, const char *text, size_t len,
    unsigned char key[BECH32_KEY], GError **error);

#endif
