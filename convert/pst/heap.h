/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A heap on a node, [MS-PST] 2.3.1: small pieces of bytes in the blocks of a node, and beside
 * it the node's subnodes for the large ones. Properties and tables lie in heaps.
 *
 *	block 0:       HNHDR      ibHnpm, 0xEC, client, hidUserRoot, fill levels
 *	block 8, 136,  HNBITMAPHDR   ibHnpm, fill levels          (each 128 blocks)
 *	others:        HNPAGEHDR     ibHnpm
 *	at ibHnpm:     HNPAGEMAP     count, freed, offsets of the pieces and of their end
 *
 * A piece is named by a HID: five bits 0, its number within the block from 1 (11 bits, in 4k
 * files 14), the block's number. An HNID with other low five bits names a subnode.
 */
#ifndef CONVERT_PST_HEAP_H
#define CONVERT_PST_HEAP_H

#include "convert/pst/data.h"
#include "convert/pst/subnode.h"

/* What lies in a heap: bClientSig. */
enum pst_client {
	PST_TABLE = 0x7c,
	PST_PROPERTIES = 0xbc,
};

struct pst_heap {
	struct pst_file *f;
	struct pst_data *data;
	guint64 sub;  /* of the node: its subnodes */
	guint32 root; /* hidUserRoot */
};

/* Bytes of a block, which is held for as long. */
struct pst_piece {
	GBytes *block;
	const unsigned char *bytes;
	size_t len;
};

/*
 * Opens the heap of a node. Fails with ERR_FORMAT if it is none, or one for another client;
 * ERR_IO. The file is borrowed.
 */
MUST_USE struct pst_heap *pst_heap_open(
    struct pst_file *f, const struct pst_node *node, enum pst_client client, GError **error);
void pst_heap_close(struct pst_heap *h); /* accepts NULL */

/*
 * The piece with this HID; of HID 0 an empty one. The caller clears it. Fails with
 * ERR_FORMAT if there is no such piece, or as pst_block_read.
 */
MUST_USE bool pst_heap_piece(
    struct pst_heap *h, guint32 hid, struct pst_piece *piece, GError **error);
void pst_piece_clear(struct pst_piece *piece); /* accepts an empty one */

typedef struct pst_heap pst_heap;
typedef struct pst_piece pst_piece;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pst_heap, pst_heap_close)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(pst_piece, pst_piece_clear)

#endif
