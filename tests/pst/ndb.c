/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks and nodes of a Unicode PST file, for writing. */
#include "tests/pst/ndb.h"

#include <stdbool.h>
#include <string.h>

#include "tests/pst/header.h"
#include "tests/pst/tree.h"

struct block {
	guint64 bid, at;
	guint16 len;
	guint16 references;
};

struct node {
	guint32 nid, parent;
	struct ndb_data is;
	guint order; /* of coming: the last of a NID counts */
};

struct ndb {
	struct image *image;
	enum code_crypt crypt;
	GArray *blocks; /* struct block; BID 4 * (index + 1), with bit 1 set if internal */
	GArray *nodes;  /* struct node */
	guint64 written;
	struct header header;
};

struct ndb *
ndb_new(enum code_crypt crypt)
{
	struct ndb *n = g_new0(struct ndb, 1);

	n->image = image_new();
	n->crypt = crypt;
	n->blocks = g_array_new(FALSE, TRUE, sizeof(struct block));
	n->nodes = g_array_new(FALSE, TRUE, sizeof(struct node));
	n->header.next_page = 1;
	return n;
}

void
ndb_free(struct ndb *n)
{
	image_free(n->image);
	g_array_unref(n->blocks);
	g_array_unref(n->nodes);
	g_free(n);
}

/* A reference to a block; one block may have several. */
static guint64
refer(struct ndb *n, guint64 bid)
{
	if (bid != 0)
		g_array_index(n->blocks, struct block, bid / 4 - 1).references++;
	return bid;
}

/* 2.2.2.8.1, 2.2.2.8.3.1 */
static guint64
write_block(struct ndb *n, const guint8 *data, gsize len, bool internal)
{
	gsize room = (len + 16 + 63) / 64 * 64;
	guint64 bid = (guint64)(n->blocks->len + 1) * 4 + (internal ? 2 : 0);
	struct block b = {bid, image_take(n->image, room, 64), (guint16)len, 1};
	guint8 *to = image_at(n->image, b.at), *trailer = to + room - 16;

	g_assert(len > 0 && len <= NDB_BLOCK);
	memcpy(to, data, len);
	if (!internal)
		code_encode(n->crypt, bid, to, len);
	put16(trailer, (guint32)len);
	put16(trailer + 2, code_signature(b.at, bid));
	put32(trailer + 4, code_crc(to, len));
	put64(trailer + 8, bid);
	g_array_append_val(n->blocks, b);
	if (!internal)
		n->written += len;
	return bid;
}

/* An XBLOCK (level 1) or XXBLOCK (level 2) over count blocks, 2.2.2.8.3.2. */
static guint64
write_list(struct ndb *n, guint8 level, const guint64 *bids, guint count, guint64 total)
{
	g_autoptr(GByteArray) b = g_byte_array_sized_new(NDB_BLOCK);

	g_byte_array_set_size(b, 8 + 8 * count);
	b->data[0] = 1;
	b->data[1] = level;
	put16(b->data + 2, count);
	put32(b->data + 4, (guint32)total);
	for (guint i = 0; i < count; i++)
		put64(b->data + 8 + 8 * i, refer(n, bids[i]));
	return write_block(n, b->data, b->len, true);
}

struct written {
	GArray *bids;  /* guint64 */
	GArray *sizes; /* guint64, of the data below each */
};

/* A level of lists over the blocks that there are, as many to a list as fit. */
static void
write_lists(struct ndb *n, struct written *w, guint8 level)
{
	struct written above = {g_array_new(FALSE, FALSE, 8), g_array_new(FALSE, FALSE, 8)};

	for (guint i = 0; i < w->bids->len; i += NDB_XBLOCK_MAX) {
		guint count = MIN(NDB_XBLOCK_MAX, w->bids->len - i);
		guint64 total = 0, bid;

		for (guint k = i; k < i + count; k++)
			total += g_array_index(w->sizes, guint64, k);
		bid = write_list(n, level, &g_array_index(w->bids, guint64, i), count, total);
		g_array_append_val(above.bids, bid);
		g_array_append_val(above.sizes, total);
	}
	g_array_unref(w->bids);
	g_array_unref(w->sizes);
	*w = above;
}

guint64
ndb_blocks(struct ndb *n, const GPtrArray *blocks)
{
	struct written w = {g_array_new(FALSE, FALSE, 8), g_array_new(FALSE, FALSE, 8)};
	guint64 bid = 0;

	for (guint i = 0; i < blocks->len; i++) {
		const GByteArray *b = g_ptr_array_index(blocks, i);
		guint64 len = b->len;

		bid = write_block(n, b->data, b->len, false);
		g_array_append_val(w.bids, bid);
		g_array_append_val(w.sizes, len);
	}
	for (guint8 level = 1; w.bids->len > 1; level++)
		write_lists(n, &w, level);
	if (w.bids->len > 0)
		bid = g_array_index(w.bids, guint64, 0);
	g_array_unref(w.bids);
	g_array_unref(w.sizes);
	return bid;
}

static void
free_bytes(gpointer bytes)
{
	g_byte_array_unref(bytes);
}

guint64
ndb_bytes(struct ndb *n, const guint8 *data, gsize len)
{
	g_autoptr(GPtrArray) blocks = g_ptr_array_new_with_free_func(free_bytes);

	for (gsize at = 0; at < len; at += NDB_BLOCK) {
		GByteArray *b = g_byte_array_new();

		g_byte_array_append(b, data + at, (guint)MIN(NDB_BLOCK, len - at));
		g_ptr_array_add(blocks, b);
	}
	return ndb_blocks(n, blocks);
}

static int
by_subnode(gconstpointer a, gconstpointer b)
{
	const struct ndb_subnode *x = a, *y = b;

	return (x->nid > y->nid) - (x->nid < y->nid);
}

/* An SLBLOCK (level 0, 24 bytes an entry) or SIBLOCK (level 1, 16 bytes), 2.2.2.8.3.3. */
static GByteArray *
start_subnodes(guint8 level, guint count)
{
	GByteArray *b = g_byte_array_new();
	guint len = 8 + count * (level == 0 ? 24 : 16);

	g_byte_array_set_size(b, len);
	memset(b->data, 0, len);
	b->data[0] = 2;
	b->data[1] = level;
	put16(b->data + 2, count);
	return b;
}

static guint64
write_leaf(struct ndb *n, const struct ndb_subnode *subnodes, guint count)
{
	g_autoptr(GByteArray) b = start_subnodes(0, count);

	for (guint i = 0; i < count; i++) {
		guint8 *entry = b->data + 8 + 24 * i;

		put64(entry, subnodes[i].nid);
		put64(entry + 8, refer(n, subnodes[i].is.data));
		put64(entry + 16, refer(n, subnodes[i].is.sub));
	}
	return write_block(n, b->data, b->len, true);
}

guint64
ndb_subnodes(struct ndb *n, GArray *subnodes)
{
	const guint most = (NDB_BLOCK - 8) / 24;
	guint leaves = (subnodes->len + most - 1) / most;
	g_autoptr(GByteArray) index = start_subnodes(1, leaves);
	guint64 bid = 0;

	g_array_sort(subnodes, by_subnode);
	for (guint i = 0; i < leaves; i++) {
		const struct ndb_subnode *first =
		    &g_array_index(subnodes, struct ndb_subnode, i * most);

		bid = write_leaf(n, first, MIN(most, subnodes->len - i * most));
		put64(index->data + 8 + 16 * i, first->nid);
		put64(index->data + 16 + 16 * i, leaves > 1 ? refer(n, bid) : bid);
	}
	return leaves > 1 ? write_block(n, index->data, index->len, true) : bid;
}

void
ndb_node(struct ndb *n, guint32 nid, struct ndb_data is, guint32 parent)
{
	struct node node = {nid, parent, is, n->nodes->len};

	refer(n, is.data);
	refer(n, is.sub);
	g_array_append_val(n->nodes, node);
}

guint64
ndb_written(const struct ndb *n)
{
	return n->written;
}

static int
by_node(gconstpointer a, gconstpointer b)
{
	const struct node *x = a, *y = b;

	if (x->nid != y->nid)
		return x->nid < y->nid ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

static bool
is_replaced(const struct ndb *n, guint i)
{
	return i + 1 < n->nodes->len &&
	    g_array_index(n->nodes, struct node, i).nid ==
	    g_array_index(n->nodes, struct node, i + 1).nid;
}

/* The entries of the trees, 2.2.2.7.7.3 and 2.2.2.7.7.4. */
static GByteArray *
node_entries(struct ndb *n)
{
	GByteArray *all = g_byte_array_new();

	g_array_sort(n->nodes, by_node);
	for (guint i = 0; i < n->nodes->len; i++) {
		const struct node *node = &g_array_index(n->nodes, struct node, i);
		guint8 entry[32] = {0};

		if (is_replaced(n, i))
			continue;
		put64(entry, node->nid);
		put64(entry + 8, node->is.data);
		put64(entry + 16, node->is.sub);
		put32(entry + 24, node->parent);
		g_byte_array_append(all, entry, sizeof(entry));
	}
	return all;
}

static GByteArray *
block_entries(struct ndb *n)
{
	GByteArray *all = g_byte_array_new();

	for (guint i = 0; i < n->blocks->len; i++) {
		const struct block *b = &g_array_index(n->blocks, struct block, i);
		guint8 entry[24] = {0};

		put64(entry, b->bid);
		put64(entry + 8, b->at);
		put16(entry + 16, b->len);
		put16(entry + 18, b->references);
		g_byte_array_append(all, entry, sizeof(entry));
	}
	return all;
}

/* rgnid: for each type the index that follows those in use. */
static void
count_nodes(struct ndb *n)
{
	for (guint i = 0; i < n->nodes->len; i++) {
		guint32 nid = g_array_index(n->nodes, struct node, i).nid;

		n->header.next_nid[nid & 0x1f] =
		    MAX(n->header.next_nid[nid & 0x1f], (nid >> 5) + 1);
	}
}

void
ndb_checkpoint(struct ndb *n)
{
	g_autoptr(GByteArray) nodes = node_entries(n), blocks = block_entries(n);

	n->header.nbt = tree_write(n->image, IMAGE_NBT, nodes, 32, &n->header.next_page);
	n->header.bbt = tree_write(n->image, IMAGE_BBT, blocks, 24, &n->header.next_page);
}

const GByteArray *
ndb_finish(struct ndb *n, enum ndb_end end)
{
	struct tree_root nbt = n->header.nbt, bbt = n->header.bbt;

	ndb_checkpoint(n);
	count_nodes(n);
	n->header.space = image_map(n->image);
	n->header.next_block = (guint64)(n->blocks->len + 1) * 4;
	n->header.crypt = n->crypt;
	n->header.stale = end != NDB_WHOLE;
	if (end != NDB_WHOLE) {
		n->header.nbt = nbt;
		n->header.bbt = bbt;
	}
	if (end == NDB_BAD_ROOT) {
		memset(image_at(n->image, nbt.at), 0, IMAGE_PAGE);
		memset(image_at(n->image, bbt.at), 0, IMAGE_PAGE);
	}
	header_write(image_at(n->image, 0), &n->header);
	return n->image->bytes;
}
