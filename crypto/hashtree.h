/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hash trees of the shape of RFC 6962, 2.1, over BLAKE2b-256: a leaf is
 * H(0x00 || data), a node H(0x01 || left || right), the empty tree H(""). With
 * n leaves the left subtree has the largest power of two below n.
 */
#ifndef CRYPTO_HASHTREE_H
#define CRYPTO_HASHTREE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#define HASHTREE_SIZE 32      /* bytes of a hash */
#define HASHTREE_DEPTH_MAX 64 /* subtrees of a frontier */

/*
 * A growing tree, as its frontier: the full subtrees of which its leaves make
 * the fewest, one of 2^k leaves for each bit k that is set in n, larger ones
 * to the left. This is all that a resumed run has to keep: n, then nodes[k]
 * of the set bits; the other nodes mean nothing.
 */
struct hashtree {
	guint64 n; /* leaves */
	unsigned char nodes[HASHTREE_DEPTH_MAX][HASHTREE_SIZE];
};

/* The hash of one leaf of len bytes. */
void hashtree_leaf(const void *data, size_t len, unsigned char out[HASHTREE_SIZE]);

/*
 * The leaf hashes of nblocks blocks of block_size bytes that lie one after
 * the other. Several times faster than one leaf after the other.
 */
void hashtree_leaves(const unsigned char *blocks, size_t nblocks, size_t block_size,
    unsigned char (*out)[HASHTREE_SIZE]);

/* Begins an empty tree. */
void hashtree_init(struct hashtree *t);

/* Adds a leaf to the right, by its hash. A tree holds at most 2^64 - 1. */
void hashtree_add_leaf_hash(struct hashtree *t, const unsigned char leaf[HASHTREE_SIZE]);

/* The root over the leaves so far; the tree may grow on. */
void hashtree_root(const struct hashtree *t, unsigned char out[HASHTREE_SIZE]);

/* The root over n leaf hashes that lie one after the other. */
void hashtree_root_of(const unsigned char *leaves, guint64 n, unsigned char out[HASHTREE_SIZE]);

#endif
