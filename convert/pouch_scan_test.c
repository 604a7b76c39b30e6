/* SPDX-License-Identifier: Apache-2.0 */
/* Scans of pouches: what was sealed comes back, and pouches that lie are found out. */
#include "convert/pouch_scan.h"
#include "convert/restore.h"
#include "convert/seal.h"
#include "tests/pouch_model.h"
#include "tests/recorder.h"
#include "tests/scratch.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <sodium.h>
#include <cmocka.h>

static struct model_keys keys;

static struct pouch *
open_with(const char *path, struct age_identity *id)
{
	const char *const paths[] = {path, NULL};
	gpointer ids[] = {id};
	GPtrArray list = {.pdata = ids, .len = 1};
	struct age_keys with = {.identities = &list};
	struct pouch *p = pouch_open(paths, NULL);

	assert_non_null(p);
	assert_true(pouch_unlock(p, &with, NULL));
	return p;
}

/* A lie, and what is said of it. */
struct lie {
	const char *name;
	void (*tell)(struct model *m);
	const char *says;
};

static void
tell_nothing(struct model *m)
{
	(void)m;
}

static void
other_digest(struct model *m)
{
	model_message(m, 1)->digest.blake2b[5] ^= 1;
}

static void
other_canonical(struct model *m)
{
	model_message(m, 1)->has_canonical = !model_message(m, 1)->has_canonical;
}

static void
other_whole(struct model *m)
{
	model_message(m, 2)->digest.xxh3[5] ^= 1;
}

static void
other_file_digest(struct model *m)
{
	model_record(m, MODEL_TEXT_DONE)->digest.blake2b[0] ^= 1;
}

static void
other_whole_file_digest(struct model *m)
{
	model_record(m, MODEL_EML_DONE)->digest.blake2b[0] ^= 1;
}

static void
beyond_file(struct model *m)
{
	model_message(m, 1)->message.len += 1000;
}

static void
huge_message(struct model *m)
{
	model_message(m, 1)->message.len = G_MAXINT64;
}

static void
huge_offset(struct model *m)
{
	model_message(m, 1)->message.at = G_MAXINT64;
	model_message(m, 1)->payload = G_MAXINT64;
}

static void
other_place(struct model *m)
{
	model_message(m, 1)->payload++;
}

static void
overlapping(struct model *m)
{
	model_message(m, 1)->message.at = model_message(m, 0)->message.at + 1;
	model_message(m, 1)->payload = model_message(m, 0)->payload + 1;
}

static void
skipping_ids(struct model *m)
{
	model_message(m, 1)->message.id = 5;
}

static void
no_such_file(struct model *m)
{
	model_message(m, 2)->file = 77;
}

static void
no_such_folder(struct model *m)
{
	model_message(m, 0)->folder = 2;
}

static void
folder_zero(struct model *m)
{
	model_message(m, 0)->folder = 0;
}

static void
folder_without_names(struct model *m)
{
	g_clear_pointer(&model_record(m, MODEL_FOLDER)->names, g_strfreev);
}

static void
folder_not_text(struct model *m)
{
	g_free(model_record(m, MODEL_FOLDER)->names[0]);
	model_record(m, MODEL_FOLDER)->names[0] = g_strdup("\xff");
}

static void
folder_number(struct model *m)
{
	model_record(m, MODEL_FOLDER)->number = 2;
}

static void
set_path(struct model *m, guint i, const char *path)
{
	g_free(model_record(m, i)->path);
	model_record(m, i)->path = g_strdup(path);
}

static void
folder_late(struct model *m)
{
	struct tree_record folder = *model_record(m, MODEL_FOLDER);

	memset(model_record(m, MODEL_FOLDER), 0, sizeof(folder));
	g_array_remove_index(m->tree, MODEL_FOLDER);
	g_array_append_val(m->tree, folder);
}

static void
path_up(struct model *m)
{
	set_path(m, MODEL_TEXT, "data/../c");
}

static void
path_outside(struct model *m)
{
	set_path(m, MODEL_TEXT, "/etc/passwd");
}

static void
path_root(struct model *m)
{
	set_path(m, MODEL_TEXT, "data");
}

static void
path_empty_name(struct model *m)
{
	set_path(m, MODEL_TEXT, "data/box//c");
}

static void
path_twice(struct model *m)
{
	set_path(m, MODEL_TEXT, "data/box/b");
}

static void
path_below_file(struct model *m)
{
	set_path(m, MODEL_TEXT, "data/box/b/c");
}

static void
path_nowhere(struct model *m)
{
	set_path(m, MODEL_TEXT, "data/other/c");
}

static void
path_missing(struct model *m)
{
	g_clear_pointer(&model_record(m, MODEL_TEXT)->path, g_free);
}

static void
other_name(struct model *m)
{
	set_path(m, MODEL_TEXT, "data/box/d");
}

static void
other_mode(struct model *m)
{
	model_record(m, MODEL_TEXT)->mode = 04755;
}

static void
other_size(struct model *m)
{
	model_record(m, MODEL_TEXT)->size = G_MAXINT64;
}

static void
other_at(struct model *m)
{
	model_record(m, MODEL_TEXT)->at = 512;
}

static void
other_data(struct model *m)
{
	model_record(m, MODEL_TEXT)->data++;
}

static void
other_number(struct model *m)
{
	model_record(m, MODEL_TEXT)->number = 4;
}

static void
read_less(struct model *m)
{
	model_record(m, MODEL_TEXT_DONE)->read = 4;
}

static void
read_more(struct model *m)
{
	model_record(m, MODEL_TEXT_DONE)->read = 6;
}

static void
done_twice(struct model *m)
{
	struct tree_record done = *model_record(m, MODEL_TEXT_DONE);

	done.role = g_strdup("other");
	g_array_append_val(m->tree, done);
}

static void
never_done(struct model *m)
{
	g_array_remove_index(m->tree, MODEL_TEXT_DONE);
}

static void
no_role(struct model *m)
{
	g_clear_pointer(&model_record(m, MODEL_TEXT_DONE)->role, g_free);
}

static void
more_messages(struct model *m)
{
	model_record(m, MODEL_MBOX_DONE)->nmessages = 3;
}

static void
other_first(struct model *m)
{
	model_record(m, MODEL_EML_DONE)->first = 2;
}

static void
other_file_count(struct model *m)
{
	m->totals.files = 4;
}

static void
other_message_count(struct model *m)
{
	m->totals.messages = 2;
}

static void
other_loss_count(struct model *m)
{
	m->totals.losses = 1;
}

static void
other_root(struct model *m)
{
	m->wrong_root = true;
}

static void
payload_longer(struct model *m)
{
	static const unsigned char zeros[512];

	model_bytes(m, zeros, sizeof(zeros));
}

static void
payload_shorter(struct model *m)
{
	m->cut = 512;
}

static void
payload_other_end(struct model *m)
{
	static const unsigned char ones[PAX_END] = {1};

	model_bytes(m, ones, sizeof(ones));
	m->cut = PAX_END;
}

static void
half_missing(struct model *m)
{
	m->halves_differ = true;
}

static const struct lie lies[] = {
    {"the truth", tell_nothing, NULL},
    {"digest", other_digest, "message 2 is not"},
    {"canonical digest", other_canonical, "message 2 is not"},
    {"digest of a whole file", other_whole, "message 3 is not"},
    {"digest of a file", other_file_digest, "a file is not"},
    {"digest of a file that is a message", other_whole_file_digest, "a file is not"},
    {"beyond its file", beyond_file, "not within its file"},
    {"huge", huge_message, "not within its file"},
    {"huge offset", huge_offset, "not within its file"},
    {"other place", other_place, "not within its file"},
    {"overlapping", overlapping, "not within its file"},
    {"skipping ids", skipping_ids, "not numbered one by one"},
    {"no such file", no_such_file, "other messages"},
    {"no such folder", no_such_folder, "a folder that"},
    {"folder zero", folder_zero, "a folder that"},
    {"folder without names", folder_without_names, "a folder has no names"},
    {"folder that is not text", folder_not_text, "a folder has no names"},
    {"folder number", folder_number, "another number"},
    {"late folder", folder_late, "a folder that"},
    {"path upwards", path_up, "leads outside"},
    {"absolute path", path_outside, "leads outside"},
    {"path of the root", path_root, "not in order"},
    {"empty name", path_empty_name, "leads outside"},
    {"path twice", path_twice, "not in order"},
    {"below a file", path_below_file, "not in order"},
    {"in no directory", path_nowhere, "not in order"},
    {"no path", path_missing, "leads outside"},
    {"other name", other_name, "tar header"},
    {"other mode", other_mode, "tar header"},
    {"other size", other_size, "tar header"},
    {"other place of an entry", other_at, "not at its place"},
    {"other place of a file", other_data, "not at its place"},
    {"other number", other_number, "not at its place"},
    {"read less", read_less, "tar header or its padding"},
    {"read more", read_more, "another end"},
    {"done twice", done_twice, "another end"},
    {"never done", never_done, "left over"},
    {"no role", no_role, "another end"},
    {"more messages", more_messages, "other messages"},
    {"other first message", other_first, "other messages"},
    {"files", other_file_count, "other files or messages"},
    {"messages", other_message_count, "other files or messages"},
    {"losses", other_loss_count, "other exceptions"},
    {"message root", other_root, "message root"},
    {"longer payload", payload_longer, "goes on behind its end"},
    {"shorter payload", payload_shorter, "ends before"},
    {"other end", payload_other_end, "padding"},
    {"halves", half_missing, "same records"},
};

static bool
scan_model(const struct model *m, const struct visitor *v, GError **error)
{
	char *dir = scratch_new();
	g_autofree char *path = scratch_path(dir, "p.pouch");
	struct pouch_scan_options options = {0};
	struct pouch_scan_result result;
	struct pouch *p;
	bool ok;

	model_write(m, &keys, path);
	p = open_with(path, keys.reader);
	ok = pouch_scan(p, v, &options, &result, error);
	if (ok) {
		assert_int_equal(result.same_files, 3);
		assert_int_equal(result.same_messages, 3);
	}
	pouch_close(p);
	scratch_remove(dir);
	return ok;
}

static void
test_lies(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(lies); i++) {
		g_autoptr(GError) error = NULL;
		struct recorder r;
		struct model m;
		bool ok;

		recorder_init(&r);
		model_init(&m);
		lies[i].tell(&m);
		ok = scan_model(&m, &r.visitor, &error);
		if (ok != (lies[i].says == NULL))
			fail_msg("%s: %s", lies[i].name, ok ? "believed" : error->message);
		if (!ok && err_kind(error) != ERR_ALTERED)
			fail_msg("%s: of another kind: %s", lies[i].name, error->message);
		if (!ok && strstr(error->message, lies[i].says) == NULL)
			fail_msg("%s: says %s", lies[i].name, error->message);
		model_clear(&m);
		recorder_clear(&r);
	}
}

static void
test_events(void **state)
{
	struct recorder r;
	struct model m;

	(void)state;
	recorder_init(&r);
	model_init(&m);
	assert_true(scan_model(&m, &r.visitor, NULL));
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
	assert_true(scan_model(&m, &r.visitor, NULL));
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
		ok = scan_model(&m, &r.visitor, &error);
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
	other_digest(&m);
	other_whole(&m);
	other_file_digest(&m);
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

static int
set_up(void **state)
{
	(void)state;
	if (sodium_init() < 0)
		return -1;
	model_keys_make(&keys);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	model_keys_clear(&keys);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_events),
	    cmocka_unit_test(test_zeros),
	    cmocka_unit_test(test_lies),
	    cmocka_unit_test(test_findings),
	    cmocka_unit_test(test_failing_visitor),
	    cmocka_unit_test(test_keys),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
