/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keys of age: recipients (public, "age1...") that a file is encrypted to,
 * and identities (secret, "AGE-SECRET-KEY-1...") that open it. Format: C2SP
 * age.md, "The X25519 recipient type".
 */
#ifndef CRYPTO_AGE_KEYS_H
#define CRYPTO_AGE_KEYS_H

#include "crypto/error.h"
#include "crypto/random.h"
#include "crypto/secret.h"

#define AGE_KEY 32                    /* bytes of an X25519 key, secret or public */
#define AGE_IDENTITIES_SIZE_MAX 65536 /* bytes of an identity file */
#define AGE_IDENTITIES_MAX 256        /* identities in one file */

/* An X25519 public key. */
struct age_recipient {
	unsigned char key[AGE_KEY];
};

/* An X25519 secret key with its public key, in guarded memory. */
struct age_identity;

typedef struct age_identity age_identity; /* for g_autoptr(age_identity) alone */

/* What may open a file. */
struct age_keys {
	GPtrArray *identities;           /* of struct age_identity, or NULL */
	const struct secret *passphrase; /* or NULL */
	unsigned max_log_n;              /* greatest scrypt work factor 2^n; 0: AGE_LOG_N_MAX */
};

#define AGE_LOG_N_MAX 20     /* scrypt with 2^20 takes 1 GiB of memory and a few seconds */
#define AGE_LOG_N_CEILING 30 /* above this (1 TiB) no limit can be raised */

/*
 * Reads the len bytes of "age1..." (lower case, nothing around it). Fails with
 * ERR_FORMAT on anything else, and on keys of low order, which would let
 * everybody open what is encrypted to them.
 */
MUST_USE bool age_recipient_parse(
    const char *text, size_t len, struct age_recipient *out, GError **error);

/* The text of a recipient, "age1...", which the caller frees with g_free. */
char *age_recipient_format(const struct age_recipient *r);

/* A new identity, which the caller ends with age_identity_free. */
struct age_identity *age_identity_generate(struct random_source *random);

/*
 * Reads the len bytes of "AGE-SECRET-KEY-1..." (upper case, nothing around it).
 * The caller owns the result. NULL with ERR_FORMAT on anything else; the message
 * never quotes the text.
 */
MUST_USE struct age_identity *age_identity_parse(const char *text, size_t len, GError **error);

/* The text of an identity without newline; the caller owns it. */
struct secret *age_identity_format(const struct age_identity *id);

/* Sets *out to the recipient that this identity opens files for. */
void age_identity_recipient(const struct age_identity *id, struct age_recipient *out);

/*
 * X25519 of the identity and a share from a file: sets shared to the 32 secret
 * bytes, which the caller wipes. Returns false if the share is of low order
 * (RFC 7748, 6.1: the result would be all zeros).
 */
MUST_USE bool age_identity_agree(const struct age_identity *id, const unsigned char share[AGE_KEY],
    unsigned char shared[AGE_KEY]);

/* Wipes and releases; NULL is fine. */
void age_identity_free(struct age_identity *id);

/*
 * Reads an identity file: one identity per line, "#" comments, empty lines; a
 * line ends in LF or CR LF. Returns an array of at least one struct age_identity
 * that frees its elements; the caller owns it. NULL with ERR_FORMAT, naming the
 * line, on any other line, and if text is over AGE_IDENTITIES_SIZE_MAX or has no
 * identity or more than AGE_IDENTITIES_MAX.
 */
MUST_USE GPtrArray *age_identities_parse(const struct secret *text, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(age_identity, age_identity_free)

#endif
