/* SPDX-License-Identifier: Apache-2.0 */
/* Surveys: what a scan finds is counted once and passed on. */
#include "convert/survey.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/recorder.h"
#include "tests/scratch.h"

static void
make_source(const char *dir)
{
	scratch_file(dir, "a/inbox.mbox",
	    "From a@b Mon Nov 23 10:00:00 2026\nFrom: a@b\n\n1\n\n"
	    "From a@b Tue Nov 24 10:00:00 2026\nFrom: a@b\n\n2\n\n",
	    -1);
	scratch_file(dir, "md/cur/1000000000.a.h:2,S", "From: a@b\nTo: c@d\n\n3\n", -1);
	scratch_file(dir, "md/cur/1000000001.b.h:2,S", "From: a@b\nTo: c@d\n\n4\n", -1);
	scratch_dir(dir, "md/new");
	scratch_dir(dir, "md/tmp");
	scratch_file(dir, "notes.txt", "no mail", -1);
	scratch_file(dir, "broken.mbox", "no mail either", -1);
}

static bool
survey(struct survey_run *s, const char *dir, GError **error)
{
	const struct scan_options none = {0};
	g_autoptr(scan) with = scan_new(survey_visitor(s), &none);
	g_autoptr(tree) t = tree_open(dir, error);

	survey_source(s, "SOURCE");
	return t != NULL && scan_tree(with, t, NULL, error);
}

/* With a survey in front the next visitor hears the same. */
static void
test_passes_on(void **state)
{
	char *dir = scratch_new();
	struct recorder alone, behind;
	struct survey_run *s;

	(void)state;
	make_source(dir);
	recorder_init(&alone);
	recorder_init(&behind);
	assert_true(recorder_scan(&alone, dir, NULL, NULL));
	s = survey_new(&behind.visitor, NULL, NULL);
	assert_true(survey(s, dir, NULL));
	assert_string_equal(alone.events->str, behind.events->str);
	assert_int_equal(alone.total, behind.total);
	survey_free(s);
	for (guint64 n = 1; n <= alone.nevents; n++) {
		g_autoptr(GError) error = NULL;

		recorder_clear(&behind);
		recorder_init(&behind);
		behind.fail_at = n;
		s = survey_new(&behind.visitor, NULL, NULL);
		assert_false(survey(s, dir, &error));
		survey_free(s);
	}
	recorder_clear(&alone);
	recorder_clear(&behind);
	scratch_remove(dir);
}

static const struct survey_store *
store_at(const struct survey *found, const char *path)
{
	for (guint i = 0; i < found->stores->len; i++) {
		const struct survey_store *store = found->stores->pdata[i];

		if (strcmp(store->path, path) == 0)
			return store;
	}
	fail_msg("no store at %s", path);
	return NULL;
}

static void
test_counts(void **state)
{
	char *dir = scratch_new();
	struct survey_run *s = survey_new(NULL, NULL, NULL);
	const struct survey *found = survey_result(s);
	const struct survey_store *store;

	(void)state;
	make_source(dir);
	assert_true(survey(s, dir, NULL));
	assert_int_equal(found->nfiles, 5);
	assert_int_equal(found->ndirectories, 6);
	assert_int_equal(found->nmessages, 4);
	assert_int_equal(found->nlosses, 1);
	assert_int_equal(found->exceptions->len, found->nlosses + found->nnotes);
	assert_true(found->has_dates && found->first_date == 1000000000);
	assert_true(found->last_date > 1700000000);
	assert_int_equal(found->stores->len, 2);
	store = store_at(found, "SOURCE/a/inbox.mbox");
	assert_string_equal(store->format, "mbox");
	assert_int_equal(store->nmessages, 2);
	assert_int_equal(store->nfolders, 1);
	store = store_at(found, "SOURCE/md");
	assert_int_equal(store->nfiles, 2);
	assert_int_equal(store->nmessages, 2);
	assert_int_equal(store->nbytes, 42);
	survey_free(s);
	survey_free(NULL);
	scratch_remove(dir);
}

static bool
count(void *user, const struct survey_exception *x, GError **error)
{
	guint *n = user;

	assert_string_equal(x->store, "SOURCE/p");
	return ++*n < SURVEY_KEPT + 7 || err_set(error, ERR_IO, "stopped as told");
}

/* Every exception is told and counted, but not all are kept. */
static void
test_many_exceptions(void **state)
{
	const struct exception x = {
	    .severity = NOTE, .rule = "r", .path = "p", .reason = "because"};
	guint n = 0;
	struct survey_run *s = survey_new(NULL, count, &n);
	const struct visitor *v = survey_visitor(s);
	g_autoptr(GError) error = NULL;

	(void)state;
	survey_source(s, "SOURCE");
	while (v->exception(v->user, &x, &error))
		;
	assert_int_equal(err_kind(error), ERR_IO);
	assert_int_equal(n, SURVEY_KEPT + 7);
	assert_int_equal(survey_result(s)->nnotes, SURVEY_KEPT + 7);
	assert_int_equal(survey_result(s)->exceptions->len, SURVEY_KEPT);
	survey_free(s);
}

static bool
on_progress(void *user, guint64 bytes, GError **error)
{
	guint64 *last = user;

	(void)error;
	assert_true(bytes > *last);
	*last = bytes;
	return true;
}

static void
test_progress(void **state)
{
	char *dir = scratch_new();
	struct survey_run *s = survey_new(NULL, NULL, NULL);
	guint64 last = 0;

	(void)state;
	make_source(dir);
	survey_set_progress(s, on_progress, &last);
	assert_true(survey(s, dir, NULL));
	assert_int_equal(last, survey_result(s)->nbytes);
	survey_free(s);
	scratch_remove(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_passes_on),
	    cmocka_unit_test(test_counts),
	    cmocka_unit_test(test_many_exceptions),
	    cmocka_unit_test(test_progress),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
