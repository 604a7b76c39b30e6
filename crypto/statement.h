/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The signed texts of a volume as structs: checkpoint and SEAL, each with its
 * canonical text and the trusted comment it is signed with. docs/FORMAT.md,
 * sections 5.2 and 5.3.
 */
#ifndef CRYPTO_STATEMENT_H
#define CRYPTO_STATEMENT_H

#include "crypto/error.h"
#include "crypto/layout.h"
#include "crypto/preamble.h"

/* H of docs/FORMAT.md: BLAKE2b-256. */
void statement_hash(const void *data, size_t len, unsigned char out[HASH_SIZE]);

/* Seconds since 1970 as text in UTC; times before it or after 9999 as the nearest. */
void statement_time(gint64 seconds, char out[TIME_SIZE]);

struct checkpoint {
	unsigned char archive[ARCHIVE_ID_SIZE];
	guint64 volume, stripe, start, blocks, segments;
	unsigned char stripe_root[HASH_SIZE], root[HASH_SIZE];
	bool has_previous;
	unsigned char previous[HASH_SIZE];
	char time[TIME_SIZE];
};

/*
 * The text, which the caller owns; parse fills in *c from len bytes of it, and
 * needs no clearing. Both fail with ERR_FORMAT; parsing also, as text_parse, with ERR_UNSUPPORTED.
 */
MUST_USE GBytes *checkpoint_format(const struct checkpoint *c, GError **error);
MUST_USE bool checkpoint_parse(struct checkpoint *c, const void *data, size_t len, GError **error);
/* The trusted comment; the caller frees it. */
char *checkpoint_comment(const struct checkpoint *c);

struct seal {
	unsigned char archive[ARCHIVE_ID_SIZE];
	guint64 volume;
	bool final;
	guint64 stripes, bytes;
	unsigned char root[HASH_SIZE], checkpoint[HASH_SIZE], preamble[HASH_SIZE];
	unsigned char slots[HASH_SIZE];
	guint64 index_at, index_size;
	guint64 segments, payload, tree_chunks, mail_chunks;
	guint64 files, messages, losses, notes;
	unsigned char message_root[HASH_SIZE];
	char time[TIME_SIZE];
};

/*
 * As for checkpoints. Reserved keys are checked for their form and not kept.
 */
MUST_USE GBytes *seal_format(const struct seal *s, GError **error);
MUST_USE bool seal_parse(struct seal *s, const void *data, size_t len, GError **error);
/* The trusted comment; the caller frees it. */
char *seal_comment(const struct seal *s);

#endif
