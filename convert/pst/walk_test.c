/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of walk.c and folders.c: every message once, in whose folder, and sums that are equal. */
#include "convert/pst/walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "convert/pst/store_testing.h"

/* What the walker is told, as text. */
struct told {
	GString *text;
	struct pst_totals totals;
	guint32 unwanted;
	guint32 stop_at;
};

static bool
on_begin(void *user, const struct pst_folder *folder, GError **error)
{
	struct told *t = user;

	(void)error;
	g_string_append_printf(t->text, "%s%s%s", folder->kind == PST_FOLDER_LOST ? "?" : "",
	    folder->kind == PST_FOLDER_SEARCH ? "!" : "", folder->detached ? "~" : "");
	for (guint i = 0; i < folder->nnames; i++)
		g_string_append_printf(
		    t->text, "/%s%s", folder->names[i], folder->nabove == i + 1 ? "#" : "");
	g_string_append(t->text, "(");
	return true;
}

static bool
wanted(void *user, const struct pst_item *item)
{
	return item->node != ((struct told *)user)->unwanted;
}

static bool
on_item(void *user, const struct pst_item *item, struct mapi_object *o, GError **error)
{
	struct told *t = user;
	g_autoptr(GBytes) subject = NULL;

	if (item->node == t->stop_at)
		return err_set(error, ERR_INTERRUPTED, "stopped");
	assert_string_equal(item->class, "IPM.Note");
	subject = mapi_read(o, mapi_find(o, 0x0037), 0, 100, error);
	g_string_append_printf(t->text, "%s%s%s ", (const char *)g_bytes_get_data(subject, NULL),
	    item->orphan ? "*" : "", item->misplaced ? "^" : "");
	return true;
}

static bool
on_failed(void *user, const struct pst_item *item, const GError *why, GError **error)
{
	struct told *t = user;

	(void)error;
	assert_non_null(why);
	g_string_append_printf(t->text, "-%x ", item->node);
	return true;
}

static bool
on_end(void *user, const struct pst_folder *folder, const struct pst_tally *tally, GError **error)
{
	struct told *t = user;

	(void)error;
	(void)folder;
	g_string_append_printf(t->text, ")%u ", (guint)tally->items);
	return true;
}

static bool
walk(struct image *im, struct told *t, GError **error)
{
	const struct pst_walker walker = {.user = t,
	    .folder_begin = on_begin,
	    .wanted = wanted,
	    .item = on_item,
	    .failed = on_failed,
	    .folder_end = on_end};
	g_autoptr(pst_store) s = pst_store_open(&im->source, &im->report, error);

	if (t->text == NULL)
		t->text = g_string_new(NULL);
	g_string_truncate(t->text, 0);
	return s != NULL && pst_walk(s, &walker, &t->totals, error);
}

/* An inbox with two messages, one of which is listed twice, and one that is not listed. */
static void
make(struct image *im, enum pst_format format)
{
	static const guint32 rows[] = {0x200004, 0x200024, 0x2000a4, 0x2000c4};
	static const guint32 others[] = {0x200024, 0x200064};
	static const guint32 folders[] = {STORE_IPM, 0x9002};

	image_init(im, format, PST_CRYPT_PERMUTE);
	store_frame(im);
	store_folder(im, STORE_INBOX, STORE_IPM, "Inbox", rows, 4);
	store_folder(im, 0x8062, STORE_INBOX, "Inbox", others, 2);
	store_folder(im, 0x8082, STORE_IPM, "Empty", others, 0);
	store_folder(im, 0x80a2, 0x9992, "Lost", NULL, 0);
	store_folder(im, 0x80c2, 0x80e2, "A", NULL, 0);
	store_folder(im, 0x80e2, 0x80c2, "B", NULL, 0);
	store_folder(im, 0x2223, 0x122, "Search", rows, 4);
	image_node(im, 0x12d, 0, store_rows(im, folders, 2), 0);
	store_message(im, 0x200004, STORE_INBOX, "one");
	store_message(im, 0x200024, STORE_INBOX, "two");
	store_message(im, 0x200044, STORE_INBOX, "unlisted");
	store_message(im, 0x200064, STORE_INBOX, "moved");
	store_message(im, 0x200084, 0x1234, "nowhere");
	image_node(im, 0x2000a4, STORE_INBOX, 0, 0);
	image_node(im, 0x2000e8, STORE_INBOX, 0, 0);
	image_finish(im);
}

#define WALK                                                                         \
	"()0 !/Search()0 /Top#()0 /Top#/Inbox(one two -2000a4 -2000c4 unlisted* )3 " \
	"/Top#/Inbox/Inbox(moved^ )1 /Top#/Empty()0 ~/Lost()0 ~/B()0 ~/B/A()0 ?(nowhere* )1 "

static void
test_walk(void **state)
{
	static const enum pst_format formats[] = {PST_ANSI, PST_UNICODE, PST_UNICODE_4K};

	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
		g_autoptr(GError) error = NULL;
		struct told t = {0};
		struct image im;

		make(&im, formats[i]);
		assert_true(walk(&im, &t, &error));
		assert_string_equal(t.text->str, WALK);
		assert_int_equal(t.totals.messages, 6);
		assert_int_equal(t.totals.sum.items, 5);
		assert_int_equal(t.totals.sum.failed, 2);
		assert_int_equal(t.totals.sum.missing, 1);
		assert_int_equal(t.totals.sum.orphans, 2);
		assert_int_equal(t.totals.sum.repeated, 1);
		assert_int_equal(t.totals.sum.rows, 6);
		assert_int_equal(t.totals.sum.associated, 1);
		assert_int_equal(t.totals.folders, 8);
		assert_int_equal(t.totals.search_folders, 1);
		assert_string_equal(im.warnings->str,
		    "pst-names pst-folder-missing pst-folder-detached "
		    "pst-folder-detached ");
		g_string_free(t.text, TRUE);
		image_clear(&im);
	}
}

/* What is not wanted is not opened; an error of the caller ends the walk. */
static void
test_caller(void **state)
{
	g_autoptr(GError) error = NULL;
	struct told t = {.unwanted = 0x200004};
	struct image im;

	(void)state;
	make(&im, PST_UNICODE);
	assert_true(walk(&im, &t, &error));
	assert_null(strstr(t.text->str, "one"));
	assert_int_equal(t.totals.sum.items, 5);
	t.stop_at = 0x200024;
	assert_false(walk(&im, &t, &error));
	assert_int_equal(error->code, ERR_INTERRUPTED);
	g_string_free(t.text, TRUE);
	image_clear(&im);
}

/* A folder whose table is damaged: its messages are found by the node tree. */
static void
test_table(void **state)
{
	g_autoptr(GError) error = NULL;
	struct told t = {0};
	struct image im;

	(void)state;
	make(&im, PST_UNICODE);
	for (guint i = 0; i < im.nodes->len; i++) {
		struct pst_node *n = &g_array_index(im.nodes, struct pst_node, i);

		if (n->nid == 0x804e)
			n->data = 0xff00;
	}
	image_finish(&im);
	assert_true(walk(&im, &t, &error));
	assert_non_null(strstr(t.text->str,
	    "/Top#/Inbox(one* unlisted* -2000a4 )2 /Top#/Inbox/Inbox(two^ moved^ )2 "));
	assert_non_null(strstr(im.warnings->str, "pst-contents "));
	assert_int_equal(
	    t.totals.sum.items + t.totals.sum.failed - t.totals.sum.missing, t.totals.messages);
	g_string_free(t.text, TRUE);
	image_clear(&im);
}

/* Each read fails in turn: the walk fails with it, and never otherwise. */
static void
test_io(void **state)
{
	struct told t = {0};
	struct image im;
	guint64 reads;

	(void)state;
	make(&im, PST_ANSI);
	assert_true(walk(&im, &t, NULL));
	reads = im.nreads;
	for (guint64 i = 1; i <= reads; i++) {
		g_autoptr(GError) error = NULL;

		im.nreads = 0;
		im.fail_at = i;
		assert_false(walk(&im, &t, &error));
		assert_int_equal(error->code, ERR_IO);
	}
	g_string_free(t.text, TRUE);
	image_clear(&im);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_walk),
	    cmocka_unit_test(test_caller),
	    cmocka_unit_test(test_table),
	    cmocka_unit_test(test_io),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
