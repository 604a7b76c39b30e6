/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pouch's own identities and the slots that hand them to recipients:
 * docs/FORMAT.md, section 6.
 */
#ifndef CRYPTO_SLOT_H
#define CRYPTO_SLOT_H

#include "crypto/age/age.h"
#include "crypto/statement.h"

/* The identities that somebody holds; NULL where his role does not reach. */
struct pouch_keys {
	enum role role;
	struct age_identity *identity[NLEVELS]; /* owned */
};

/* Wipes and releases what k holds. */
void pouch_keys_clear(struct pouch_keys *k);

/* New identities for all levels; with the role of a reader. */
void pouch_keys_generate(struct pouch_keys *k);

/* Fills in the key commitments of a preamble whose archive id is set. */
void pouch_keys_commit(const struct pouch_keys *k, struct preamble *p);

/*
 * Makes the body of keys/NNN.age for slot NNN of p, by the role that p gives it.
 *
 * k:  all identities; p->commit are theirs
 * to: one recipient or a passphrase
 *
 * Returns the age file, which the caller owns. Fails with ERR_IO if there is not
 * enough memory for scrypt, with ERR_USAGE if the recipient is of low order.
 */
MUST_USE GByteArray *slot_seal(const struct pouch_keys *k, const struct preamble *p, guint number,
    const struct age_to *to, GError **error);

/* The body of a slot as it was found, at most SLOT_SIZE_MAX bytes; borrowed. */
struct slot_body {
	const struct preamble *preamble;
	guint number;
	const void *file;
	size_t len;
};

/*
 * Opens a slot. k is set and then the caller's to clear. Fails with ERR_KEY if keys do not open it; with
 * ERR_FORMAT if it is no age file or asks for more work than keys allow; with
 * ERR_ALTERED if what is in it is not what the preamble announces: another
 * archive, role, signer, time or identity.
 */
MUST_USE bool slot_open(
    struct pouch_keys *k, const struct slot_body *s, const struct age_keys *keys, GError **error);

typedef struct pouch_keys pouch_keys;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(pouch_keys, pouch_keys_clear)

#endif
