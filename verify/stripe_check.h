/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checks the stripes of a volume, one after the other: every data block
 * against its leaf hash, both copies of the hashes against the signed root,
 * the checkpoint, the pads. docs/FORMAT.md, sections 4 and 11.
 */
#ifndef VERIFY_STRIPE_CHECK_H
#define VERIFY_STRIPE_CHECK_H

#include "crypto/hashtree.h"
#include "verify/block_stream.h"
#include "verify/ending.h"
#include "verify/member_walk.h"
#include "verify/stripe_map.h"

/* What all stripes of a volume share; the caller fills in the first part. */
struct stripe_check {
	struct view *view;
	struct block_stream *stream;
	struct member_walk *walk;
	const struct signer_keys *keys;
	const unsigned char *archive; /* ARCHIVE_ID_SIZE bytes, or NULL if not known */

	struct hashtree roots; /* over the stripes so far */
	bool assumed;          /* ... of which one had no signed root */
	bool chained;          /* checkpoint is the last one's hash ... */
	unsigned char checkpoint[HASH_SIZE];
	guint64 good, damaged, unproven; /* blocks */
	guint64 checkpoints;             /* whose signature was good */
	guint64 proven_to;               /* offset up to which the last good checkpoint proves */
	GError *refused; /* a signed checkpoint must not be judged; whoever made c takes it */
};

/* Checks stripe number, which is at a place; in order from 0. */
void stripe_check_run(struct stripe_check *c, guint64 number, const struct stripe_spot *spot);

/* After the last stripe: holds the root over all of them against SEAL. */
void stripe_check_seal(struct stripe_check *c, const struct seal *seal);

#endif
