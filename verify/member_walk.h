/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Walks the data members of a volume while its blocks are read: headers,
 * names, order, padding, and what index.txt says of them. A fault that lies in
 * a damaged block is a consequence and not reported; one in a block that meets
 * its signed hash was signed that way. docs/FORMAT.md, sections 3 and 5.4.
 */
#ifndef VERIFY_MEMBER_WALK_H
#define VERIFY_MEMBER_WALK_H

#include "verify/area.h"
#include "verify/member_check.h"

struct member_walk;

/* What the members add up to. */
struct walk_totals {
	guint64 next[PACKED_NKINDS];  /* the number behind the last of each kind */
	guint64 first[PACKED_NKINDS]; /* the first number; next if there is none */
	guint64 members;
	bool lost; /* damage has hidden some: the numbers are the least there are */
};

/* view is borrowed for the walk's life; the caller ends it with member_walk_free. */
struct member_walk *member_walk_new(struct view *view, const struct walk_claims *claims);

/* Begins a stripe at an offset; its members must end by themselves. */
void member_walk_begin(struct member_walk *w, guint64 start);

/* The next len bytes of the stripe, a multiple of 512: a block_visit. */
void member_walk_feed(void *walk, const unsigned char *bytes, gsize len, guint64 at);

/*
 * Ends the stripe of nblocks blocks, of which bad says which do not meet their
 * hashes, and reports the faults that these do not explain.
 */
void member_walk_end(struct member_walk *w, const bool *bad, gsize nblocks);

/* After the last stripe: reports what could only be judged now. */
void member_walk_finish(struct member_walk *w);

/* Up to the last stripe that ended; borrowed for the walk's life. */
const struct walk_totals *member_walk_totals(const struct member_walk *w);

/* Accepts NULL. */
void member_walk_free(struct member_walk *w);

typedef struct member_walk member_walk;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(member_walk, member_walk_free)

#endif
