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
	struct blake2b_input in[BATCH];

	for (size_t done = 0; done < nblocks; done += BATCH) {
		size_t n = MIN(nblocks - done, BATCH);

		for (size_t i = 0; i < n; i++)
			in[i] = (struct blake2b_input){.data = blocks + (done + i) * block_size,
			    .len = block_size,
			    .prefixed = true,
			    .prefix = PREFIX_LEAF};
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

/* The leaves of the left subtree of n, which is at least two. */
static guint64
left_leaves(guint64 n)
{
	return G_GUINT64_CONSTANT(1) << (63 - __builtin_clzll(n - 1));
}

static void
reverse(unsigned char (*path)[HASHTREE_SIZE], size_t npath)
{
	unsigned char swap[HASHTREE_SIZE];

	for (size_t i = 0; i < npath / 2; i++) {
		memcpy(swap, path[i], HASHTREE_SIZE);
		memcpy(path[i], path[npath - 1 - i], HASHTREE_SIZE);
		memcpy(path[npath - 1 - i], swap, HASHTREE_SIZE);
	}
}

/* Goes down from the root, and so finds the path from its upper end. */
size_t
hashtree_prove(
    const unsigned char *leaves, guint64 n, guint64 index, unsigned char (*path)[HASHTREE_SIZE])
{
	size_t npath = 0;

	g_assert(index < n);
	while (n > 1) {
		guint64 nleft = left_leaves(n);
		const unsigned char *right = leaves + nleft * HASHTREE_SIZE;

		if (index < nleft) {
			hashtree_root_of(right, n - nleft, path[npath++]);
			n = nleft;
		} else {
			hashtree_root_of(leaves, nleft, path[npath++]);
			leaves = right;
			index -= nleft;
			n -= nleft;
		}
	}
	reverse(path, npath);
	return npath;
}

/*
 * Walks up with the place of the node in its level and of the level's last
 * node. A last node without a sibling stands for itself one level up.
 */
bool
hashtree_verify(guint64 n, guint64 index, const unsigned char leaf[HASHTREE_SIZE],
    const unsigned char *path, size_t npath, const unsigned char root[HASHTREE_SIZE])
{
	unsigned char node[HASHTREE_SIZE];
	guint64 last = n - 1;

	if (index >= n)
		return false;
	memcpy(node, leaf, HASHTREE_SIZE);
	for (; last > 0; index >>= 1, last >>= 1) {
		if (index == last && !(index & 1))
			continue;
		if (npath == 0)
			return false;
		if (index & 1)
			hash_node(path, node, node);
		else
			hash_node(node, path, node);
		path += HASHTREE_SIZE;
		npath--;
	}
	return npath == 0 && memcmp(node, root, HASHTREE_SIZE) == 0;
}
