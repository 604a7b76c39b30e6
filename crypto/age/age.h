/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole age v1 files in memory (C2SP age.md), and the way into their payload for
 * whoever reads single chunks. Armor, plugins and SSH keys are not supported.
 *
 * sodium_init() must have been called. What goes wrong has a kind each:
 *   ERR_FORMAT   not an age file, malformed header, or over a limit
 *   ERR_KEY      no identity matches, or the passphrase is wrong or missing
 *   ERR_ALTERED  the header's MAC is wrong (age_open), or the payload is altered
 *                or cut off (everything that reads the payload)
 *   ERR_IO       there is not enough memory for scrypt
 */
#ifndef CRYPTO_AGE_AGE_H
#define CRYPTO_AGE_AGE_H

#include "crypto/age/keys.h"
#include "crypto/age/stream.h"
#include "crypto/error.h"
#include "crypto/random.h"
#include "crypto/secret.h"

#define AGE_LOG_N 18             /* scrypt work factor of the files that we write */
#define AGE_WHOLE_MAX (1 << 30)  /* plaintext bytes of a file that is held in memory */
#define AGE_SECRET_MAX (1 << 20) /* plaintext bytes of a file that is a secret */
#define AGE_PREFIX_MAX (AGE_HEADER_MAX + AGE_NONCE) /* bytes before the first chunk */

/* Whom a file is encrypted to: recipients or a passphrase, never both. */
struct age_to {
	const struct age_recipient *recipients;
	size_t nrecipients; /* at most AGE_STANZAS_MAX */
	const struct secret *passphrase;
	unsigned log_n; /* scrypt work factor, 1 to AGE_LOG_N_CEILING; 0: AGE_LOG_N */
};

/*
 * Encrypts the len bytes at plain (at most AGE_WHOLE_MAX). The caller owns the
 * file that is returned. The random source is drawn from in a fixed order. NULL
 * with ERR_USAGE if there are too many recipients or one is of low order, and
 * with ERR_IO if there is not enough memory for scrypt.
 */
MUST_USE GByteArray *age_encrypt(const struct age_to *to, const void *plain, size_t len,
    struct random_source *random, GError **error);

/*
 * Finds the key of a file's payload and checks the header. file: the file's
 * first len bytes; AGE_PREFIX_MAX of them, or all, are always enough.
 *
 * at: set to the offset of the payload's first chunk, in bytes
 *
 * The caller owns the result. A failure is about the header or the keys, never
 * about the payload, which was not looked at.
 */
MUST_USE struct age_stream *age_open(
    const struct age_keys *keys, const void *file, size_t len, size_t *at, GError **error);

/*
 * Decrypts a whole file of at most AGE_WHOLE_MAX into plain, which is set to the
 * plaintext's size: one array can serve many files. All or nothing: after a
 * failure plain is empty and was wiped.
 */
MUST_USE bool age_decrypt(
    const struct age_keys *keys, const void *file, size_t len, GByteArray *plain, GError **error);

/*
 * The same for a plaintext that is itself secret (a slot, an identity file), of
 * at most AGE_SECRET_MAX bytes. The caller owns the result; NULL on failure.
 */
MUST_USE struct secret *age_decrypt_secret(
    const struct age_keys *keys, const void *file, size_t len, GError **error);

/* Whether data begins like an age file; the rest is not looked at. */
bool age_is_encrypted(const void *data, size_t len);

#endif
