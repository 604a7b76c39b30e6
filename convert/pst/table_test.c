/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of table.c: rows in a heap and in blocks of a subnode, and cells that are not there. */
#include "convert/pst/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "convert/pst/image_testing.h"

#define ROWS 60
#define SUBNODE 0x81f

static const struct image_column columns[] = {
    {0x0c15, MAPI_INT32}, {0x3001, MAPI_BINARY}, {0x3002, MAPI_TIME}};

static bool
count(void *user, const struct pst_row *row)
{
	assert_int_equal(row->number, *(guint *)user);
	++*(guint *)user;
	return true;
}

static void
check(struct pst_table *t)
{
	guint n = 0;
	GArray *rows;
	struct pst_row beyond = {.number = ROWS};
	struct pst_properties p;

	assert_true(pst_table_each(t, count, &n, NULL));
	assert_int_equal(n, ROWS);
	rows = pst_table_rows(t, NULL);
	assert_int_equal(rows->len, ROWS);
	for (guint i = 0; i < ROWS; i++) {
		const struct pst_row *row = &g_array_index(rows, struct pst_row, i);

		assert_int_equal(row->id, i * 2 + 1);
		pst_properties_init(&p);
		assert_true(pst_table_read(t, row, &p, NULL));
		/* The id is the table's own, and four bytes are no time. */
		assert_int_equal(p.list->len, 2);
		assert_int_equal(pst_properties_int32(&p, 0x0c15, 0), i);
		pst_properties_clear(&p);
	}
	pst_properties_init(&p);
	assert_false(pst_table_read(t, &beyond, &p, NULL));
	pst_properties_clear(&p);
	g_array_unref(rows);
}

static void
test_rows(void **state)
{
	guint32 ids[ROWS], cells[ROWS * 3] = {0};

	(void)state;
	for (guint i = 0; i < ROWS; i++) {
		ids[i] = i * 2 + 1;
		cells[i * 3] = i;
	}
	for (guint k = 0; k < 6; k++) {
		struct pst_node node = {0}, rows_node = {.nid = SUBNODE};
		guint64 blocks[ROWS / 10];
		GByteArray *rows;
		struct image im;
		struct pst_file *f;
		struct pst_table *t;

		image_init(&im, (enum pst_format)(k / 2), PST_CRYPT_NONE);
		node.data =
		    image_table(&im, columns, 3, ids, cells, ROWS, k % 2 == 0 ? 0 : SUBNODE, &rows);
		for (guint i = 0; i < ROWS / 10; i++)
			blocks[i] = image_block(&im, rows->data + (size_t)i * 170, 170);
		rows_node.data = image_list(&im, 1, blocks, ROWS / 10, rows->len);
		node.sub = image_subnodes(&im, &rows_node, 1);
		image_finish(&im);
		f = pst_file_open(&im.source, &im.report, NULL);
		t = pst_table_open(f, &node, NULL);
		assert_non_null(t);
		check(t);
		assert_int_equal(pst_table_nlost(t), 0);
		assert_string_equal(im.warnings->str, "");
		pst_table_close(t);
		pst_file_close(f);
		g_byte_array_unref(rows);
		image_clear(&im);
	}
}

/* One byte after the other is changed: rows and cells are lost, nothing else happens. */
static void
test_damage(void **state)
{
	guint32 ids[3] = {1, 2, 3}, cells[9] = {0};
	struct pst_node node = {0};
	struct image im;
	guint len;

	(void)state;
	image_init(&im, PST_UNICODE, PST_CRYPT_NONE);
	node.data = image_table(&im, columns, 3, ids, cells, 3, 0, NULL);
	image_finish(&im);
	len = g_array_index(im.places, struct image_place, 0).size;
	for (guint i = 0; i < len * 2; i++) {
		struct pst_file *f = pst_file_open(&im.source, &im.report, NULL);
		struct pst_table *t;
		GArray *rows;

		im.bytes->data[IMAGE_FIRST + i / 2] ^= i % 2 == 0 ? 0xff : 0x11;
		t = pst_table_open(f, &node, NULL);
		rows = t != NULL ? pst_table_rows(t, NULL) : NULL;
		for (guint k = 0; rows != NULL && k < rows->len; k++) {
			struct pst_properties p;

			pst_properties_init(&p);
			(void)!pst_table_read(t, &g_array_index(rows, struct pst_row, k), &p, NULL);
			pst_properties_clear(&p);
		}
		im.bytes->data[IMAGE_FIRST + i / 2] ^= i % 2 == 0 ? 0xff : 0x11;
		if (rows != NULL)
			g_array_unref(rows);
		pst_table_close(t);
		pst_file_close(f);
	}
	image_clear(&im);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rows),
	    cmocka_unit_test(test_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
