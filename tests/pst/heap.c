/* SPDX-License-Identifier: Apache-2.0 */
/* A heap on a node and the B-trees in it, for writing. */
#include "tests/pst/heap.h"

#include <stdbool.h>
#include <string.h>

#define ITEMS_MAX 2047 /* of a block: an index has 11 bits */

struct page {
	GByteArray *bytes;
	GArray *offsets; /* guint16: where its items begin */
};

struct heap {
	GArray *pages; /* struct page */
	enum heap_client client;
	guint32 root;
};

/* Every 128th block from the ninth on says how full it and the next ones are, 2.3.1.4. */
static bool
has_levels(guint page)
{
	return page >= 8 && (page - 8) % 128 == 0;
}

static gsize
head_size(guint page)
{
	if (page == 0)
		return 12;
	return has_levels(page) ? 66 : 2;
}

static struct page *
add_page(struct heap *h)
{
	struct page p = {g_byte_array_new(), g_array_new(FALSE, FALSE, sizeof(guint16))};
	guint head = (guint)head_size(h->pages->len);

	g_byte_array_set_size(p.bytes, head);
	memset(p.bytes->data, 0, head);
	g_array_append_val(h->pages, p);
	return &g_array_index(h->pages, struct page, h->pages->len - 1);
}

struct heap *
heap_new(enum heap_client client)
{
	struct heap *h = g_new0(struct heap, 1);

	h->pages = g_array_new(FALSE, TRUE, sizeof(struct page));
	h->client = client;
	add_page(h);
	return h;
}

void
heap_free(struct heap *h)
{
	for (guint i = 0; i < h->pages->len; i++) {
		g_byte_array_unref(g_array_index(h->pages, struct page, i).bytes);
		g_array_unref(g_array_index(h->pages, struct page, i).offsets);
	}
	g_array_unref(h->pages);
	g_free(h);
}

/* HNPAGEMAP with this many items, 2.3.1.5: an offset for each, and for the end */
static gsize
map_size(guint items)
{
	return 4 + 2 * ((gsize)items + 1);
}

/* Bytes in use: a map begins at an even offset. */
static gsize
page_size(const struct page *p)
{
	return (p->bytes->len + 1u) / 2 * 2 + map_size(p->offsets->len);
}

guint32
heap_add(struct heap *h, const guint8 *data, gsize len)
{
	struct page *p = &g_array_index(h->pages, struct page, h->pages->len - 1);
	guint16 at;

	g_assert(len > 0 && len <= HEAP_ITEM_MAX);
	if (page_size(p) + len + 1 + 2 > NDB_BLOCK || p->offsets->len == ITEMS_MAX)
		p = add_page(h);
	at = (guint16)p->bytes->len;
	g_array_append_val(p->offsets, at);
	g_byte_array_append(p->bytes, data, (guint)len);
	return (h->pages->len - 1) << 16 | p->offsets->len << 5;
}

guint8 *
heap_at(struct heap *h, guint32 hid)
{
	struct page *p = &g_array_index(h->pages, struct page, hid >> 16);

	return p->bytes->data + g_array_index(p->offsets, guint16, ((hid >> 5) & ITEMS_MAX) - 1);
}

void
heap_set_root(struct heap *h, guint32 hid)
{
	h->root = hid;
}

/* One level of a tree in items: for each its first key and its HID. */
static GByteArray *
add_level(struct heap *h, const GByteArray *records, guint key, guint size)
{
	GByteArray *above = g_byte_array_new();
	guint most = HEAP_ITEM_MAX / size * size;

	for (guint at = 0; at < records->len; at += most) {
		guint8 hid[4];

		put32(hid, heap_add(h, records->data + at, MIN(most, records->len - at)));
		g_byte_array_append(above, records->data + at, key);
		g_byte_array_append(above, hid, sizeof(hid));
	}
	return above;
}

void
heap_tree(struct heap *h, guint32 header, guint8 key, guint8 value, const GByteArray *records)
{
	g_autoptr(GByteArray) level = add_level(h, records, key, (guint)key + value);
	guint inner = key + 4u;
	guint8 levels = 0, *to;

	for (; level->len > inner; levels++) {
		GByteArray *above = add_level(h, level, key, inner);

		g_byte_array_unref(level);
		level = above;
	}
	to = heap_at(h, header);
	to[0] = 0xb5;
	to[1] = key;
	to[2] = value;
	to[3] = levels;
	memset(to + 4, 0, 4);
	if (level->len > 0)
		memcpy(to + 4, level->data + key, 4);
}

gsize
heap_size(const struct heap *h)
{
	const struct page *last = &g_array_index(h->pages, struct page, h->pages->len - 1);

	return (gsize)(h->pages->len - 1) * NDB_BLOCK + page_size(last);
}

/* The level of a block by its free bytes, 2.3.1.2. */
static guint8
fill_level(const struct page *p)
{
	static const guint16 least[] = {
	    3584, 2560, 2048, 1792, 1536, 1280, 1024, 768, 512, 256, 128, 64, 32, 16, 8, 0};
	gsize unused = NDB_BLOCK - page_size(p);
	guint8 level = 0;

	while (unused < least[level])
		level++;
	return level;
}

/* Sets the four bits for a block, in the block that keeps them. */
static void
note_level(struct heap *h, guint page)
{
	guint keeper = page < 8 ? 0 : page - (page - 8) % 128, at = page - keeper;
	guint8 *levels = g_array_index(h->pages, struct page, keeper).bytes->data;
	guint8 level = fill_level(&g_array_index(h->pages, struct page, page));

	levels += keeper == 0 ? 8 : 2;
	levels[at / 2] |= (guint8)(level << (at % 2 * 4));
}

/* Ends a block with its map; one that others follow is filled up. */
static void
finish_page(struct page *p, bool last)
{
	gsize map = map_size(p->offsets->len);
	guint16 end = (guint16)p->bytes->len;
	guint at = (guint)(last ? (p->bytes->len + 1u) / 2 * 2 : NDB_BLOCK - map);
	guint8 *to;

	g_byte_array_set_size(p->bytes, at + (guint)map);
	memset(p->bytes->data + end, 0, at - end);
	put16(p->bytes->data, at);
	to = p->bytes->data + at;
	put16(to, p->offsets->len);
	put16(to + 2, 0);
	for (guint i = 0; i < p->offsets->len; i++)
		put16(to + 4 + 2 * i, g_array_index(p->offsets, guint16, i));
	put16(to + 4 + 2 * p->offsets->len, end);
}

guint64
heap_write(struct heap *h, struct ndb *n)
{
	g_autoptr(GPtrArray) blocks = g_ptr_array_new();
	guint8 *head;

	for (guint i = 0; i < h->pages->len; i++)
		note_level(h, i);
	for (guint i = 0; i < h->pages->len; i++) {
		struct page *p = &g_array_index(h->pages, struct page, i);

		finish_page(p, i + 1 == h->pages->len);
		g_ptr_array_add(blocks, p->bytes);
	}
	head = g_array_index(h->pages, struct page, 0).bytes->data;
	head[2] = 0xec;
	head[3] = (guint8)h->client;
	put32(head + 4, h->root);
	return ndb_blocks(n, blocks);
}
