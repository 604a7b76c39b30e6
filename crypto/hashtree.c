/* SPDX-License-Identifier: Apache-2.0 */
/* Hash trees of the shape of RFC 6962 over BLAKE2b-256; see hashtree.h. */
#include "crypto/hashtree.h"

#include <string.h>

#include "crypto/blake2b.h"

/* What a hash begins with, so that no node can pass for a leaf (RFC 6962, 2.1). */
enum prefix { PREFIX_LEAF = 0x00, PREFIX_NODE = 0x01 };

/* Blocks that go to blake2b_many at once: enough to keep its lanes busy. */
#define BATCH 128

static void
hash(enum prefix prefix, const void *data, size_t len, unsigned char out[HASHTREE_SIZE])
{
	const unsigned char first = (unsigned char)prefix;
	struct blake2b s;

	blake2b_init(&s, HASHTREE_SIZE);
	blake2b_update(&s, &first, 1);
	blake2b_update(&s, data, len);
	blake2b_final(&s, out);
}

/* out may be left or right. */
static void
hash_node(const unsigned char left[HASHTREE_SIZE], const unsigned char right[HASHTREE_SIZE],
    unsigned char out[HASHTREE_SIZE])
{
	unsigned char both[2 * HASHTREE_SIZE];

	memcpy(both, left, HASHTREE_SIZE);
	memcpy(both + HASHTREE_SIZE, right, HASHTREE_SIZE);
	hash(PREFIX_NODE, both, sizeof(both), out);
}

void
hashtree_leaf(const void *data, size_t len, unsigned char out[HASHTREE_SIZE])
{
	hash(PREFIX_LEAF, data, len, out);
}

void
hashtree_leaves(const unsigned char *blocks, size_t nblocks, size_t block_size,
    unsigned char (*out)[HASHTREE_SIZE])
{
	static const unsigned char first = PREFIX_LEAF;
	struct blake2b_input in[BATCH];

	for (size_t done = 0; done < nblocks; done += BATCH) {
		size_t n = MIN(nblocks - done, BATCH);

		for (size_t i = 0; i < n; i++)
			in[i] = (struct blake2b_input){.data = blocks + (done + i) * block_size,
			    .len = block_size,
			    .head = &first,
			    .head_len = 1};
		blake2b_many(n, in, out + done);
	}
}

void
hashtree_init(struct hashtree *t)
{
	memset(t, 0, sizeof(*t));
}

/* Adding one to n carries through its lowest bits, and so do the subtrees. */
void
hashtree_add_leaf_hash(struct hashtree *t, const unsigned char leaf[HASHTREE_SIZE])
{
	unsigned char carry[HASHTREE_SIZE];
	int k = 0;

	g_assert(t->n < G_MAXUINT64);
	memcpy(carry, leaf, HASHTREE_SIZE);
	for (; t->n >> k & 1; k++)
		hash_node(t->nodes[k], carry, carry);
	memcpy(t->nodes[k], carry, HASHTREE_SIZE);
	t->n++;
}

void
hashtree_root(const struct hashtree *t, unsigned char out[HASHTREE_SIZE])
{
	bool first = true;

	if (t->n == 0)
		blake2b_many(1, &(struct blake2b_input){.len = 0}, (unsigned char(*)[32])out);
	for (int k = 0; k < HASHTREE_DEPTH_MAX; k++) {
		if (!(t->n >> k & 1))
			continue;
		if (first)
			memcpy(out, t->nodes[k], HASHTREE_SIZE);
		else
			hash_node(t->nodes[k], out, out);
		first = false;
	}
}

void
hashtree_root_of(const unsigned char *leaves, guint64 n, unsigned char out[HASHTREE_SIZE])
{
	struct hashtree t;

	hashtree_init(&t);
	for (guint64 i = 0; i < n; i++)
		hashtree_add_leaf_hash(&t, leaves + i * HASHTREE_SIZE);
	hashtree_root(&t, out);
}
