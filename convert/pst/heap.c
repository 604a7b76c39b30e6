/* SPDX-License-Identifier: Apache-2.0 */
/* Heaps on nodes; see heap.h. */
#include "convert/pst/heap.h"

#include "convert/pst/le.h"

#define HEAD_SIZE 12
#define HEAP_SIGNATURE 0xec
#define MAP_HEAD 4 /* bytes of an HNPAGEMAP before the offsets */

static bool
read_head(struct pst_heap *h, enum pst_client client, GError **error)
{
	g_autoptr(GBytes) block = NULL;
	GError *why = NULL;
	const unsigned char *p;
	size_t len;

	block = pst_data_block(h->data, 0, &why);
	if (why != NULL) {
		g_propagate_error(error, why);
		return false;
	}
	if (block == NULL)
		return err_set(error, ERR_FORMAT, "the node is empty");
	p = g_bytes_get_data(block, &len);
	if (len < HEAD_SIZE || p[2] != HEAP_SIGNATURE)
		return err_set(error, ERR_FORMAT, "the node is no heap");
	if (p[3] != client)
		return err_set(
		    error, ERR_FORMAT, "the node is a heap of another kind (0x%02x)", p[3]);
	h->root = pst_le32(p + 4);
	return true;
}

struct pst_heap *
pst_heap_open(
    struct pst_file *f, const struct pst_node *node, enum pst_client client, GError **error)
{
	g_autoptr(pst_heap) h = g_new0(struct pst_heap, 1);

	h->f = f;
	h->sub = node->sub;
	h->data = pst_data_open(f, node->data, error);
	if (h->data == NULL || !read_head(h, client, error))
		return NULL;
	return g_steal_pointer(&h);
}

void
pst_heap_close(struct pst_heap *h)
{
	if (h == NULL)
		return;
	pst_data_close(h->data);
	g_free(h);
}

/* The piece with a number, from 1, of a block. */
static bool
find_piece(const unsigned char *p, size_t len, guint number, size_t *from, size_t *to)
{
	size_t map = len >= 2 ? pst_le16(p) : 0;
	const unsigned char *offset;

	if (map < 2 || map > len || len - map < MAP_HEAD || number > pst_le16(p + map) ||
	    (len - map - MAP_HEAD) / 2 < (size_t)number + 1)
		return false;
	offset = p + map + MAP_HEAD + (size_t)(number - 1) * 2;
	*from = pst_le16(offset);
	*to = pst_le16(offset + 2);
	return *from <= *to && *to <= len;
}

bool
pst_heap_piece(struct pst_heap *h, guint32 hid, struct pst_piece *piece, GError **error)
{
	guint bits = h->f->layout->heap_bits;
	guint number = hid >> 5 & ((1u << bits) - 1), index = hid >> (5 + bits);
	const unsigned char *p;
	GError *why = NULL;
	size_t len, from, to;

	*piece = (struct pst_piece){.bytes = (const unsigned char *)""};
	if (hid == 0)
		return true;
	piece->block = pst_data_block(h->data, index, &why);
	if (why != NULL) {
		g_propagate_error(error, why);
		return false;
	}
	p = piece->block != NULL ? g_bytes_get_data(piece->block, &len) : NULL;
	if (p != NULL && (hid & 0x1f) == 0 && number > 0 &&
	    find_piece(p, len, number, &from, &to)) {
		piece->bytes = p + from;
		piece->len = to - from;
		return true;
	}
	pst_piece_clear(piece);
	return err_set(error, ERR_FORMAT, "the heap has no piece 0x%x", hid);
}

void
pst_piece_clear(struct pst_piece *piece)
{
	g_bytes_unref(piece->block);
	*piece = (struct pst_piece){0};
}
