/* SPDX-License-Identifier: Apache-2.0 */
/* Files written as they were: modes, times, and what lies in the way. */
#include "convert/restore.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "crypto/error.h"
#include "tests/scratch.h"

static struct restore *
open_restore(const char *dir, int *fd)
{
	*fd = open(dir, O_RDONLY | O_DIRECTORY);
	assert_true(*fd >= 0);
	return restore_new(*fd, "out");
}

static bool
tell(struct restore *r, enum entry_type type, const char *path, guint32 mode, GError **error)
{
	const struct visitor *v = restore_visitor(r);
	const struct file_facts facts = {0};
	struct entry e = {
	    .type = type,
	    .path = path,
	    .size = 5,
	    .mode = mode,
	    .mtime = 1000000000,
	    .mtime_nsec = 123,
	};
	struct span s = {NULL, (const unsigned char *)"hello", 5};

	if (!v->entry(v->user, &e, error))
		return false;
	return type == ENTRY_DIRECTORY ||
	    (v->bytes(v->user, &s, error) && v->file_end(v->user, &e, &facts, error));
}

static void
expect(const char *dir, const char *path, mode_t mode)
{
	g_autofree char *full = scratch_path(dir, path);
	struct stat st;

	assert_int_equal(lstat(full, &st), 0);
	assert_int_equal(st.st_mode & 07777, mode);
	assert_int_equal(st.st_mtim.tv_sec, 1000000000);
	assert_int_equal(st.st_mtim.tv_nsec, 123);
}

/* Directories get their times and modes when nothing more comes into them. */
static void
test_tree(void **state)
{
	char *dir = scratch_new();
	g_autofree char *file = scratch_path(dir, "s/b/x"), *text = NULL;
	struct restore *r;
	int fd;

	(void)state;
	r = open_restore(dir, &fd);
	assert_true(tell(r, ENTRY_DIRECTORY, "s", 0750, NULL));
	assert_true(tell(r, ENTRY_DIRECTORY, "s/a", 01777, NULL));
	assert_true(tell(r, ENTRY_DIRECTORY, "s/a/empty", 0500, NULL));
	assert_true(tell(r, ENTRY_FILE, "s/a/x", 04755, NULL));
	assert_true(tell(r, ENTRY_DIRECTORY, "s/b", 0500, NULL));
	assert_true(tell(r, ENTRY_FILE, "s/b/x", 0640, NULL));
	assert_true(tell(r, ENTRY_FILE, "s/b/y", 02000, NULL));
	assert_true(tell(r, ENTRY_FILE, "t", 0600, NULL));
	assert_true(restore_finish(r, NULL));
	expect(dir, "s", 0750);
	expect(dir, "s/a", 01777);
	expect(dir, "s/a/empty", 0500);
	expect(dir, "s/a/x", 0755);
	expect(dir, "s/b", 0500);
	expect(dir, "s/b/x", 0640);
	expect(dir, "s/b/y", 0);
	expect(dir, "t", 0600);
	assert_true(g_file_get_contents(file, &text, NULL, NULL));
	assert_string_equal(text, "hello");
	restore_free(r);
	close(fd);
	scratch_remove(dir);
}

static const struct {
	const char *name;
	const char *path; /* of the file that is refused */
} hostile[] = {
    {"up", "../escaped"},
    {"up from within", "d/../../escaped"},
    {"absolute", "/tmp/mailpouch-escaped"},
    {"absolute, at the top", "/mailpouch-escaped"},
    {"through a link to a directory", "link/x"},
    {"over a link", "dangling"},
    {"over a file", "file"},
    {"below a file", "file/x"},
    {"over a directory", "d"},
    {"in no directory", "nothing/x"},
    {"empty", ""},
};

static void
test_hostile(void **state)
{
	char *base = scratch_new();
	g_autofree char *dir = scratch_path(base, "out"), *link = scratch_path(dir, "link");
	g_autofree char *dangling = scratch_path(dir, "dangling");
	g_autofree char *outside = scratch_path(base, "outside");
	g_autofree char *escaped = scratch_path(base, "escaped");
	int fd;
	struct restore *r;

	(void)state;
	scratch_dir(base, "outside");
	scratch_dir(base, "out/d");
	scratch_file(base, "out/file", "mine", -1);
	assert_int_equal(symlink("../outside", link), 0);
	assert_int_equal(symlink("../outside/new", dangling), 0);
	r = open_restore(dir, &fd);
	for (guint i = 0; i < G_N_ELEMENTS(hostile); i++) {
		g_autoptr(GError) error = NULL;

		if (tell(r, ENTRY_FILE, hostile[i].path, 0600, &error))
			fail_msg("%s: written", hostile[i].name);
		assert_int_equal(err_kind(error), ERR_IO);
		g_clear_error(&error);
		if (tell(r, ENTRY_DIRECTORY, hostile[i].path, 0700, &error))
			fail_msg("%s: made", hostile[i].name);
	}
	restore_free(r);
	close(fd);
	assert_int_equal(access(escaped, F_OK), -1);
	assert_int_equal(rmdir(outside), 0); /* still empty */
	scratch_remove(base);
}

/* A directory that was exchanged for a link is not followed when its mode is set. */
static void
test_exchanged(void **state)
{
	char *base = scratch_new();
	g_autofree char *dir = scratch_path(base, "out"), *made = scratch_path(dir, "s");
	g_autofree char *outside = scratch_path(base, "outside");
	g_autoptr(GError) error = NULL;
	struct restore *r;
	struct stat st;
	int fd;

	(void)state;
	scratch_dir(base, "outside");
	scratch_dir(base, "out");
	r = open_restore(dir, &fd);
	assert_true(tell(r, ENTRY_DIRECTORY, "s", 0777, NULL));
	assert_int_equal(rmdir(made), 0);
	assert_int_equal(symlink("../outside", made), 0);
	assert_false(tell(r, ENTRY_FILE, "s/x", 0600, &error));
	g_clear_error(&error);
	assert_false(restore_finish(r, &error));
	assert_int_equal(err_kind(error), ERR_IO);
	assert_int_equal(stat(outside, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	restore_free(r);
	restore_free(NULL);
	close(fd);
	scratch_remove(base);
}

/* What fails in the middle of a file is told with its path. */
static void
test_full(void **state)
{
	char *dir = scratch_new();
	const struct visitor *v;
	struct span s = {NULL, (const unsigned char *)"x", 1};
	struct entry e = {.type = ENTRY_FILE, .path = "s\n", .size = 1};
	g_autoptr(GError) error = NULL;
	struct rlimit before, none;
	struct restore *r;
	int fd;

	(void)state;
	r = open_restore(dir, &fd);
	v = restore_visitor(r);
	assert_true(v->entry(v->user, &e, NULL));
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	none = (struct rlimit){.rlim_max = before.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	assert_false(v->bytes(v->user, &s, &error));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_true(strstr(error->message, "s\\n: ") != NULL);
	restore_free(r);
	close(fd);
	scratch_remove(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_tree),
	    cmocka_unit_test(test_hostile),
	    cmocka_unit_test(test_exchanged),
	    cmocka_unit_test(test_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
