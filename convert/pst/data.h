/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bytes of a node: one block, or a tree of them, [MS-PST] 2.2.2.8.3.2: an XBLOCK is a list
 * of data blocks, an XXBLOCK a list of XBLOCKs. Of a tree one list of each level and one
 * block are in memory, whatever its size.
 *
 *	bid -> block                           up to 8,176 bytes
 *	bid -> XBLOCK -> blocks                up to about 8 MiB
 *	bid -> XXBLOCK -> XBLOCKs -> blocks    up to 4 GiB, the limit of its count of bytes
 */
#ifndef CONVERT_PST_DATA_H
#define CONVERT_PST_DATA_H

#include "convert/pst/block.h"

struct pst_data;

/*
 * Opens the bytes behind a block id; 0: there are none. Fails with ERR_FORMAT if the list on
 * top is damaged, ERR_IO. The file is borrowed.
 */
MUST_USE struct pst_data *pst_data_open(struct pst_file *f, guint64 bid, GError **error);
void pst_data_close(struct pst_data *d); /* accepts NULL */

/* How many bytes there are, as the list on top says. */
guint64 pst_data_size(const struct pst_data *d);

/*
 * One of its blocks, from 0, for the caller to unref; NULL with *error not set: there are
 * only so many. Going from one to the next costs least. Fails as pst_block_read.
 */
MUST_USE GBytes *pst_data_block(struct pst_data *d, guint index, GError **error);

/*
 * Reads up to len bytes at offset at: the number read, fewer only at the end of a block, 0 at
 * the end of all, -1 on error as pst_block_read. Going forward costs least.
 */
MUST_USE gssize pst_data_read(
    struct pst_data *d, void *buf, size_t len, guint64 at, GError **error);

typedef struct pst_data pst_data;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pst_data, pst_data_close)

#endif
