/* SPDX-License-Identifier: Apache-2.0 */
/* Sealing: what goes in comes out, whatever the threads, and what fails leaves nothing running. */
#include "convert/seal.h"

#include <signal.h>
#include <sys/resource.h>

#include "convert/pouch_scan.h"
#include "convert/remove.h"
#include "tests/pouch_model_file.h"
#include "tests/recorder.h"
#include "tests/scratch.h"

static struct seal_options
options_for(const char *const *sources, struct seal_reader *reader)
{
	*reader = (struct seal_reader){.role = ROLE_READER};
	age_identity_recipient(keys.reader, &reader->recipient);
	return (struct seal_options){
	    .sources = sources,
	    .readers = reader,
	    .nreaders = 1,
	    .signer = keys.signer,
	    .tool = "test",
	    .level = 1,
	    .now = 1700000000,
	};
}

static bool
every_failing(void *user, const struct survey_exception *x, GError **error)
{
	guint *left = user;

	(void)x;
	return --*left > 0 || err_set(error, ERR_IO, "fails as told");
}

/* Seals sources into fd, which it closes. fail: the exception, from 1, whose report fails; 0: none. */
static bool
seal_into(int fd, const struct seal_options *o, guint fail, struct survey *found,
    struct seal_result *result, GError **error)
{
	g_autoptr(sealing) s = sealing_new(o, fd, error);
	g_autoptr(survey_run) survey = NULL;
	bool ok = false;

	if (s != NULL) {
		survey = survey_new(sealing_visitor(s), fail != 0 ? every_failing : NULL, &fail);
		ok = sealing_run(s, survey, result, error);
		*found = *survey_result(survey);
	}
	close(fd);
	return ok;
}

static int
new_file(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	return fd;
}

static void
scan_pouch(const char *path, struct recorder *r)
{
	struct pouch_scan_options o = {0};
	struct pouch_scan_result result;
	g_autoptr(GError) error = NULL;
	struct pouch *p = open_with(path, keys.reader);

	if (!pouch_scan(p, &r->visitor, &o, &result, &error))
		fail_msg("%s", error->message);
	pouch_close(p);
}

/* The events of the source in the words of the pouch, which has the source's name in front. */
static char *
without(const char *events, const char *name)
{
	g_autofree char *path = g_strconcat(name, "/", NULL);
	GString *s = g_string_new(events);

	g_string_replace(s, path, "", 0);
	g_string_replace(s, name, "", 0);
	return g_string_free(s, FALSE);
}

/* Exceptions, and what is neither directory nor file, are not told by the scan of a pouch. */
static char *
without_exceptions(const char *events)
{
	g_auto(GStrv) lines = g_strsplit(events, "\n", -1);
	GString *s = g_string_new(NULL);

	for (char **l = lines; *l != NULL && **l != '\0'; l++)
		if (**l != '!' && **l != 'l' && **l != '?')
			g_string_append_printf(s, "%s\n", *l);
	return g_string_free(s, FALSE);
}

static void
make_source(const char *dir)
{
	g_autofree char *link = scratch_path(dir, "zsource/sub/link");
	GString *large = g_string_new(NULL);

	for (int i = 0; i < 20000; i++)
		g_string_append_printf(large,
		    "From a@b Mon Nov 23 10:00:00 2026\nMessage-ID: <%d@x>\nFrom: a@b\n\n>From "
		    "you\n%d\n\n",
		    i, i);
	scratch_file(dir, "zsource/large.mbox", large->str, (gssize)large->len);
	scratch_file(dir, "zsource/crlf.eml", "From: a@b\r\nTo: c@d\r\n\r\nbody\r\n", -1);
	scratch_file(dir, "zsource/empty", "", 0);
	scratch_file(dir, "zsource/sub/notes.txt", "no mail", -1);
	scratch_file(dir, "zsource/md/cur/1000000000.a.h:2,FS", "From: a@b\nTo: c@d\n\none\n", -1);
	scratch_file(dir, "zsource/md/cur/1000000001.b.h:2,", "From: a@b\nTo: c@d\n\ntwo\n", -1);
	scratch_dir(dir, "zsource/md/new");
	scratch_dir(dir, "zsource/md/tmp");
	assert_int_equal(symlink("notes.txt", link), 0);
	g_string_free(large, TRUE);
}

static void
test_round_trip(void **state)
{
	char *dir = scratch_new();
	g_autofree char *source = scratch_path(dir, "zsource"),
			*path = scratch_path(dir, "p.pouch");
	const char *const sources[] = {source, NULL};
	struct recorder before, after;
	struct seal_reader reader;
	g_auto(seal_result) result = {0};
	struct seal_options o = options_for(sources, &reader);
	struct survey found;
	g_autofree char *a = NULL, *b = NULL;

	(void)state;
	make_source(dir);
	recorder_init(&before);
	recorder_init(&after);
	assert_true(recorder_scan(&before, source, NULL, NULL));
	assert_true(seal_into(new_file(path), &o, 0, &found, &result, NULL));
	scan_pouch(path, &after);
	a = without_exceptions(before.events->str);
	b = without(after.events->str, "zsource");
	assert_string_equal(a, b);
	assert_int_equal(after.nmessages, 20003);
	assert_int_equal(result.seal.messages, 20003);
	assert_int_equal(result.seal.files, found.nfiles);
	assert_int_equal(result.seal.notes, 1);
	recorder_clear(&before);
	recorder_clear(&after);
	scratch_remove(dir);
}

/* The bytes of a kind of member, decrypted, one after the other. */
static void
read_all(const char *path, enum packed_kind kind, GByteArray *all)
{
	struct pouch *p = open_with(path, keys.reader);
	g_autoptr(GByteArray) out = g_byte_array_new();
	g_auto(pouch_scratch) scratch;

	pouch_scratch_init(&scratch);
	for (guint64 i = 0; i < pouch_count(p, kind); i++) {
		assert_true(pouch_read(p, kind, i, &scratch, out, NULL));
		g_byte_array_append(all, out->data, out->len);
	}
	pouch_close(p);
}

/* Payload and lists are the same whatever the number of threads. */
static void
test_threads(void **state)
{
	static const enum packed_kind kinds[] = {
	    PACKED_SEGMENT, PACKED_TREE_FACTS, PACKED_TREE_INDEX, PACKED_MAIL_INDEX};
	char *dir = scratch_new();
	g_autofree char *source = scratch_path(dir, "zsource");
	g_autofree char *one = scratch_path(dir, "1.pouch"), *four = scratch_path(dir, "4.pouch");
	const char *const sources[] = {source, NULL};
	struct seal_reader reader;
	struct seal_options o = options_for(sources, &reader);
	struct survey found;

	(void)state;
	make_source(dir);
	for (guint threads = 1; threads <= 4; threads += 3) {
		g_auto(seal_result) result = {0};

		o.threads = threads;
		assert_true(
		    seal_into(new_file(threads == 1 ? one : four), &o, 0, &found, &result, NULL));
	}
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		g_autoptr(GByteArray) a = g_byte_array_new(), b = g_byte_array_new();

		read_all(one, kinds[i], a);
		read_all(four, kinds[i], b);
		assert_int_equal(a->len, b->len);
		assert_memory_equal(a->data, b->data, a->len);
	}
	scratch_remove(dir);
}

static void
test_two_sources(void **state)
{
	char *dir = scratch_new();
	g_autofree char *one = scratch_path(dir, "b"), *two = scratch_path(dir, "a");
	g_autofree char *same = scratch_path(dir, "c/a"), *path = scratch_path(dir, "p.pouch");
	const char *const sources[] = {one, two, NULL}, *const twins[] = {two, one, same, NULL};
	struct seal_reader reader;
	struct seal_options o = options_for(sources, &reader);
	g_auto(seal_result) result = {0};
	g_autoptr(GError) error = NULL;
	struct recorder r;
	struct survey found;

	(void)state;
	scratch_file(dir, "a", MODEL_MAIL, -1);
	scratch_file(dir, "b/x.eml", MODEL_MAIL, -1);
	scratch_file(dir, "c/a", MODEL_MAIL, -1);
	assert_true(seal_into(new_file(path), &o, 0, &found, &result, NULL));
	recorder_init(&r);
	scan_pouch(path, &r);
	assert_true(g_str_has_prefix(r.events->str, "d b\nf b/x.eml 34\n( 1 b"));
	assert_non_null(strstr(r.events->str, "f a 34\n"));
	recorder_clear(&r);
	o.sources = twins;
	assert_false(seal_into(new_file(path), &o, 0, &found, &result, &error));
	assert_int_equal(err_kind(error), ERR_USAGE);
	scratch_remove(dir);
}

/* A path that is too long is a loss, and the rest is a pouch that opens. */
static void
test_long_path(void **state)
{
	char *dir = scratch_new();
	g_autofree char *source = scratch_path(dir, "s"), *path = scratch_path(dir, "p.pouch");
	g_autofree char *name = g_strnfill(250, 'n');
	const char *const sources[] = {source, NULL};
	struct seal_reader reader;
	struct seal_options o = options_for(sources, &reader);
	g_auto(seal_result) result = {0};
	struct recorder r;
	struct survey found;
	int at, file;

	(void)state;
	scratch_file(dir, "s/a.eml", MODEL_MAIL, -1);
	scratch_file(dir, "s/z.eml", MODEL_MAIL, -1);
	at = open(source, O_RDONLY | O_DIRECTORY);
	for (int i = 0; i < 17; i++) {
		int next;

		assert_int_equal(mkdirat(at, name, 0700), 0);
		next = openat(at, name, O_RDONLY | O_DIRECTORY);
		close(at);
		at = next;
	}
	file = openat(at, "deep.eml", O_WRONLY | O_CREAT, 0600);
	assert_int_equal(write(file, MODEL_MAIL, strlen(MODEL_MAIL)), strlen(MODEL_MAIL));
	close(file);
	close(at);
	assert_true(seal_into(new_file(path), &o, 0, &found, &result, NULL));
	assert_int_equal(found.nlosses, 2);
	recorder_init(&r);
	scan_pouch(path, &r);
	assert_int_equal(r.nmessages, 2);
	recorder_clear(&r);
	assert_true(remove_tree(AT_FDCWD, dir, NULL)); /* nftw cannot go that deep */
	g_free(dir);
}

static void
expect_io(int fd, const struct seal_options *o)
{
	g_auto(seal_result) result = {0};
	g_autoptr(GError) error = NULL;
	struct survey found;

	assert_false(seal_into(fd, o, 0, &found, &result, &error));
	assert_int_equal(err_kind(error), ERR_IO);
}

/* The volume cannot be written: at once, in the middle, at its end. */
static void
test_full(void **state)
{
	char *dir = scratch_new();
	g_autofree char *source = scratch_path(dir, "zsource"),
			*path = scratch_path(dir, "p.pouch");
	const char *const sources[] = {source, NULL};
	struct rlimit before, limit;
	struct seal_reader reader;
	struct seal_options o = options_for(sources, &reader);
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

	(void)state;
	make_source(dir);
	if (full >= 0)
		expect_io(full, &o);
	(void)signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	for (rlim_t size = 4096; size <= 2048 * 1024; size *= 8) {
		limit = before;
		limit.rlim_cur = size;
		setrlimit(RLIMIT_FSIZE, &limit);
		expect_io(new_file(path), &o);
	}
	setrlimit(RLIMIT_FSIZE, &before);
	scratch_remove(dir);
}

static void
test_failing_visitor(void **state)
{
	char *dir = scratch_new();
	g_autofree char *source = scratch_path(dir, "zsource"),
			*path = scratch_path(dir, "p.pouch");
	const char *const sources[] = {source, NULL};
	struct seal_reader reader;
	struct seal_options o = options_for(sources, &reader);
	g_auto(seal_result) result = {0};
	g_autoptr(GError) error = NULL;
	struct survey found;

	(void)state;
	make_source(dir);
	assert_false(seal_into(new_file(path), &o, 1, &found, &result, &error));
	assert_string_equal(error->message, "fails as told");
	scratch_remove(dir);
}

/* Stops in the middle of a large file, after n calls. */
static bool
stop_after(void *user, guint64 bytes, GError **error)
{
	guint *left = user;

	(void)bytes;
	return --*left > 0 || err_set(error, ERR_INTERRUPTED, "stopped as told");
}

static void
test_stop(void **state)
{
	char *dir = scratch_new();
	g_autofree char *source = scratch_path(dir, "zsource"),
			*path = scratch_path(dir, "p.pouch");
	const char *const sources[] = {source, NULL};
	struct seal_reader reader;
	struct seal_options o = options_for(sources, &reader);

	(void)state;
	make_source(dir);
	for (guint n = 1; n < 5; n++) {
		g_autoptr(GError) error = NULL;
		int fd = new_file(path);
		struct sealing *s = sealing_new(&o, fd, NULL);
		struct survey_run *survey = survey_new(sealing_visitor(s), NULL, NULL);
		struct seal_result result;
		guint left = n;

		survey_set_progress(survey, stop_after, &left);
		assert_false(sealing_run(s, survey, &result, &error));
		assert_int_equal(err_kind(error), ERR_INTERRUPTED);
		survey_free(survey);
		sealing_free(s);
		close(fd);
	}
	scratch_remove(dir);
}

static void
test_missing_source(void **state)
{
	char *dir = scratch_new();
	g_autofree char *source = scratch_path(dir, "nothing"),
			*path = scratch_path(dir, "p.pouch");
	const char *const sources[] = {source, NULL};
	struct seal_reader reader;
	struct seal_options o = options_for(sources, &reader);

	(void)state;
	expect_io(new_file(path), &o);
	scratch_remove(dir);
}

/* A message that is larger than what is kept of one. */
static void
test_large_message(void **state)
{
	char *dir = scratch_new();
	g_autofree char *source = scratch_path(dir, "big.eml"),
			*path = scratch_path(dir, "p.pouch");
	const char *const sources[] = {source, NULL};
	const size_t len = 40 * 1024 * 1024 + 12345;
	g_autofree char *text = g_malloc(len);
	struct seal_reader reader;
	struct seal_options o = options_for(sources, &reader);
	g_auto(seal_result) result = {0};
	struct recorder r;
	struct survey found;

	(void)state;
	for (size_t i = 0; i < len; i++)
		text[i] = i % 61 == 60 ? '\n' : (char)('a' + i / 61 % 26);
	memcpy(text, "From: a@b\nTo: c@d\n\n", 19);
	scratch_file(dir, "big.eml", text, (gssize)len);
	assert_true(seal_into(new_file(path), &o, 0, &found, &result, NULL));
	assert_int_equal(found.nmessages, 1);
	assert_int_equal(result.seal.segments, 3);
	recorder_init(&r);
	scan_pouch(path, &r);
	assert_int_equal(r.nmessages, 1);
	assert_int_equal(r.message->len, len);
	assert_memory_equal(r.message->data, text, len);
	recorder_clear(&r);
	scratch_remove(dir);
}

static void
test_source_name(void **state)
{
	static const struct {
		const char *path, *name;
	} cases[] = {{"/", "_"}, {"/usr", "usr"}, {"/usr/", "usr"}, {"/usr/../usr/.", "usr"}};

	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *name = seal_source_name(cases[i].path, NULL);

		assert_string_equal(name, cases[i].name);
	}
	assert_null(seal_source_name("/nothing/there", NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_round_trip),
	    cmocka_unit_test(test_threads),
	    cmocka_unit_test(test_two_sources),
	    cmocka_unit_test(test_long_path),
	    cmocka_unit_test(test_full),
	    cmocka_unit_test(test_failing_visitor),
	    cmocka_unit_test(test_stop),
	    cmocka_unit_test(test_missing_source),
	    cmocka_unit_test(test_large_message),
	    cmocka_unit_test(test_source_name),
	};

	return cmocka_run_group_tests(tests, set_up_keys, tear_down_keys);
}
