/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The leaf hashes of a stripe, as its checkpoint has signed them: from either
 * copy of its tree, or from the blocks themselves where both are damaged.
 * docs/FORMAT.md, sections 4 and 5.2.
 */
#ifndef CRYPTO_STRIPE_LEAVES_H
#define CRYPTO_STRIPE_LEAVES_H

#include "crypto/member_index.h"
#include "crypto/statement.h"

/* The volume that the stripes are of; all borrowed. */
struct stripe_source {
	int fd;
	const char *gname; /* that its headers hold */
	const struct preamble *preamble;
	const struct seal *seal;
};

/*
 * Finds the last stripe by its checkpoint, which is signed and stands before
 * SEAL. Whether its blocks are there is found when its leaves are read. seal's
 * bytes and index_at must lie in the file. Fails with ERR_DAMAGED, ERR_ALTERED, ERR_UNSUPPORTED,
 * ERR_INCOMPLETE, ERR_IO.
 */
MUST_USE bool stripe_find_last(
    const struct stripe_source *v, struct stripe_place *s, GError **error);

/*
 * Reads the leaf hashes of a stripe at its place: as many as it has blocks, which meet the signed
 * root. The caller owns them. Fails as stripe_find_last.
 */
MUST_USE GBytes *stripe_leaves_read(
    const struct stripe_source *v, guint64 number, const struct stripe_place *s, GError **error);

#endif
