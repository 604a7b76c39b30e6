/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The public list of a volume's data members, index.txt: docs/FORMAT.md,
 * section 5.4. It says where things are; nothing is trusted because of it.
 */
#ifndef CRYPTO_MEMBER_INDEX_H
#define CRYPTO_MEMBER_INDEX_H

#include "crypto/error.h"
#include "crypto/layout.h"

struct member {
	char name[MEMBER_NAME_SIZE];
	guint64 at, size;       /* of the body in the volume, in bytes */
	unsigned char xxh3[16]; /* of the body */
	guint64 first, count;   /* what it holds: section 5.4 */
};

struct stripe_place {
	guint64 start;  /* offset of the first byte */
	guint64 blocks; /* data blocks */
};

struct member_index {
	GArray *members;     /* struct member, in the order of the volume */
	GArray *stripes;     /* struct stripe_place, the last one included */
	GHashTable *by_name; /* names to struct member, both borrowed from members */
};

/*
 * Reads index.txt, whose body of len bytes lies at offset at. Checks its form, the
 * order and grammar of the names, and that members follow each other and lie in
 * their stripes. Fails with ERR_FORMAT; the caller owns the result.
 */
MUST_USE struct member_index *member_index_parse(
    const void *data, size_t len, guint64 at, GError **error);

/* The member of this name, borrowed, or NULL. */
const struct member *member_index_find(const struct member_index *x, const char *name);

/* The number of the data stripe that [at, at + len) lies in, or -1. */
gssize member_index_stripe(const struct member_index *x, guint64 at, guint64 len);

/* Accepts NULL. */
void member_index_free(struct member_index *x);

typedef struct member_index member_index;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(member_index, member_index_free)

#endif
