/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For tests: small PST files in memory, of any layout and encoding, made block by block, so
 * that each room can be shown what it reads, whole and damaged.
 *
 *	struct image im;
 *	image_init(&im, PST_UNICODE, PST_CRYPT_NONE);
 *	image_node(&im, 0x21, 0, image_block(&im, "data", 4), 0);
 *	image_finish(&im);
 *	f = pst_file_open(&im.source, &im.report, &error);
 */
#ifndef CONVERT_PST_IMAGE_TESTING_H
#define CONVERT_PST_IMAGE_TESTING_H

#include <string.h>
#include <zlib.h>

#include "convert/mapi/object.h"
#include "convert/pst/crc.h"
#include "convert/pst/file.h"
#include "convert/pst/heap.h"

#define IMAGE_FIRST 0x4400 /* where pages and blocks begin */

struct image_place {
	guint64 bid, at;
	guint32 size, inflated;
};

struct image {
	enum pst_crypt crypt;
	const struct pst_layout *layout;
	GByteArray *bytes;
	GArray *nodes;  /* struct pst_node, by id */
	GArray *places; /* struct image_place */
	guint64 next;   /* counts ids of blocks and pages */
	guint fanout;   /* entries of a page; 0: as many as there is room for */
	bool deflate;   /* blocks, in 4k files */
	struct pst_ref node_root, block_root;
	struct pst_source source;
	struct pst_report report;
	GString *warnings; /* their rules, each with a space */
	guint64 reads;     /* bytes that were read */
	guint64 fail_at;   /* the read that fails, from 1; 0: none */
	guint64 nreads;
};

static inline bool
image_read_at(void *user, void *buf, size_t len, guint64 at, GError **error)
{
	struct image *im = user;

	if (++im->nreads == im->fail_at)
		return err_set(error, ERR_IO, "read: failed");
	memcpy(buf, im->bytes->data + at, len);
	im->reads += len;
	return true;
}

static inline void
image_warn(void *user, const struct pst_warning *w)
{
	struct image *im = user;

	g_string_append_printf(im->warnings, "%s ", w->rule);
}

static inline void
image_init(struct image *im, enum pst_format format, enum pst_crypt crypt)
{
	*im = (struct image){.crypt = crypt, .layout = pst_layout(format), .next = 4};
	im->bytes = g_byte_array_new();
	im->nodes = g_array_new(FALSE, TRUE, sizeof(struct pst_node));
	im->places = g_array_new(FALSE, TRUE, sizeof(struct image_place));
	im->warnings = g_string_new(NULL);
	im->report = (struct pst_report){.user = im, .warn = image_warn};
	g_byte_array_set_size(im->bytes, IMAGE_FIRST);
	memset(im->bytes->data, 0, IMAGE_FIRST);
}

static inline void
image_clear(struct image *im)
{
	g_byte_array_unref(im->bytes);
	g_array_unref(im->nodes);
	g_array_unref(im->places);
	g_string_free(im->warnings, TRUE);
}

static inline void
image_put(unsigned char *p, guint64 n, size_t nbytes)
{
	for (size_t i = 0; i < nbytes; i++)
		p[i] = (unsigned char)(n >> (8 * i));
}

static inline void
image_append(GByteArray *a, guint64 n, size_t nbytes)
{
	unsigned char p[8];

	image_put(p, n, nbytes);
	g_byte_array_append(a, p, (guint)nbytes);
}

/* Room for len bytes, zeroed, at the file's end: its offset. */
static inline guint64
image_room(struct image *im, size_t len)
{
	guint align = MAX(im->layout->block_align, im->layout->page);
	guint64 at = (im->bytes->len + align - 1) / align * align;

	g_byte_array_set_size(im->bytes, (guint)(at + len));
	memset(im->bytes->data + at, 0, len);
	return at;
}

static inline void
image_encode(struct image *im, guint64 bid, unsigned char *p, size_t len)
{
	unsigned char back[256], all[256];

	for (guint i = 0; i < 256; i++)
		all[i] = (unsigned char)i;
	pst_decode(PST_CRYPT_PERMUTE, 0, all, sizeof(all));
	for (guint i = 0; i < 256; i++)
		back[all[i]] = (unsigned char)i;
	if (im->crypt == PST_CRYPT_PERMUTE)
		for (size_t i = 0; i < len; i++)
			p[i] = back[p[i]];
	else
		pst_decode(im->crypt, bid, p, len); /* cyclic is its own inverse */
}

/* A block with this id; the bytes are those that lie in the file. */
static inline void
image_write_block(
    struct image *im, guint64 bid, const unsigned char *p, size_t len, size_t inflated)
{
	const struct pst_layout *l = im->layout;
	size_t whole =
	    (len + l->block_trailer + l->block_align - 1) / l->block_align * l->block_align;
	struct image_place place = {
	    .bid = bid, .size = (guint32)len, .inflated = (guint32)inflated};
	bool ansi = l->format == PST_ANSI;
	unsigned char *t;

	place.at = image_room(im, whole);
	if (len > 0)
		memcpy(im->bytes->data + place.at, p, len);
	t = im->bytes->data + place.at + whole - l->block_trailer;
	image_put(t, len, 2);
	image_put(t + 2, pst_signature(place.at, bid), 2);
	image_put(t + (ansi ? 8 : 4), pst_crc(p, len), 4);
	image_put(t + (ansi ? 4 : 8), bid, l->id);
	g_array_append_val(im->places, place);
}

/* A block of data: its id. */
static inline guint64
image_block(struct image *im, const void *data, size_t len)
{
	guint64 bid = im->next += 4;
	g_autofree unsigned char *p = g_malloc0(len + 1);
	uLongf packed = compressBound((uLong)len);
	g_autofree unsigned char *z = g_malloc(packed);

	if (len > 0)
		memcpy(p, data, len);
	image_encode(im, bid, p, len);
	if (im->deflate && compress(z, &packed, p, (uLong)len) == Z_OK && packed < len)
		image_write_block(im, bid, z, packed, len);
	else
		image_write_block(im, bid, p, len, len);
	return bid;
}

/* A block of a list: its id. */
static inline guint64
image_list_block(struct image *im, const GByteArray *a)
{
	guint64 bid = (im->next += 4) | 2;

	image_write_block(im, bid, a->data, a->len, a->len);
	return bid;
}

/* An XBLOCK (level 1) or XXBLOCK (2) over n ids; size: bytes in all, as it says. */
static inline guint64
image_list(struct image *im, guint level, const guint64 *ids, guint n, guint64 size)
{
	g_autoptr(GByteArray) a = g_byte_array_new();

	image_append(a, 1 | level << 8, 2);
	image_append(a, n, 2);
	image_append(a, size, 4);
	for (guint i = 0; i < n; i++)
		image_append(a, ids[i], im->layout->id);
	return image_list_block(im, a);
}

/* An SLBLOCK over n nodes: its id. */
static inline guint64
image_subnodes(struct image *im, const struct pst_node *nodes, guint n)
{
	g_autoptr(GByteArray) a = g_byte_array_new();

	image_append(a, 2, 2);
	image_append(a, n, 2);
	image_append(a, 0, im->layout->list_head - 4);
	for (guint i = 0; i < n; i++) {
		image_append(a, nodes[i].nid, im->layout->id);
		image_append(a, nodes[i].data, im->layout->id);
		image_append(a, nodes[i].sub, im->layout->id);
	}
	return image_list_block(im, a);
}

/* An SIBLOCK over n SLBLOCKs, each with its first id: its id. */
static inline guint64
image_subnode_lists(struct image *im, const guint32 *nids, const guint64 *bids, guint n)
{
	g_autoptr(GByteArray) a = g_byte_array_new();

	image_append(a, 2 | 1 << 8, 2);
	image_append(a, n, 2);
	image_append(a, 0, im->layout->list_head - 4);
	for (guint i = 0; i < n; i++) {
		image_append(a, nids[i], im->layout->id);
		image_append(a, bids[i], im->layout->id);
	}
	return image_list_block(im, a);
}

static inline void
image_node(struct image *im, guint32 nid, guint32 parent, guint64 data, guint64 sub)
{
	struct pst_node n = {.nid = nid, .parent = parent, .data = data, .sub = sub};
	guint at = 0;

	while (at < im->nodes->len && g_array_index(im->nodes, struct pst_node, at).nid < nid)
		at++;
	g_array_insert_val(im->nodes, at, n);
}

/* A page of a tree with these entries, all of the same size. */
static inline struct pst_ref
image_page(struct image *im, guint type, guint level, const GByteArray *entries, guint size)
{
	const struct pst_layout *l = im->layout;
	struct pst_ref ref = {.bid = im->next += 4, .at = image_room(im, l->page)};
	unsigned char *p = im->bytes->data + ref.at, *t = p + l->page_trailer;
	guint width = l->format == PST_UNICODE_4K ? 2 : 1;
	bool ansi = l->format == PST_ANSI;

	if (entries->len > 0)
		memcpy(p, entries->data, entries->len);
	image_put(p + l->page_counts, entries->len / size, width);
	image_put(p + l->page_counts + width, l->page_counts / size, width);
	p[l->page_counts + 2 * width] = (unsigned char)size;
	p[l->page_counts + 2 * width + 1] = (unsigned char)level;
	t[0] = t[1] = (unsigned char)type;
	image_put(t + 2, pst_signature(ref.at, ref.bid), 2);
	image_put(t + (ansi ? 8 : 4), pst_crc(p, l->page_trailer), 4);
	image_put(t + (ansi ? 4 : 8), ref.bid, l->id);
	return ref;
}

/* A tree over sorted entries: its root. */
static inline struct pst_ref
image_tree(struct image *im, guint type, GByteArray *entries, guint size)
{
	const struct pst_layout *l = im->layout;

	for (guint level = 0;; level++) {
		guint most = im->fanout > 0 ? im->fanout : l->page_counts / size;
		guint n = entries->len / size;
		GByteArray *above = g_byte_array_new();
		struct pst_ref ref = {0};

		for (guint i = 0; i < n || i == 0; i += most) {
			g_autoptr(GByteArray) part = g_byte_array_new();

			if (n > 0)
				g_byte_array_append(part, entries->data + (size_t)i * size,
				    MIN(most, n - i) * size);
			ref = image_page(im, type, level, part, size);
			if (n > 0)
				g_byte_array_append(above, entries->data + (size_t)i * size, l->id);
			image_append(above, ref.bid, l->id);
			image_append(above, ref.at, l->id);
		}
		g_byte_array_unref(entries);
		entries = above;
		size = 3 * l->id;
		if (n <= most) {
			g_byte_array_unref(entries);
			return ref;
		}
	}
}

static inline void
image_header(struct image *im)
{
	bool ansi = im->layout->format == PST_ANSI;
	guint id = im->layout->id;
	unsigned char *p = im->bytes->data, *root = p + (ansi ? 184 : 216);

	memcpy(p, "!BDN", 4);
	memcpy(p + 8, "SM", 2);
	p[10] = ansi ? 14 : im->layout->format == PST_UNICODE ? 23 : 36;
	image_put(p + (ansi ? 168 : 184), im->bytes->len, id);
	image_put(root, im->node_root.bid, id);
	image_put(root + id, im->node_root.at, id);
	image_put(root + (size_t)2 * id, im->block_root.bid, id);
	image_put(root + (size_t)3 * id, im->block_root.at, id);
	root[4 * id] = 2;
	p[ansi ? 461 : 513] = (unsigned char)im->crypt;
	if (!ansi)
		image_put(p + 524, pst_crc(p + 8, 516), 4);
	image_put(p + 4, pst_crc(p + 8, 471), 4);
}

/* Writes both trees and the header: the file is whole, and can be added to and finished again. */
static inline void
image_finish(struct image *im)
{
	guint id = im->layout->id;
	bool is_4k = im->layout->format == PST_UNICODE_4K;
	GByteArray *nodes = g_byte_array_new(), *blocks = g_byte_array_new();

	for (guint i = 0; i < im->nodes->len; i++) {
		const struct pst_node *n = &g_array_index(im->nodes, struct pst_node, i);

		image_append(nodes, n->nid, id);
		image_append(nodes, n->data, id);
		image_append(nodes, n->sub, id);
		image_append(nodes, n->parent, id == 4 ? 4 : 8);
	}
	for (guint i = 0; i < im->places->len; i++) {
		const struct image_place *b = &g_array_index(im->places, struct image_place, i);

		image_append(blocks, b->bid, id);
		image_append(blocks, b->at, id);
		image_append(blocks, b->size, 2);
		image_append(blocks, is_4k ? b->inflated : 2, 2);
		image_append(blocks, 0, id == 4 ? 0 : 4);
	}
	im->block_root = image_tree(im, 0x80, blocks, id == 4 ? 12 : 24);
	im->node_root = image_tree(im, 0x81, nodes, id == 4 ? 16 : 32);
	image_header(im);
	im->source = (struct pst_source){im, image_read_at, im->bytes->len};
}

/* A heap being made: pieces in one block. */
struct image_heap {
	GByteArray *bytes;
	guint16 ends[256];
	guint n;
};

static inline void
image_heap_init(struct image_heap *h, enum pst_client client)
{
	const unsigned char head[12] = {0, 0, 0xec, (unsigned char)client};

	*h = (struct image_heap){.bytes = g_byte_array_new()};
	g_byte_array_append(h->bytes, head, sizeof(head));
	h->ends[0] = sizeof(head);
}

/* Adds a piece: its HID. */
static inline guint32
image_piece(struct image_heap *h, const void *p, size_t len)
{
	g_byte_array_append(h->bytes, p, (guint)len);
	h->ends[++h->n] = (guint16)h->bytes->len;
	return h->n << 5;
}

/* Writes it with its user's root: the block's id. */
static inline guint64
image_heap_finish(struct image *im, struct image_heap *h, guint32 root)
{
	guint64 bid;

	image_put(h->bytes->data, h->bytes->len, 2);
	image_put(h->bytes->data + 4, root, 4);
	image_append(h->bytes, h->n, 2);
	image_append(h->bytes, 0, 2);
	for (guint i = 0; i <= h->n; i++)
		image_append(h->bytes, h->ends[i], 2);
	bid = image_block(im, h->bytes->data, h->bytes->len);
	g_byte_array_unref(h->bytes);
	return bid;
}

/* A tree of one level over sorted records: the HID of its head. */
static inline guint32
image_bth(struct image_heap *h, guint key, guint size, const GByteArray *records)
{
	unsigned char head[8] = {0xb5, (unsigned char)key, (unsigned char)size};
	guint32 root = records->len > 0 ? image_piece(h, records->data, records->len) : 0;

	image_put(head + 4, root, 4);
	return image_piece(h, head, sizeof(head));
}

/* A property for a node: up to 4 bytes of a fixed length, else a piece or, by nid, a subnode. */
struct image_property {
	guint16 id, type;
	guint32 number;   /* of types of up to 4 bytes */
	const void *data; /* of others; NULL: number is its HNID */
	size_t len;
};

/* The property context over n properties, sorted by id: the block's id. */
static inline guint64
image_properties(struct image *im, const struct image_property *p, guint n)
{
	g_autoptr(GByteArray) records = g_byte_array_new();
	struct image_heap h;

	image_heap_init(&h, PST_PROPERTIES);
	for (guint i = 0; i < n; i++) {
		image_append(records, p[i].id, 2);
		image_append(records, p[i].type, 2);
		image_append(records,
		    p[i].data != NULL ? image_piece(&h, p[i].data, p[i].len) : p[i].number, 4);
	}
	return image_heap_finish(im, &h, image_bth(&h, 2, 6, records));
}

/* A column of a table whose cells have 4 bytes. */
struct image_column {
	guint16 id, type;
};

/*
 * A table with n rows of an id and ncolumns cells of 4 bytes each, all of which exist; the
 * rows are a piece, or the subnode rows_nid, which the caller makes of *rows.
 */
static inline guint64
image_table(struct image *im, const struct image_column *columns, guint ncolumns,
    const guint32 *ids, const guint32 *cells, guint n, guint32 rows_nid, GByteArray **rows)
{
	g_autoptr(GByteArray) index = g_byte_array_new(), head = g_byte_array_new();
	g_autoptr(GByteArray) matrix = g_byte_array_new();
	guint cells_end = 4 + 4 * ncolumns;
	struct image_heap h;
	guint32 by_id;

	image_heap_init(&h, PST_TABLE);
	for (guint i = 0; i < n; i++) {
		image_append(index, ids[i], 4);
		image_append(index, i, im->layout->format == PST_ANSI ? 2 : 4);
		image_append(matrix, ids[i], 4);
		for (guint c = 0; c < ncolumns; c++)
			image_append(matrix, cells[i * ncolumns + c], 4);
		image_append(matrix, 0xff, 1);
	}
	by_id = image_bth(&h, 4, im->layout->format == PST_ANSI ? 2 : 4, index);
	image_append(head, 0x7c | (ncolumns + 1) << 8, 2);
	for (guint i = 0; i < 3; i++)
		image_append(head, cells_end, 2);
	image_append(head, cells_end + 1, 2);
	image_append(head, by_id, 4);
	image_append(head,
	    rows_nid != 0         ? rows_nid
		: matrix->len > 0 ? image_piece(&h, matrix->data, matrix->len)
				  : 0,
	    4);
	image_append(head, 0, 4);
	for (guint c = 0; c <= ncolumns; c++) {
		image_append(head, c == 0 ? MAPI_INT32 : columns[c - 1].type, 2);
		image_append(head, c == 0 ? 0x67f2 : columns[c - 1].id, 2);
		image_append(head, 4 * c, 2);
		image_append(head, 4 | c << 8, 2);
	}
	if (rows != NULL)
		*rows = g_byte_array_ref(matrix);
	return image_heap_finish(im, &h, image_piece(&h, head->data, head->len));
}

#endif
