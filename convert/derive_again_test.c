/* SPDX-License-Identifier: Apache-2.0 */
/* Derived messages in a pouch: sealed, derived again, and held against their records. */
#include "convert/derive_again.h"

#include "convert/pouch_scan.h"
#include "convert/record_reader.h"
#include "convert/seal.h"
#include "tests/pouch_model_file.h"
#include "tests/recorder.h"
#include "tests/scratch.h"
#include "tests/tiny_format.h"

struct derive_ops tiny_format = TINY_FORMAT;
bool tiny_other_nodes;
int *tiny_deaths;
static const struct derive_ops *const formats[] = {&tiny_format, NULL};

#define TEXT                                                             \
	"TINY 4\nF 2 0 4 0 0 Inbox\nI 32 2 0 X mail\nI 33 2 0 X crash\n" \
	"I 34 2 0 X big\nI 35 2 0 X warn\n"

static char *dir, *path;

/* Seals a directory with one file that is derived from, and one mailbox. */
static void
seal(struct recorder *told, bool include_eml)
{
	const struct unpacker_options how = {0};
	g_autofree char *source = scratch_path(dir, "s");
	const char *const sources[] = {source, NULL};
	struct seal_reader reader = {.role = ROLE_READER};
	g_autoptr(unpacker) helper = unpacker_start(&how, NULL);
	struct seal_options o = {
	    .sources = sources,
	    .readers = &reader,
	    .nreaders = 1,
	    .signer = keys.signer,
	    .tool = "test",
	    .level = 1,
	    .now = 1700000000,
	    .packed = {.unpacker = helper},
	    .include_eml = include_eml,
	};
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	g_auto(seal_result) result = {0};
	g_autoptr(GError) error = NULL;
	g_autoptr(sealing) s = NULL;
	g_autoptr(survey_run) survey = NULL;

	age_identity_recipient(keys.reader, &reader.recipient);
	s = sealing_new(&o, fd, NULL);
	survey = survey_new(sealing_visitor(s), NULL, NULL);
	if (!sealing_run(s, survey, &result, &error))
		fail_msg("%s", error->message);
	assert_int_equal(result.seal.messages, 4);
	assert_int_equal(result.seal.losses, 1);
	close(fd);
	recorder_init(told);
	assert_true(recorder_scan(told, source, &(struct scan_options){.packed = o.packed}, NULL));
}

static void
scan_pouch(struct recorder *r, bool again, struct pouch_scan_result *result)
{
	const struct unpacker_options how = {0};
	g_autoptr(unpacker) helper = unpacker_start(&how, NULL);
	struct pouch_scan_options o = {.unpacker = again ? helper : NULL};
	g_autoptr(GError) error = NULL;
	struct pouch *p = open_with(path, keys.reader);

	recorder_init(r);
	if (!pouch_scan(p, &r->visitor, &o, result, &error))
		fail_msg("%s", error->message);
	assert_int_equal(result->messages, 4);
	pouch_close(p);
}

/* The lines of events that begin so. */
static char *
lines_of(const struct recorder *r, const char *letters)
{
	g_auto(GStrv) lines = g_strsplit(r->events->str, "\n", -1);
	GString *s = g_string_new(NULL);

	for (char **l = lines; *l != NULL; l++)
		if (**l != '\0' && strchr(letters, **l) != NULL)
			g_string_append_printf(s, "%s\n", *l);
	return g_string_free(s, FALSE);
}

static void
test_same(void **state)
{
	struct recorder before, after;
	struct pouch_scan_result result;
	g_autofree char *a = NULL, *b = NULL;

	(void)state;
	seal(&before, false);
	scan_pouch(&after, true, &result);
	a = lines_of(&before, "()+");
	b = lines_of(&after, "()+");
	assert_string_equal(a, b);
	assert_int_equal(result.same_messages, 4);
	assert_null(strchr(after.events->str, '!'));
	recorder_clear(&before);
	recorder_clear(&after);
}

static const struct {
	const char *version;
	bool other_nodes;
	guint same, nlosses;
	const char *event;
} versions[] = {
    {"2", false, 4, 0, "! note derived-otherwise s/a.tiny 0+0\n"},
    {"1", true, 1, 3, "! loss derived-changed s/a.tiny 0+0\n"},
    {"2", true, 1, 3, "! loss derived-changed s/a.tiny 0+0\n"},
};

static void
test_versions(void **state)
{
	struct recorder before, after;
	struct pouch_scan_result result;

	(void)state;
	seal(&before, false);
	recorder_clear(&before);
	for (size_t i = 0; i < G_N_ELEMENTS(versions); i++) {
		tiny_format.version = versions[i].version;
		tiny_other_nodes = versions[i].other_nodes;
		scan_pouch(&after, true, &result);
		assert_int_equal(result.same_messages, versions[i].same);
		assert_int_equal(after.nlosses, versions[i].nlosses);
		assert_non_null(strstr(after.events->str, versions[i].event));
		recorder_clear(&after);
	}
	tiny_format.version = "1";
	tiny_other_nodes = false;
}

/* Without a process that derives the rest is read all the same. */
static void
test_not_derived(void **state)
{
	struct recorder before, after;
	struct pouch_scan_result result;

	(void)state;
	seal(&before, false);
	scan_pouch(&after, false, &result);
	assert_int_equal(result.not_derived, 3);
	assert_int_equal(result.same_messages, 1);
	assert_int_equal(after.nmessages, 1);
	assert_int_equal(after.nlosses, 0);
	recorder_clear(&before);
	recorder_clear(&after);
}

/* Messages that are stored besides need no process, and are not restored with the files. */
static void
test_stored(void **state)
{
	struct recorder before, after;
	struct pouch_scan_result result;
	g_autofree char *a = NULL, *b = NULL;

	(void)state;
	seal(&before, true);
	scan_pouch(&after, false, &result);
	a = lines_of(&before, "()+");
	b = lines_of(&after, "()+");
	assert_string_equal(a, b);
	assert_int_equal(result.same_messages, 4);
	assert_int_equal(result.not_derived, 0);
	assert_int_equal(result.files, 5);
	assert_int_equal(result.same_files, 5);
	assert_non_null(strstr(
	    after.events->str, "d s/a.tiny.derived\nf s/a.tiny.derived/0000000001.eml 34\n"));
	assert_non_null(strstr(
	    after.events->str, ". s/a.tiny.derived/0000000002.eml tiny derived s/a.tiny 2 1\n"));
	recorder_clear(&before);
	recorder_clear(&after);
}

/* A converter that this version does not have. */
static void
test_unknown(void **state)
{
	static const struct derive_ops *const none[] = {NULL};
	struct recorder before, after;
	struct pouch_scan_result result;

	(void)state;
	seal(&before, false);
	recorder_clear(&before);
	derive_formats = none;
	scan_pouch(&after, true, &result);
	derive_formats = formats;
	assert_int_equal(after.nlosses, 3);
	assert_non_null(strstr(after.events->str, "! loss item-lost s/a.tiny 0+0\n"));
	recorder_clear(&after);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_same),
	    cmocka_unit_test(test_versions),
	    cmocka_unit_test(test_not_derived),
	    cmocka_unit_test(test_stored),
	    cmocka_unit_test(test_unknown),
	};
	int failed;

	derive_formats = formats;
	dir = scratch_new();
	path = scratch_path(dir, "p.pouch");
	scratch_file(dir, "s/a.tiny", TEXT, -1);
	scratch_file(
	    dir, "s/b.mbox", "From a@b Sat Jan  3 01:05:34 1998\nFrom: a@b\nTo: c@d\n\nbody\n", -1);
	failed = cmocka_run_group_tests(tests, set_up_keys, tear_down_keys);
	scratch_remove(dir);
	g_free(path);
	return failed;
}
