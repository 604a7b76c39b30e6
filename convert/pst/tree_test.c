/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of tree.c and page.c: look-ups and walks in trees of every layout, whole and damaged. */
#include "convert/pst/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "convert/pst/image_testing.h"
#include "convert/pst/scan.h"

#define NODES 100

/* Nodes 4, 36, 68 ... in pages of few entries, so that there are levels. */
static struct pst_file *
make(struct image *im, enum pst_format format)
{
	g_autoptr(GError) error = NULL;
	struct pst_file *f;

	image_init(im, format, PST_CRYPT_NONE);
	im->fanout = 4;
	for (guint32 i = 0; i < NODES; i++)
		image_node(im, i * 32 + 4, 0x122, image_block(im, &i, sizeof(i)), 0);
	image_finish(im);
	f = pst_file_open(&im->source, &im->report, &error);
	assert_non_null(f);
	return f;
}

static guint
count(struct pst_file *f, guint64 *nlost)
{
	struct pst_walk_nodes w = {.f = f};
	struct pst_node n;
	guint count = 0;

	while (pst_tree_next(&w, &n, NULL) == PST_FOUND) {
		assert_int_equal(n.nid % 32, 4);
		assert_int_equal(n.parent, 0x122);
		count++;
	}
	pst_walk_nodes_clear(&w);
	*nlost = w.nlost;
	return count;
}

static void
test_find(void **state)
{
	static const enum pst_format formats[] = {PST_ANSI, PST_UNICODE, PST_UNICODE_4K};

	(void)state;
	for (guint k = 0; k < G_N_ELEMENTS(formats); k++) {
		struct image im;
		g_autoptr(pst_file) f = make(&im, formats[k]);
		guint64 nlost;

		for (guint32 nid = 0; nid < NODES * 32; nid++) {
			struct pst_node n;
			struct pst_place p;
			enum pst_found found = pst_tree_node(f, nid, &n, NULL);

			assert_int_equal(found, nid % 32 == 4 ? PST_FOUND : PST_ABSENT);
			if (found == PST_ABSENT)
				continue;
			assert_int_equal(n.nid, nid);
			assert_int_equal(pst_tree_block(f, n.data | 1, &p, NULL), PST_FOUND);
			assert_int_equal(p.size, 4);
		}
		assert_int_equal(count(f, &nlost), NODES);
		assert_int_equal(nlost, 0);
		assert_string_equal(im.warnings->str, "");
		image_clear(&im);
	}
}

/* The page of a tree with the least id, at a level. */
static guint64
first_page(struct pst_file *f, enum pst_page_type type, guint level)
{
	struct pst_ref ref = type == PST_NODE_PAGE ? f->header.nodes : f->header.blocks;

	for (;;) {
		const struct pst_page *page = pst_page_get(f, type, &ref, NULL);

		assert_non_null(page);
		if (page->level == level)
			return ref.at;
		ref = pst_page_child(f, page, 0);
	}
}

/* A page that is wiped costs what it held; one with a wrong checksum nothing. */
static void
test_damage(void **state)
{
	struct image im;
	struct pst_file *f = make(&im, PST_UNICODE);
	guint64 leaf = first_page(f, PST_NODE_PAGE, 0), above = first_page(f, PST_NODE_PAGE, 1);
	struct pst_node n;
	guint64 nlost;

	(void)state;
	pst_file_close(f);
	im.bytes->data[leaf + 400] ^= 1;
	f = pst_file_open(&im.source, &im.report, NULL);
	assert_int_equal(count(f, &nlost), NODES);
	assert_string_equal(im.warnings->str, "pst-page-checksum ");
	pst_file_close(f);

	memset(im.bytes->data + leaf, 0, 512);
	f = pst_file_open(&im.source, &im.report, NULL);
	assert_int_equal(count(f, &nlost), NODES - 4);
	assert_int_equal(nlost, 1);
	assert_int_equal(pst_tree_node(f, 4, &n, NULL), PST_FAILED);
	assert_int_equal(pst_tree_node(f, 4 * 32 + 4, &n, NULL), PST_FOUND);
	assert_non_null(strstr(im.warnings->str, "pst-node-page "));
	pst_file_close(f);

	/* The page above is lost, its leaves but the first are found by going through all. */
	memset(im.bytes->data + above, 0, 512);
	f = pst_file_open(&im.source, &im.report, NULL);
	assert_int_equal(count(f, &nlost), NODES - 4);
	assert_int_equal(pst_tree_node(f, 4 * 32 + 4, &n, NULL), PST_FOUND);
	pst_file_close(f);
	image_clear(&im);
}

/* Pages that lead in a circle end the look-up and the walk. */
static void
test_circle(void **state)
{
	struct image im;
	struct pst_file *f = make(&im, PST_ANSI);
	guint64 root = f->header.nodes.at;
	struct pst_node n;
	guint64 nlost;

	(void)state;
	pst_file_close(f);
	for (guint i = 0; i < 4; i++)
		image_put(im.bytes->data + root + i * 12 + 8, root, 4);
	f = pst_file_open(&im.source, &im.report, NULL);
	assert_int_equal(pst_tree_node(f, 0x7fffffe4, &n, NULL), PST_FAILED);
	assert_int_equal(count(f, &nlost), NODES); /* all by going through the file */
	assert_true(nlost > 0);
	pst_file_close(f);
	image_clear(&im);
}

static void
test_io(void **state)
{
	struct image im;
	struct pst_file *f = make(&im, PST_UNICODE);
	struct pst_walk_nodes w = {.f = f};
	g_autoptr(GError) error = NULL;
	struct pst_node n;

	(void)state;
	im.fail_at = im.nreads + 2;
	assert_int_equal(pst_tree_node(f, 4, &n, &error), PST_FAILED);
	assert_int_equal(error->code, ERR_IO);
	g_clear_error(&error);
	im.fail_at = im.nreads + 2;
	assert_int_equal(pst_tree_next(&w, &n, &error), PST_FAILED);
	assert_int_equal(error->code, ERR_IO);
	pst_walk_nodes_clear(&w);
	pst_file_close(f);
	image_clear(&im);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_find),
	    cmocka_unit_test(test_damage),
	    cmocka_unit_test(test_circle),
	    cmocka_unit_test(test_io),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
