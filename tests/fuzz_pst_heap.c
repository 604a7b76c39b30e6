/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A heap, a property context and a table from any bytes: properties are sorted and read to an
 * end. Input: which layout, then the block of the node; its second half is also a subnode.
 */
#include <stdint.h>

#include "convert/pst/image_testing.h"
#include "convert/pst/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_all(struct pst_heap *h, const struct pst_properties *p, guint64 most)
{
	unsigned char buf[512];

	g_assert(p->list->len == p->values->len);
	for (guint i = 0; i < p->list->len; i++) {
		const struct mapi_property *m = &g_array_index(p->list, struct mapi_property, i);
		const struct pst_value *v = &g_array_index(p->values, struct pst_value, i);

		g_assert(m->id == v->id && m->type == v->type);
		g_assert(i == 0 || m->id > m[-1].id);
		for (guint k = 0; k < MIN(m->count, 3); k++) {
			struct mapi_stream *s = pst_value_open(h, v, k, NULL);
			guint64 total = 0;
			gssize n = 0;

			while (s != NULL && (n = mapi_stream_read(s, buf, sizeof(buf), NULL)) > 0)
				total += (guint64)n;
			g_assert(total <= most);
			mapi_stream_close(s);
		}
	}
}

static void
try_properties(struct pst_file *f, const struct pst_node *node, guint64 most)
{
	g_autoptr(pst_heap) h = pst_heap_open(f, node, PST_PROPERTIES, NULL);
	struct pst_properties p;

	pst_properties_init(&p);
	if (h != NULL && pst_properties_read(&p, h, NULL))
		read_all(h, &p, most);
	pst_properties_clear(&p);
}

static void
try_table(struct pst_file *f, const struct pst_node *node, guint64 most)
{
	g_autoptr(pst_table) t = pst_table_open(f, node, NULL);
	GArray *rows = t != NULL ? pst_table_rows(t, NULL) : NULL;

	for (guint i = 0; rows != NULL && i < rows->len; i++) {
		struct pst_properties p;

		pst_properties_init(&p);
		if (pst_table_read(t, &g_array_index(rows, struct pst_row, i), &p, NULL))
			read_all(pst_table_heap(t), &p, most);
		pst_properties_clear(&p);
	}
	if (rows != NULL)
		g_array_unref(rows);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pst_node sub = {.nid = 0x81f}, node = {.nid = 0x21};
	g_autofree unsigned char *block = g_malloc0(8192);
	struct pst_file *f;
	struct image im;

	if (size < 4 || size > 8000)
		return 0;
	image_init(&im, (enum pst_format)(data[0] % 3), PST_CRYPT_NONE);
	sub.data = image_block(&im, data + size / 2, size - size / 2);
	node.sub = image_subnodes(&im, &sub, 1);
	memcpy(block, data, size);
	block[2] = 0xec;
	for (guint i = 0; i < 2; i++) {
		block[3] = i == 0 ? PST_PROPERTIES : PST_TABLE;
		node.data = image_block(&im, block, size);
		image_finish(&im);
		f = pst_file_open(&im.source, &im.report, NULL);
		if (i == 0)
			try_properties(f, &node, im.source.size);
		else
			try_table(f, &node, im.source.size);
		pst_file_close(f);
	}
	image_clear(&im);
	return 0;
}
