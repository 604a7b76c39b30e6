/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stanzas that hand over a file key: X25519 for a recipient, scrypt for a
 * passphrase (C2SP age.md, "Native recipient types").
 */
#ifndef CRYPTO_AGE_WRAP_H
#define CRYPTO_AGE_WRAP_H

#include "crypto/age/header.h"
#include "crypto/age/keys.h"
#include "crypto/error.h"
#include "crypto/random.h"
#include "crypto/secret.h"

/*
 * Adds a stanza that only this recipient's identity opens. Fails with ERR_USAGE
 * if the recipient is of low order.
 */
MUST_USE bool age_wrap_x25519(struct age_header *h, const struct age_recipient *to,
    const unsigned char file_key[AGE_FILE_KEY], struct random_source *random, GError **error);

/* A passphrase and the work of deriving a key from it. */
struct age_passphrase {
	const struct secret *text;
	unsigned
	    log_n; /* scrypt's work factor is 2^log_n, with 1 KiB of memory each; 1 to AGE_LOG_N_CEILING */
};

/*
 * Adds a stanza that the passphrase opens, which must stay the only one of the
 * header. Fails with ERR_IO if there is not enough memory.
 */
MUST_USE bool age_wrap_scrypt(struct age_header *h, const struct age_passphrase *to,
    const unsigned char file_key[AGE_FILE_KEY], struct random_source *random, GError **error);

/*
 * Finds the file key with whatever keys there are; unknown stanzas are passed
 * over. file_key: set on success, which the caller wipes; the header's MAC is
 * still to be checked. Fails with
 *   ERR_FORMAT  a stanza is malformed, scrypt is not alone, or its work factor is
 *               over keys->max_log_n (found before any memory is taken for it)
 *   ERR_KEY     no identity matches, or the passphrase is wrong or missing
 *   ERR_IO      there is not enough memory for scrypt
 */
MUST_USE bool age_unwrap(const struct age_header *h, const struct age_keys *keys,
    unsigned char file_key[AGE_FILE_KEY], GError **error);

#endif
