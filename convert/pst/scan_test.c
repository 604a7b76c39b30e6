/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of scan.c and recovered.c: roots of a file that was not closed, and what was deleted. */
#include "convert/pst/scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "convert/pst/recovered.h"
#include "convert/pst/store_testing.h"

/* A store that was written twice: in between 0x200024 came, 0x200004 changed, 0x200044 went. */
static void
make(struct image *im, enum pst_format format)
{
	image_init(im, format, PST_CRYPT_PERMUTE);
	im->fanout = 3;
	store_frame(im);
	store_folder(im, STORE_INBOX, STORE_IPM, "Inbox", NULL, 0);
	store_message(im, 0x200004, STORE_INBOX, "before");
	store_message(im, 0x200044, STORE_INBOX, "deleted");
	image_finish(im);
	for (guint i = 0; i < im->nodes->len; i++) {
		struct pst_node *n = &g_array_index(im->nodes, struct pst_node, i);

		if (n->nid == 0x200004)
			n->data = store_message_data(im, "after");
		if (n->nid == 0x200044)
			n->nid = 0x200064; /* which ends the list, too */
	}
	store_message(im, 0x200024, STORE_INBOX, "new");
	image_finish(im);
}

static bool
add_item(void *user, const struct pst_item *item, struct mapi_object *o, GError **error)
{
	g_autoptr(GBytes) b = mapi_read(o, mapi_find(o, 0x0037), 0, 100, error);

	assert_non_null(b);
	g_string_append_printf(
	    user, "%s%s ", (const char *)g_bytes_get_data(b, NULL), item->earlier ? "<" : "");
	return true;
}

static char *
walk(struct image *im, bool recovered)
{
	GString *text = g_string_new(NULL);
	const struct pst_walker walker = {.user = text, .item = add_item};
	g_autoptr(GError) error = NULL;
	g_autoptr(pst_store) s = pst_store_open(&im->source, &im->report, &error);
	struct pst_totals totals;

	if (s == NULL)
		g_string_append_printf(text, "%u %s", error->code, error->message);
	else if (recovered)
		assert_true(pst_recovered(s, &walker, &totals, NULL));
	else
		assert_true(pst_walk(s, &walker, &totals, NULL));
	return g_string_free(text, FALSE);
}

static void
assert_walks(struct image *im, bool recovered, const char *wanted)
{
	g_autofree char *got = walk(im, recovered);

	assert_string_equal(got, wanted);
}

static void
test_recovered(void **state)
{
	(void)state;
	for (guint k = 0; k < 3; k++) {
		struct image im;

		make(&im, (enum pst_format)k);
		assert_walks(&im, false, "after new deleted ");
		assert_walks(&im, true, "before< deleted ");
		image_clear(&im);
	}
}

/* The header, or a root, is damaged: the newest whole tree is found. */
static void
test_roots(void **state)
{
	(void)state;
	for (guint k = 0; k < 3; k++) {
		bool ansi = k == 0;
		struct image im;

		make(&im, (enum pst_format)k);
		image_put(im.bytes->data + (ansi ? 188 : 224), 0x4400, 4);
		image_put(im.bytes->data + (ansi ? 196 : 240), 0x7fffff00, 4);
		assert_walks(&im, false, "after new deleted ");
		assert_non_null(strstr(im.warnings->str, "pst-header-checksum pst-root pst-root "));
		/* The newest root is overwritten: the one before it serves. */
		memset(im.bytes->data + im.node_root.at, 0, im.layout->page);
		assert_walks(&im, false, "before deleted ");
		image_clear(&im);
	}
}

/* A crash while saving: the header names the roots of before, which are whole, and is not intact. */
static void
test_stale_header(void **state)
{
	struct image im;
	g_autofree unsigned char *old = NULL;

	(void)state;
	image_init(&im, PST_UNICODE, PST_CRYPT_NONE);
	store_frame(&im);
	store_message(&im, 0x200004, STORE_IPM, "before");
	image_finish(&im);
	old = g_memdup2(im.bytes->data, 580);
	store_message(&im, 0x200024, STORE_IPM, "new");
	image_finish(&im);
	memcpy(im.bytes->data, old, 580);
	assert_walks(&im, false, "before ");
	im.bytes->data[248] = 0; /* fAMapValid */
	assert_walks(&im, false, "before new ");
	image_clear(&im);
}

static void
test_no_roots(void **state)
{
	g_autofree char *got = NULL;
	struct image im;

	(void)state;
	image_init(&im, PST_UNICODE, PST_CRYPT_NONE);
	image_finish(&im);
	memset(im.bytes->data + im.block_root.at, 0, 512);
	got = walk(&im, false);
	assert_string_equal(got, "2 the file has no root of its block tree");
	image_clear(&im);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_recovered),
	    cmocka_unit_test(test_roots),
	    cmocka_unit_test(test_stale_header),
	    cmocka_unit_test(test_no_roots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
