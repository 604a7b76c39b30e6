/* SPDX-License-Identifier: Apache-2.0 */
/* A heap on a node and the B-trees in it, for writing: [MS-PST] 2.3.1 and 2.3.2. */
#ifndef TESTS_PST_HEAP_H
#define TESTS_PST_HEAP_H

#include "tests/pst/ndb.h"

#define HEAP_ITEM_MAX 3580 /* bytes; what is larger becomes a subnode */

/* bClientSig */
enum heap_client {
	HEAP_TABLE = 0x7c,
	HEAP_PROPERTIES = 0xbc,
};

struct heap;

struct heap *heap_new(enum heap_client client);
void heap_free(struct heap *h);

/* A copy of len bytes, 1 to HEAP_ITEM_MAX. Returns its HID. */
guint32 heap_add(struct heap *h, const guint8 *data, gsize len);

/* An item's bytes, to be changed, until the next heap_add. */
guint8 *heap_at(struct heap *h, guint32 hid);

void heap_set_root(struct heap *h, guint32 hid);

/*
 * Adds a B-tree. header: the HID of 8 bytes that were reserved for its header. records: sorted,
 * each of key and value bytes.
 */
void heap_tree(struct heap *h, guint32 header, guint8 key, guint8 value, const GByteArray *records);

/* How many bytes it takes. */
gsize heap_size(const struct heap *h);

/* Writes it as data blocks. Returns the BID. No item may be added any more. */
guint64 heap_write(struct heap *h, struct ndb *n);

#endif
