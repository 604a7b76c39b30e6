/* SPDX-License-Identifier: Apache-2.0 */
/* Scans of pouches: what was sealed comes back. */
#include "convert/pouch_scan.h"

#include "tests/pouch_model_file.h"
#include "tests/recorder.h"

static void
test_events(void **state)
{
	struct recorder r;
	struct model m;

	(void)state;
	recorder_init(&r);
	model_init(&m);
	assert_true(model_scan(&m, &r.visitor, NULL));
	assert_string_equal(r.events->str,
	    "d box\nf box/a 138\n( 1 INBOX unknown\n) 1 34 From: a@b\n"
	    "( 2 INBOX unknown\n) 2 34 From: a@b\n. box/a mbox store box 1 2\n"
	    "f box/b 34\n( 3 INBOX unknown\n) 3 34 From: a@b\n. box/b mbox store box 3 1\n"
	    "f box/c 5\n. box/c - other - 0 0\n");
	model_clear(&m);
	recorder_clear(&r);
}

/* What was not read of a file comes as zeros, as in the scan of the source. */
static void
test_zeros(void **state)
{
	static const char text[] = "text\n\0\0\0";
	struct recorder r;
	struct model m;

	(void)state;
	recorder_init(&r);
	model_init(&m);
	g_byte_array_set_size(m.payload, (guint)model_record(&m, MODEL_TEXT)->at);
	g_array_set_size(m.tree, MODEL_TEXT);
	m.entries--;
	model_entry(&m, RECORD_FILE, "data/box/c", sizeof(text) - 1);
	model_done(&m, text, 0, 0);
	m.totals.notes = 0;
	assert_true(model_scan(&m, &r.visitor, NULL));
	assert_int_equal(r.file->len, sizeof(text) - 1);
	assert_memory_equal(r.file->data, text, sizeof(text) - 1);
	model_clear(&m);
	recorder_clear(&r);
}

/* Each event may fail, and then the scan does, with its error. */
static void
test_failing_visitor(void **state)
{
	struct recorder r;
	struct model m;

	(void)state;
	model_init(&m);
	for (guint64 n = 1;; n++) {
		g_autoptr(GError) error = NULL;
		bool ok;

		recorder_init(&r);
		r.fail_at = n;
		ok = model_scan(&m, &r.visitor, &error);
		recorder_clear(&r);
		if (ok)
			break;
		assert_int_equal(err_kind(error), ERR_IO);
		assert_true(n < 100);
	}
	model_clear(&m);
}

struct findings {
	guint files, messages, recorded;
	guint64 progress;
};

static bool
count_mismatch(void *user, const struct mismatch *m, GError **error)
{
	struct findings *f = user;

	(void)error;
	f->files += m->message == 0;
	f->messages += m->message != 0;
	return true;
}

static bool
count_recorded(void *user, const struct tree_record *r, GError **error)
{
	(void)error;
	assert_string_equal(r->rule, "symlink");
	((struct findings *)user)->recorded++;
	return true;
}

static bool
note_progress(void *user, guint64 bytes, GError **error)
{
	struct findings *f = user;

	(void)error;
	assert_true(bytes >= f->progress);
	f->progress = bytes;
	return true;
}

static bool
only_second(void *user, const struct message_record *m)
{
	(void)user;
	return m->message.id == 2;
}

/* With somebody to tell, a scan goes on. */
static void
test_findings(void **state)
{
	char *dir = scratch_new();
	g_autofree char *path = scratch_path(dir, "p.pouch");
	struct findings f = {0};
	struct pouch_scan_options options = {
	    .mismatch = count_mismatch,
	    .recorded = count_recorded,
	    .progress = note_progress,
	    .wanted = only_second,
	    .user = &f,
	};
	struct pouch_scan_result result;
	struct recorder r;
	struct model m;
	struct pouch *p;

	(void)state;
	recorder_init(&r);
	model_init(&m);
	model_message(&m, 1)->digest.blake2b[5] ^= 1;
	model_message(&m, 2)->digest.xxh3[5] ^= 1;
	model_record(&m, MODEL_TEXT_DONE)->digest.blake2b[0] ^= 1;
	model_write(&m, &keys, path);
	p = open_with(path, keys.reader);
	assert_true(pouch_scan(p, &r.visitor, &options, &result, NULL));
	assert_int_equal(f.files, 1);
	assert_int_equal(f.messages, 2);
	assert_int_equal(f.recorded, 1);
	assert_true(f.progress > 1000);
	assert_int_equal(r.nmessages, 1);
	assert_int_equal(result.same_messages, 1);
	assert_int_equal(result.same_files, 2);
	pouch_close(p);
	model_clear(&m);
	recorder_clear(&r);
	scratch_remove(dir);
}

static void
test_keys(void **state)
{
	char *dir = scratch_new();
	g_autofree char *path = scratch_path(dir, "p.pouch");
	struct age_identity *const without[] = {keys.auditor, keys.facts};
	struct model m;

	(void)state;
	model_init(&m);
	model_write(&m, &keys, path);
	for (guint i = 0; i < G_N_ELEMENTS(without); i++) {
		const struct visitor none = {0};
		struct pouch_scan_options options = {0};
		struct pouch_scan_result result;
		struct pouch *p = open_with(path, without[i]);
		g_autoptr(GError) error = NULL;

		assert_false(pouch_scan(p, &none, &options, &result, &error));
		assert_int_equal(err_kind(error), ERR_KEY);
		pouch_close(p);
	}
	model_clear(&m);
	scratch_remove(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_events),
	    cmocka_unit_test(test_zeros),
	    cmocka_unit_test(test_findings),
	    cmocka_unit_test(test_failing_visitor),
	    cmocka_unit_test(test_keys),
	};

	return cmocka_run_group_tests(tests, set_up_keys, tear_down_keys);
}
