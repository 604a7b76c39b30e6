/* SPDX-License-Identifier: Apache-2.0 */
/* A table context, for writing. */
#include "tests/pst/table.h"

#include "tests/pst/heap.h"
#include "tests/pst/properties.h"

#define COLUMNS_MAX 32
#define ROW_ID 0x67f2
#define ROW_VERSION 0x67f3

struct column {
	guint16 id, type;
};

/* Sorted by id; 0x0e30 is binary and 0x3613 Unicode in files of Outlook, whatever the text says. */
static const struct column hierarchy[] = {{0x0e30, MAPI_BINARY}, {0x0e33, MAPI_INT64},
    {0x0e34, MAPI_BINARY}, {0x0e38, MAPI_INT32}, {0x3001, MAPI_STRING}, {0x3602, MAPI_INT32},
    {0x3603, MAPI_INT32}, {0x360a, MAPI_BOOLEAN}, {0x3613, MAPI_STRING}, {0x6635, MAPI_INT32},
    {0x6636, MAPI_INT32}, {ROW_ID, MAPI_INT32}, {ROW_VERSION, MAPI_INT32}, {0, 0}};
static const struct column contents[] = {{0x0017, MAPI_INT32}, {0x001a, MAPI_STRING},
    {0x0036, MAPI_INT32}, {0x0037, MAPI_STRING}, {0x0039, MAPI_TIME}, {0x0042, MAPI_STRING},
    {0x0057, MAPI_BOOLEAN}, {0x0058, MAPI_BOOLEAN}, {0x0070, MAPI_STRING}, {0x0071, MAPI_BINARY},
    {0x0e03, MAPI_STRING}, {0x0e04, MAPI_STRING}, {0x0e06, MAPI_TIME}, {0x0e07, MAPI_INT32},
    {0x0e08, MAPI_INT32}, {0x0e17, MAPI_INT32}, {0x0e30, MAPI_BINARY}, {0x0e33, MAPI_INT64},
    {0x0e34, MAPI_BINARY}, {0x0e38, MAPI_INT32}, {0x0e3c, MAPI_BINARY}, {0x0e3d, MAPI_BINARY},
    {0x1097, MAPI_INT32}, {0x3008, MAPI_TIME}, {0x65c6, MAPI_INT32}, {ROW_ID, MAPI_INT32},
    {ROW_VERSION, MAPI_INT32}, {0, 0}};
static const struct column associated[] = {{0x001a, MAPI_STRING}, {0x0e07, MAPI_INT32},
    {0x0e17, MAPI_INT32}, {0x3001, MAPI_STRING}, {0x67f1, MAPI_INT32}, {ROW_ID, MAPI_INT32},
    {ROW_VERSION, MAPI_INT32}, {0x6800, MAPI_STRING}, {0x6803, MAPI_BOOLEAN},
    {0x6805, MAPI_MULTIPLE | MAPI_INT32}, {0x7003, MAPI_INT32}, {0x7004, MAPI_BINARY},
    {0x7005, MAPI_BINARY}, {0x7006, MAPI_STRING}, {0x7007, MAPI_INT32}, {0, 0}};
static const struct column search[] = {{0x001a, MAPI_STRING}, {0x0037, MAPI_STRING},
    {0x0e05, MAPI_STRING}, {0x0e06, MAPI_TIME}, {0x0e07, MAPI_INT32}, {0x0e08, MAPI_INT32},
    {0x67f1, MAPI_INT32}, {ROW_ID, MAPI_INT32}, {ROW_VERSION, MAPI_INT32}, {0, 0}};
static const struct column attachments[] = {{0x0e20, MAPI_INT32}, {0x3704, MAPI_STRING},
    {0x3705, MAPI_INT32}, {0x370b, MAPI_INT32}, {ROW_ID, MAPI_INT32}, {ROW_VERSION, MAPI_INT32},
    {0, 0}};
/* Four that reports have are not in Outlook's template. */
static const struct column recipients[] = {{0x0c04, MAPI_INT32}, {0x0c05, MAPI_INT32},
    {0x0c15, MAPI_INT32}, {0x0c20, MAPI_INT32}, {0x0e0f, MAPI_BOOLEAN}, {0x0ff9, MAPI_BINARY},
    {0x0ffe, MAPI_INT32}, {0x0fff, MAPI_BINARY}, {0x1001, MAPI_STRING}, {0x3001, MAPI_STRING},
    {0x3002, MAPI_STRING}, {0x3003, MAPI_STRING}, {0x300b, MAPI_BINARY}, {0x3900, MAPI_INT32},
    {0x39fe, MAPI_STRING}, {0x39ff, MAPI_STRING}, {0x3a40, MAPI_BOOLEAN}, {ROW_ID, MAPI_INT32},
    {ROW_VERSION, MAPI_INT32}, {0, 0}};
static const struct column *const kinds[] = {
    hierarchy, contents, associated, search, attachments, recipients};

/* Where a column is in a row. */
struct cell {
	guint at, len, bit;
};

struct row {
	guint32 id;
	GByteArray *values[COLUMNS_MAX]; /* NULL: none */
};

struct table {
	const struct column *columns;
	guint ncolumns;
	struct cell cells[COLUMNS_MAX];
	guint ends[4]; /* rgib: of the columns of 8 and 4 bytes, of 2, of 1, and of the bitmap */
	GPtrArray *rows;
};

static guint
cell_width(guint16 type)
{
	guint width = properties_width(type);

	return width == 0 ? 4 : width;
}

/* 2.3.4.2: the row's id and version come first, in the row and in the bitmap. */
static void
lay_out(struct table *t)
{
	guint at = 8, bit = 2;

	for (guint group = 0; group < 3; group++) {
		for (guint i = 0; i < t->ncolumns; i++) {
			guint width = cell_width(t->columns[i].type);
			bool wide = width >= 4;

			if (t->columns[i].id == ROW_ID || t->columns[i].id == ROW_VERSION)
				continue;
			if (group == 0 ? !wide : wide || width != (group == 1 ? 2 : 1))
				continue;
			t->cells[i] = (struct cell){at, width, bit++};
			at += width;
		}
		t->ends[group] = at;
	}
	t->ends[3] = at + (t->ncolumns + 7) / 8;
}

static void
free_row(gpointer p)
{
	struct row *r = p;

	for (guint i = 0; i < COLUMNS_MAX; i++)
		if (r->values[i] != NULL)
			g_byte_array_unref(r->values[i]);
	g_free(r);
}

struct table *
table_new(enum table_kind kind)
{
	struct table *t = g_new0(struct table, 1);

	t->columns = kinds[kind];
	while (t->columns[t->ncolumns].id != 0) {
		if (t->columns[t->ncolumns].id == ROW_ID)
			t->cells[t->ncolumns] = (struct cell){0, 4, 0};
		if (t->columns[t->ncolumns].id == ROW_VERSION)
			t->cells[t->ncolumns] = (struct cell){4, 4, 1};
		t->ncolumns++;
	}
	t->rows = g_ptr_array_new_with_free_func(free_row);
	lay_out(t);
	return t;
}

void
table_free(struct table *t)
{
	if (t == NULL)
		return;
	g_ptr_array_unref(t->rows);
	g_free(t);
}

static GByteArray *
number_bytes(guint32 number)
{
	GByteArray *b = g_byte_array_new();

	g_byte_array_set_size(b, 4);
	put32(b->data, number);
	return b;
}

void
table_add(struct table *t, guint32 row, const struct testing_object *o)
{
	struct row *r = g_new0(struct row, 1);

	r->id = row;
	for (guint i = 0; i < t->ncolumns; i++) {
		guint16 id = t->columns[i].id;

		if (id == ROW_ID)
			r->values[i] = number_bytes(row);
		if (id == ROW_VERSION)
			r->values[i] = number_bytes(t->rows->len + 1);
		for (guint k = 0; r->values[i] == NULL && k < o->properties->len; k++) {
			const struct mapi_property *p =
			    &g_array_index(o->properties, struct mapi_property, k);

			if (p->id == id && p->type == t->columns[i].type)
				r->values[i] = properties_bytes(o, p);
		}
	}
	g_ptr_array_add(t->rows, r);
}

static void
place_cell(struct heap *h, struct ndb *n, GArray *subnodes, guint16 type, const GByteArray *value,
    guint8 *to)
{
	if (properties_width(type) != 0)
		memcpy(to, value->data, value->len);
	else if (value->len > HEAP_ITEM_MAX)
		put32(to, properties_spill(n, subnodes, value));
	else if (value->len > 0)
		put32(to, heap_add(h, value->data, value->len));
}

/* The rows: none crosses the end of a block (2.3.4.4), and a block that is not the last is full. */
static GPtrArray *
make_rows(const struct table *t, struct heap *h, struct ndb *n, GArray *subnodes)
{
	GPtrArray *blocks = g_ptr_array_new_with_free_func((GDestroyNotify)g_byte_array_unref);
	guint size = t->ends[3], most = NDB_BLOCK / size;

	for (guint i = 0; i < t->rows->len; i++) {
		const struct row *r = g_ptr_array_index(t->rows, i);
		GByteArray *block;
		guint8 *to;

		if (i % most == 0) {
			block = g_byte_array_new();
			g_byte_array_set_size(
			    block, t->rows->len - i > most ? NDB_BLOCK : (t->rows->len - i) * size);
			memset(block->data, 0, block->len);
			g_ptr_array_add(blocks, block);
		}
		block = g_ptr_array_index(blocks, i / most);
		to = block->data + i % most * size;
		for (guint c = 0; c < t->ncolumns; c++) {
			const struct cell *cell = &t->cells[c];

			if (r->values[c] == NULL)
				continue;
			place_cell(h, n, subnodes, t->columns[c].type, r->values[c], to + cell->at);
			to[t->ends[2] + cell->bit / 8] |= (guint8)(0x80 >> cell->bit % 8);
		}
	}
	return blocks;
}

/* Rows in the heap, if they fit into one item, else in a subnode. */
static guint32
place_rows(struct heap *h, struct ndb *n, GArray *subnodes, const GPtrArray *blocks)
{
	const GByteArray *first = blocks->len > 0 ? g_ptr_array_index(blocks, 0) : NULL;
	struct ndb_subnode s;

	if (blocks->len == 0)
		return 0;
	if (blocks->len == 1 && first->len <= HEAP_ITEM_MAX)
		return heap_add(h, first->data, first->len);
	s = (struct ndb_subnode){
	    (0x400 + subnodes->len) << 5 | NDB_VALUE, {ndb_blocks(n, blocks), 0}};
	g_array_append_val(subnodes, s);
	return s.nid;
}

/* TCINFO, 2.3.4.1 */
static GByteArray *
make_info(const struct table *t)
{
	GByteArray *b = g_byte_array_new();

	g_byte_array_set_size(b, 22 + 8 * t->ncolumns);
	memset(b->data, 0, b->len);
	b->data[0] = HEAP_TABLE;
	b->data[1] = (guint8)t->ncolumns;
	for (guint i = 0; i < 4; i++)
		put16(b->data + 2 + 2 * i, t->ends[i]);
	for (guint i = 0; i < t->ncolumns; i++) {
		guint8 *to = b->data + 22 + 8 * i;

		put16(to, t->columns[i].type);
		put16(to + 2, t->columns[i].id);
		put16(to + 4, t->cells[i].at);
		to[6] = (guint8)t->cells[i].len;
		to[7] = (guint8)t->cells[i].bit;
	}
	return b;
}

static int
by_row(gconstpointer a, gconstpointer b)
{
	const guint32 *x = a, *y = b;

	return (x[0] > y[0]) - (x[0] < y[0]);
}

/* Row ids and their rows' numbers, sorted. */
static GByteArray *
make_index(const struct table *t)
{
	GArray *pairs = g_array_new(FALSE, FALSE, 8);
	GByteArray *b = g_byte_array_new();

	for (guint i = 0; i < t->rows->len; i++) {
		guint32 pair[2] = {((const struct row *)g_ptr_array_index(t->rows, i))->id, i};

		g_array_append_val(pairs, pair);
	}
	g_array_sort(pairs, by_row);
	g_byte_array_set_size(b, pairs->len * 8);
	for (guint i = 0; i < pairs->len * 2; i++)
		put32(b->data + 4 * i, ((const guint32 *)(void *)pairs->data)[i]);
	g_array_unref(pairs);
	return b;
}

struct ndb_data
table_write(const struct table *t, struct ndb *n)
{
	static const guint8 zeros[8];
	struct heap *h = heap_new(HEAP_TABLE);
	g_autoptr(GArray) subnodes = g_array_new(FALSE, FALSE, sizeof(struct ndb_subnode));
	g_autoptr(GByteArray) info = make_info(t), index = make_index(t);
	guint32 header = heap_add(h, zeros, sizeof(zeros));
	guint32 root = heap_add(h, info->data, info->len), at;
	g_autoptr(GPtrArray) rows = make_rows(t, h, n, subnodes);
	struct ndb_data is;

	heap_set_root(h, root);
	heap_tree(h, header, 4, 4, index);
	at = place_rows(h, n, subnodes, rows);
	put32(heap_at(h, root) + 10, header);
	put32(heap_at(h, root) + 14, at);
	is.sub = ndb_subnodes(n, subnodes);
	is.data = heap_write(h, n);
	heap_free(h);
	return is;
}
