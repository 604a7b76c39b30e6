/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads bytes of a volume's stripes, none of which is handed out before its block met the
 * leaf hash that the signed root of its stripe vouches for: docs/FORMAT.md, section 4.
 */
#ifndef CRYPTO_STRIPE_READER_H
#define CRYPTO_STRIPE_READER_H

#include "crypto/member_index.h"
#include "crypto/statement.h"

struct stripe_reader;

/* The volume that is read; all of it is borrowed and read when a stripe is. */
struct stripe_source {
	int fd;
	const char *gname;
	const struct preamble *preamble; /* whose signers sign checkpoints */
	const struct seal *seal;
};

/* Bytes of a stripe's data part, in which they must lie. */
struct stripe_range {
	guint64 number; /* of the stripe */
	struct stripe_place place;
	guint64 at, len; /* in the volume */
};

struct stripe_reader *stripe_reader_new(const struct stripe_source *s);
void stripe_reader_free(struct stripe_reader *r); /* accepts NULL */

/*
 * Finds the last stripe by its checkpoint, which stands before SEAL. Whether it is the right
 * one and what it says is found when it is read. size: of the volume's file. Fails with
 * ERR_ALTERED, ERR_DAMAGED, ERR_INCOMPLETE, ERR_IO.
 */
MUST_USE bool stripe_reader_find_last(
    struct stripe_reader *r, guint64 size, struct stripe_place *last, GError **error);

/*
 * Reads a range. The whole blocks that it lies in are in scratch, which grows as needed, so
 * *data (range->len bytes) is valid until its next use. Safe to call from several threads,
 * each with its own scratch. Fails with ERR_DAMAGED naming the block, and like
 * stripe_reader_find_last.
 */
MUST_USE bool stripe_reader_read(struct stripe_reader *r, const struct stripe_range *range,
    GByteArray *scratch, const unsigned char **data, GError **error);

#endif
