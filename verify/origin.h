/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The second verdict: who vouches for a pouch. Only what the user brings
 * counts, keys that he trusts and the receipt; nothing in the pouch adds to it.
 */
#ifndef VERIFY_ORIGIN_H
#define VERIFY_ORIGIN_H

#include "crypto/receipt.h"
#include "verify/volume_check.h"

/* A signer whom the user trusts; the caller fills it in. */
struct vouched_signer {
	const char *name; /* as reports call him: raw bytes, borrowed */
	struct minisign_public key;
	gint64 valid_after, valid_before; /* seconds since 1970; G_MAXINT64: for ever */
};

/* What the user vouches with. All borrowed. */
struct vouching {
	const struct vouched_signer *signers;
	gsize nsigners;
	const struct receipt *receipt; /* may be NULL */
	const char *receipt_text;      /* its bytes, as they were read */
	gsize receipt_len;
	const char *receipt_signature; /* text of its .minisig; NULL if not given */
	gsize receipt_signature_len;
};

enum origin_state {
	ORIGIN_OK,      /* a trusted signer or the receipt vouches, and nothing speaks against it */
	ORIGIN_UNKNOWN, /* nobody who is trusted vouches */
	ORIGIN_CONTRADICTED, /* the receipt is another pouch's, or a signature under it bad */
};

struct origin_result {
	enum origin_state state;
	const struct vouched_signer *signer; /* the first trusted one who signed, or NULL */
	bool by_receipt;                     /* a receipt was given and matches */
};

/*
 * Judges the origin of n volumes. The volumes must have been digested if there
 * is a receipt, or only their SEALs are compared. Adds to found.
 */
void origin_check(const struct volume_result volumes[], gsize n, const struct vouching *v,
    struct origin_result *r, struct findings *found);

/* The trusted signer with this key, whenever he is trusted, or NULL. */
const struct vouched_signer *origin_find(
    const struct vouching *v, const struct minisign_public *key);

#endif
