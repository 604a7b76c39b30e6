/* SPDX-License-Identifier: Apache-2.0 */
/* Tables; see table.h. */
#include "convert/pst/table.h"

#include "convert/pst/le.h"

#define HEAD_SIZE 22
#define COLUMN_SIZE 8

/* Columns that are the table's own, [MS-PST] 2.3.4.4.1: a row's id and version. */
#define ID_COLUMN 0x67f2
#define VERSION_COLUMN 0x67f3

struct column {
	guint16 id, type;
	guint16 at;
	guint8 size, bit;
};

struct pst_table {
	struct pst_heap *heap;
	struct pst_bth index;
	GArray *columns;       /* struct column */
	guint cells;           /* bytes of a row before its bits */
	guint row;             /* bytes of a row */
	guint32 rows;          /* HNID */
	struct pst_data *data; /* of the rows, if they are a subnode; NULL: they are a piece */
	guint per_block;       /* rows in a block of data */
};

static bool
read_columns(struct pst_table *t, const struct pst_piece *piece, GError **error)
{
	const unsigned char *p = piece->bytes;
	guint count;

	if (piece->len < HEAD_SIZE || p[0] != PST_TABLE)
		return err_set(error, ERR_FORMAT, "the table has no head");
	count = p[1];
	t->cells = pst_le16(p + 6);
	t->row = pst_le16(p + 8);
	t->rows = pst_le32(p + 14);
	if (t->row == 0 || t->cells > t->row || count > (piece->len - HEAD_SIZE) / COLUMN_SIZE)
		return err_set(error, ERR_FORMAT, "the head of the table contradicts itself");
	for (p += HEAD_SIZE; count > 0; count--, p += COLUMN_SIZE) {
		struct column c = {.type = pst_le16(p),
		    .id = pst_le16(p + 2),
		    .at = pst_le16(p + 4),
		    .size = p[6],
		    .bit = p[7]};

		if (c.at + c.size <= t->cells && c.bit < (t->row - t->cells) * 8)
			g_array_append_val(t->columns, c);
	}
	return pst_bth_open(t->heap, pst_le32(piece->bytes + 10), &t->index, error);
}

/* Rows as a subnode: each block has as many whole rows as the first one, which is full. */
static bool
open_rows(struct pst_table *t, GError **error)
{
	g_autoptr(GBytes) first = NULL;
	struct pst_node node;
	GError *why = NULL;

	switch (pst_subnode_find(t->heap->f, t->heap->sub, t->rows, &node, error)) {
	case PST_FOUND:
		break;
	case PST_ABSENT:
		return err_set(error, ERR_FORMAT, "the rows of the table are missing");
	default:
		return false;
	}
	t->data = pst_data_open(t->heap->f, node.data, error);
	if (t->data == NULL)
		return false;
	first = pst_data_block(t->data, 0, &why);
	if (why != NULL) {
		g_propagate_error(error, why);
		return false;
	}
	t->per_block = first != NULL ? (guint)(g_bytes_get_size(first) / t->row) : 0;
	return true;
}

struct pst_table *
pst_table_open(struct pst_file *f, const struct pst_node *node, GError **error)
{
	g_autoptr(pst_table) t = g_new0(struct pst_table, 1);
	g_auto(pst_piece) piece = {0};

	t->columns = g_array_new(FALSE, FALSE, sizeof(struct column));
	t->heap = pst_heap_open(f, node, PST_TABLE, error);
	if (t->heap == NULL || !pst_heap_piece(t->heap, t->heap->root, &piece, error) ||
	    !read_columns(t, &piece, error))
		return NULL;
	return g_steal_pointer(&t);
}

void
pst_table_close(struct pst_table *t)
{
	if (t == NULL)
		return;
	pst_data_close(t->data);
	pst_heap_close(t->heap);
	g_array_unref(t->columns);
	g_free(t);
}

struct each {
	struct pst_table *t;
	bool (*each)(void *user, const struct pst_row *row);
	void *user;
};

static bool
each_record(void *user, guint32 key, const unsigned char *record)
{
	struct each *e = user;
	struct pst_row row = {
	    .id = key, .number = (guint32)pst_le(record, MIN(e->t->index.size, 4))};

	return e->each(e->user, &row);
}

bool
pst_table_each(struct pst_table *t, bool (*each)(void *user, const struct pst_row *row), void *user,
    GError **error)
{
	struct each e = {t, each, user};

	return pst_bth_each(&t->index, each_record, &e, error);
}

guint
pst_table_nlost(const struct pst_table *t)
{
	return t->index.nlost;
}

static bool
keep_row(void *user, const struct pst_row *row)
{
	GArray *rows = user;

	g_array_append_vals(rows, row, 1);
	return rows->len <= PST_ROWS_MAX;
}

static int
order_rows(const void *a, const void *b)
{
	const struct pst_row *x = a, *y = b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

GArray *
pst_table_rows(struct pst_table *t, GError **error)
{
	GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct pst_row));

	if (pst_table_each(t, keep_row, rows, error)) {
		if (rows->len <= PST_ROWS_MAX) {
			g_array_sort(rows, order_rows);
			return rows;
		}
		(void)err_set(error, ERR_FORMAT, "the table has over %u rows", PST_ROWS_MAX);
	}
	g_array_unref(rows);
	return NULL;
}

/* The piece or block that the rows lie in, and how many of them come before it. */
static bool
rows_of(
    struct pst_table *t, guint32 number, struct pst_piece *piece, guint32 *first, GError **error)
{
	GError *why = NULL;

	*first = 0;
	if (PST_NID_TYPE(t->rows) == PST_NID_HEAP)
		return pst_heap_piece(t->heap, t->rows, piece, error);
	if (t->data == NULL && !open_rows(t, error))
		return false;
	if (t->per_block == 0)
		return err_set(error, ERR_FORMAT, "the table has no rows");
	piece->block = pst_data_block(t->data, number / t->per_block, &why);
	if (why != NULL) {
		g_propagate_error(error, why);
		return false;
	}
	if (piece->block != NULL)
		piece->bytes = g_bytes_get_data(piece->block, &piece->len);
	*first = number - number % t->per_block;
	return true;
}

static void
read_cells(struct pst_table *t, const unsigned char *row, struct pst_properties *p)
{
	const unsigned char *bits = row + t->cells;

	for (guint i = 0; i < t->columns->len; i++) {
		const struct column *c = &g_array_index(t->columns, struct column, i);
		struct pst_value v;

		if ((bits[c->bit / 8] & 0x80 >> c->bit % 8) != 0 && c->id != ID_COLUMN &&
		    c->id != VERSION_COLUMN &&
		    pst_value_of_cell(&v, c->id, c->type, row + c->at, c->size))
			pst_properties_add(p, t->heap, &v);
	}
}

bool
pst_table_read(
    struct pst_table *t, const struct pst_row *row, struct pst_properties *p, GError **error)
{
	g_auto(pst_piece) piece = {0};
	guint32 first;
	guint64 at;

	if (!rows_of(t, row->number, &piece, &first, error))
		return false;
	at = (guint64)(row->number - first) * t->row;
	if (at + t->row > piece.len)
		return err_set(error, ERR_FORMAT, "the table has no row %u", row->number);
	read_cells(t, piece.bytes + at, p);
	return true;
}

struct pst_heap *
pst_table_heap(struct pst_table *t)
{
	return t->heap;
}
