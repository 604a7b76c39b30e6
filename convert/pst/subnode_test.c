/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of subnode.c: lists of subnodes and lists of lists, whole and damaged. */
#include "convert/pst/subnode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "convert/pst/image_testing.h"

#define NODES 30

static bool
count_up(void *user, const struct pst_node *node)
{
	guint32 *next = user;

	assert_int_equal(node->nid, *next);
	assert_int_equal(node->data, 4 * (guint64)*next);
	*next += 1;
	return *next < 25;
}

static void
check(struct image *im, guint64 sub)
{
	struct pst_file *f;
	struct pst_node n;
	guint32 next = 0;

	image_finish(im);
	f = pst_file_open(&im->source, &im->report, NULL);
	for (guint32 nid = 0; nid < NODES + 5; nid++) {
		enum pst_found found = pst_subnode_find(f, sub, nid, &n, NULL);

		assert_int_equal(found, nid < NODES ? PST_FOUND : PST_ABSENT);
		if (found == PST_FOUND)
			assert_int_equal(n.sub, 8 * (guint64)nid);
	}
	assert_true(pst_subnode_each(f, sub, count_up, &next, NULL));
	assert_int_equal(next, 25);
	assert_int_equal(pst_subnode_find(f, 0, 1, &n, NULL), PST_ABSENT);
	assert_true(pst_subnode_each(f, 0, count_up, &next, NULL));
	assert_string_equal(im->warnings->str, "");
	pst_file_close(f);
}

static void
test_lists(void **state)
{
	struct pst_node nodes[NODES];

	(void)state;
	for (guint32 i = 0; i < NODES; i++)
		nodes[i] =
		    (struct pst_node){.nid = i, .data = 4 * (guint64)i, .sub = 8 * (guint64)i};
	for (guint k = 0; k < 6; k++) {
		struct image im;
		guint32 nids[3];
		guint64 bids[3];

		image_init(&im, (enum pst_format)(k / 2), PST_CRYPT_PERMUTE);
		for (guint i = 0; i < 3; i++) {
			nids[i] = i * 10;
			bids[i] = image_subnodes(&im, nodes + (size_t)i * 10, 10);
		}
		check(&im,
		    k % 2 == 0 ? image_subnodes(&im, nodes, NODES)
			       : image_subnode_lists(&im, nids, bids, 3));
		image_clear(&im);
	}
}

static bool
count_all(void *user, const struct pst_node *node)
{
	(void)node;
	++*(guint *)user;
	return true;
}

/* A list that is missing costs what it held; one that is named twice counts once. */
static void
test_damage(void **state)
{
	struct pst_node nodes[2] = {{.nid = 1}, {.nid = 2}};
	guint32 nids[4] = {1, 1, 5, 9};
	guint64 bids[4], top, loop;
	struct image im;
	struct pst_file *f;
	struct pst_node n;
	guint found = 0;

	(void)state;
	image_init(&im, PST_UNICODE, PST_CRYPT_NONE);
	bids[0] = bids[1] = image_subnodes(&im, nodes, 2);
	bids[2] = 0xff02;
	nodes[0].nid = 9;
	bids[3] = image_subnodes(&im, nodes, 1);
	top = image_subnode_lists(&im, nids, bids, 4);
	loop = image_subnode_lists(&im, nids, &top, 1);
	image_finish(&im);
	f = pst_file_open(&im.source, &im.report, NULL);
	assert_true(pst_subnode_each(f, top, count_all, &found, NULL));
	assert_int_equal(found, 3);
	assert_string_equal(im.warnings->str, "pst-subnodes ");
	assert_int_equal(pst_subnode_find(f, top, 6, &n, NULL), PST_FAILED);
	assert_int_equal(pst_subnode_find(f, loop, 1, &n, NULL), PST_ABSENT);
	assert_true(pst_subnode_each(f, loop, count_all, &found, NULL));
	assert_int_equal(found, 3);
	pst_file_close(f);
	image_clear(&im);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_lists),
	    cmocka_unit_test(test_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
