/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads bytes of a volume's stripes, none of which is handed out before its block met the
 * leaf hash that the signed root of its stripe vouches for: docs/FORMAT.md, section 4.
 */
#ifndef CRYPTO_STRIPE_READER_H
#define CRYPTO_STRIPE_READER_H

#include "crypto/stripe_leaves.h"

struct stripe_reader;

/* Bytes of a stripe's data part, in which they must lie. */
struct stripe_range {
	guint64 number; /* of the stripe */
	struct stripe_place place;
	guint64 at, len; /* in the volume */
};

/* s: copied; what it points to is read when a stripe is. */
struct stripe_reader *stripe_reader_new(const struct stripe_source *s);
void stripe_reader_free(struct stripe_reader *r); /* accepts NULL */

/*
 * Reads a range. The whole blocks that it lies in are in scratch, which grows as needed, so
 * *data (range->len bytes) is valid until its next use. Safe to call from several threads,
 * each with its own scratch. Fails with ERR_DAMAGED naming the block, and like
 * stripe_leaves_read.
 */
MUST_USE bool stripe_reader_read(struct stripe_reader *r, const struct stripe_range *range,
    GByteArray *scratch, const unsigned char **data, GError **error);

#endif
