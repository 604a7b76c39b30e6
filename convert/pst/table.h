/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A table, [MS-PST] 2.3.4 (TC): columns, rows, and an index from a row's id to its place. The
 * rows lie in a piece of the heap or, of a large table, in blocks of a subnode, from where
 * they are read one by one.
 *
 *	TCINFO      0x7C, columns, four ends, index, rows, then a TCOLDESC per column
 *	index       a BTH: row id -> number of the row (2 bytes in ANSI, else 4)
 *	row         cells of 8 and 4, then 2, then 1 byte, then a bit per cell: it exists
 *
 * No row crosses a block (2.3.4.4.1). Rows that the index does not name were deleted.
 */
#ifndef CONVERT_PST_TABLE_H
#define CONVERT_PST_TABLE_H

#include "convert/pst/bth.h"
#include "convert/pst/properties.h"

#define PST_ROWS_MAX 1000000 /* of a table whose rows are held in a list: recipients, attachments */

struct pst_table;

/* A row as the index has it. */
struct pst_row {
	guint32 id;     /* a node's or subnode's, where rows stand for such */
	guint32 number; /* where its cells are */
};

/* Opens the table of a node. Fails with ERR_FORMAT if it is none, ERR_IO. */
MUST_USE struct pst_table *pst_table_open(
    struct pst_file *f, const struct pst_node *node, GError **error);
void pst_table_close(struct pst_table *t); /* accepts NULL */

/* Calls each for the ids of all rows, in their order, until it returns false. As pst_bth_each. */
MUST_USE bool pst_table_each(struct pst_table *t,
    bool (*each)(void *user, const struct pst_row *row), void *user, GError **error);

/* Parts of the index that pst_table_each could not read. */
guint pst_table_nlost(const struct pst_table *t);

/*
 * All rows in the order in which they stand, an array of struct pst_row for the caller to
 * unref. Fails with ERR_FORMAT if there are more than PST_ROWS_MAX, ERR_IO.
 */
MUST_USE GArray *pst_table_rows(struct pst_table *t, GError **error);

/*
 * Adds what the cells of a row say to p; a column that contradicts itself is left out.
 * Fails with ERR_FORMAT if there is no such row, or as pst_block_read.
 */
MUST_USE bool pst_table_read(
    struct pst_table *t, const struct pst_row *row, struct pst_properties *p, GError **error);

/* Where the bytes of its values are; borrowed for the table's life. */
struct pst_heap *pst_table_heap(struct pst_table *t);

typedef struct pst_table pst_table;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pst_table, pst_table_close)

#endif
