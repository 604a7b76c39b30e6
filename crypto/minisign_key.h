/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signing keys in minisign's formats: the public key that people copy around
 * ("RW..."), its .pub file, and the secret key file, bare or under a
 * passphrase. Ed25519 throughout; signify reads the public keys too.
 *
 * sodium_init() must have been called before any function here.
 */
#ifndef CRYPTO_MINISIGN_KEY_H
#define CRYPTO_MINISIGN_KEY_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "crypto/error.h"
#include "crypto/random.h"
#include "crypto/secret.h"

#define MINISIGN_ID_SIZE 8
#define MINISIGN_KEY_SIZE 32         /* of a public key */
#define MINISIGN_SIGNATURE_SIZE 64   /* of an Ed25519 signature */
#define MINISIGN_FILE_MAX 2048       /* the most bytes of a key file's text */
#define MINISIGN_PASSPHRASE_MAX 1023 /* the most that minisign itself reads */

/* Callers may fill it in and compare its bytes. */
struct minisign_public {
	unsigned char key_id[MINISIGN_ID_SIZE];
	unsigned char key[MINISIGN_KEY_SIZE];
};

/*
 * Reads a public key: the 56 characters "RW..." alone, or the text of a .pub
 * file, which has one line "untrusted comment: ..." before them; a final LF may
 * be missing. What the comment says is not looked at. Fails with ERR_FORMAT.
 */
MUST_USE bool minisign_public_parse(
    const char *text, size_t len, struct minisign_public *pub, GError **error);

/* The key as "RW...", without a line end; the caller frees it. */
MUST_USE char *minisign_public_format(const struct minisign_public *pub);

/* The text of the .pub file that minisign would write; the caller frees it. */
MUST_USE char *minisign_public_format_file(const struct minisign_public *pub);

/* A secret key, in sodium_malloc memory. */
struct minisign_secret;
typedef struct minisign_secret minisign_secret; /* for g_autoptr(minisign_secret) alone */

/* A new random key pair with a random id. The caller owns it. */
MUST_USE struct minisign_secret *minisign_secret_generate(struct random_source *random);

/* Wipes and releases; NULL is fine. */
void minisign_secret_free(struct minisign_secret *signer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(minisign_secret, minisign_secret_free)

/* The public half. */
void minisign_secret_public(const struct minisign_secret *signer, struct minisign_public *pub);

/* Signs len bytes: plain Ed25519 (RFC 8032), without a pre-hash. */
void minisign_secret_sign(const struct minisign_secret *signer, const void *bytes, size_t len,
    unsigned char signature[MINISIGN_SIGNATURE_SIZE]);

/*
 * Tells whether the text of a secret key file, len bytes, is one that only
 * opens with a passphrase; false for anything else, whatever it is.
 */
MUST_USE bool minisign_secret_needs_passphrase(const char *text, size_t len);

/*
 * Reads the text of a secret key file as minisign -G writes it, with and
 * without -W. Deriving the key takes as much memory and time as the file asks
 * for, at most the 1 GiB and some seconds of MINISIGN_SENSITIVE.
 *
 * passphrase: without its line end; NULL if there is none; not looked at if the
 *             file needs none
 *
 * Returns the key, which the caller owns, or NULL. Fails with ERR_FORMAT if it
 * is no such file or asks for more, with ERR_KEY if the passphrase is wrong or
 * missing, with ERR_IO if there is not enough memory.
 */
MUST_USE struct minisign_secret *minisign_secret_parse(
    const struct secret *file, const struct secret *passphrase, GError **error);

/* What guessing a passphrase costs, by libsodium's names of the scrypt limits. */
enum minisign_cost {
	MINISIGN_SENSITIVE,   /* 1 GiB and seconds, as minisign -G */
	MINISIGN_INTERACTIVE, /* 16 MiB and a fraction of a second */
};

/*
 * The text of a secret key file, which minisign -S takes too.
 *
 * passphrase: at most MINISIGN_PASSPHRASE_MAX bytes without a line end (longer
 *             is an assertion); NULL leaves the key bare, and cost is then not
 *             looked at
 * random:     where the salt comes from
 *
 * Returns the text, which the caller owns and which ends in LF, or NULL. Fails
 * with ERR_IO if there is not enough memory to derive the key.
 */
MUST_USE struct secret *minisign_secret_format(const struct minisign_secret *signer,
    const struct secret *passphrase, enum minisign_cost cost, struct random_source *random,
    GError **error);

#endif
