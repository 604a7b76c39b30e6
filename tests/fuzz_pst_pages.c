/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A header and pages from any bytes, with checksums made right in every second input: a walk
 * has each node once, and a look-up finds what was asked for.
 */
#include <stdint.h>

#include "convert/pst/image_testing.h"
#include "convert/pst/nids.h"
#include "convert/pst/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Makes counts of a page possible, and gives it the trailer that belongs to it. */
static void
seal_page(const struct image *im, guint64 at, guint type)
{
	const struct pst_layout *l = im->layout;
	unsigned char *p = im->bytes->data + at, *t = p + l->page_trailer, *c = p + l->page_counts;
	guint width = l->format == PST_UNICODE_4K ? 2 : 1;
	bool ansi = l->format == PST_ANSI;
	guint level = p[0] % 4, size = level > 0 ? 12 : type == PST_NODE_PAGE ? 16 : 12;

	size *= ansi ? 1 : 2;
	c[2 * width] = (unsigned char)size;
	c[2 * width + 1] = (unsigned char)level;
	image_put(c, p[1] % (l->page_counts / size + 1), width);
	p[0] = p[1] = 0;
	/* Places of pages are rather those of pages. */
	for (guint i = 0; level > 0 && i < l->page_counts / size; i++) {
		unsigned char *child = p + (size_t)i * size;
		guint64 to = im->node_root.at + (guint64)child[0] % 8 * l->page;

		image_put(child + l->id, to, l->id);
		image_put(child + (size_t)2 * l->id, to, l->id);
	}
	t[0] = t[1] = (unsigned char)type;
	image_put(t + (ansi ? 4 : 8), at, l->id);
	image_put(t + 2, pst_signature(at, at), 2);
	image_put(t + (ansi ? 8 : 4), pst_crc(p, l->page_trailer), 4);
}

static void
walk(struct pst_file *f)
{
	struct pst_walk_nodes w = {.f = f};
	GHashTable *seen = pst_nids_new();
	struct pst_node n, found;
	struct pst_place place;

	while (pst_tree_next(&w, &n, NULL) == PST_FOUND) {
		g_assert(pst_nids_add(seen, n.nid));
		if (pst_tree_node(f, n.nid, &found, NULL) == PST_FOUND)
			g_assert(found.nid == n.nid);
		if (pst_tree_block(f, n.data, &place, NULL) == PST_FOUND)
			g_assert(place.bid == (n.data & ~G_GUINT64_CONSTANT(1)));
	}
	pst_walk_nodes_clear(&w);
	g_hash_table_unref(seen);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pst_file *f;
	struct image im;
	guint page, n;

	if (size < 2)
		return 0;
	image_init(&im, (enum pst_format)(data[0] % 3), PST_CRYPT_NONE);
	page = im.layout->page;
	n = (guint)(size / page) + 1;
	(void)image_room(&im, (size_t)n * page);
	memcpy(im.bytes->data + im.bytes->len - (size_t)n * page, data, size);
	im.node_root.at = im.node_root.bid = im.bytes->len - (guint64)n * page;
	im.block_root.at = im.block_root.bid = im.bytes->len - page;
	for (guint i = 0; i < n && data[1] % 2 == 0; i++)
		seal_page(&im, im.node_root.at + (guint64)i * page,
		    i == 0 || data[i % size] % 2 == 0 ? PST_NODE_PAGE : PST_BLOCK_PAGE);
	image_header(&im);
	im.source = (struct pst_source){&im, image_read_at, im.bytes->len};
	f = pst_file_open(&im.source, &im.report, NULL);
	g_assert(f != NULL);
	if (pst_scan_roots(f, NULL))
		walk(f);
	pst_file_close(f);
	image_clear(&im);
	return 0;
}
