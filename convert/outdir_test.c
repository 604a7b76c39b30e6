/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of outdir.c and remove.c: what is left behind by success and by failure. */
#include "convert/outdir.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cmocka.h>

#include "convert/remove.h"

static char *scratch;

static int
setup(void **state)
{
	(void)state;
	scratch = g_dir_make_tmp("outdir-XXXXXX", NULL);
	return scratch == NULL;
}

static int
teardown(void **state)
{
	(void)state;
	assert_true(remove_tree(AT_FDCWD, scratch, NULL));
	g_clear_pointer(&scratch, g_free);
	return 0;
}

static char *
below(const char *name)
{
	return g_build_filename(scratch, name, NULL);
}

static void
put(const char *name, const char *text)
{
	g_autofree char *path = below(name);

	assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void
expect_content(const char *name, const char *text)
{
	g_autofree char *path = below(name);
	g_autofree char *got = NULL;

	assert_true(g_file_get_contents(path, &got, NULL, NULL));
	assert_string_equal(got, text);
}

/* The names in the scratch directory: how many there are, temporary ones included. */
static guint
count_names(void)
{
	g_autoptr(GDir) d = g_dir_open(scratch, 0, NULL);
	guint n = 0;

	while (g_dir_read_name(d) != NULL)
		n++;
	return n;
}

static void
fill(const struct outdir *d)
{
	int fd;

	assert_int_equal(mkdirat(outdir_fd(d), "deep", 0777), 0);
	assert_int_equal(mkdirat(outdir_fd(d), "deep/er", 0777), 0);
	assert_int_equal(symlinkat("/", outdir_fd(d), "deep/link"), 0);
	fd = openat(outdir_fd(d), "deep/er/file", O_WRONLY | O_CREAT, 0666);
	assert_true(write_all(fd, "text", 4, NULL));
	assert_int_equal(close(fd), 0);
}

static void
new_directory(void **state)
{
	g_autofree char *path = below("out///");
	g_autoptr(outdir) d = outdir_open(path, false, NULL);
	struct stat st;

	(void)state;
	assert_non_null(d);
	fill(d);
	assert_int_equal(fstatat(AT_FDCWD, path, &st, 0), -1);
	assert_true(outdir_commit(d, NULL));
	expect_content("out/deep/er/file", "text");
	assert_int_equal(count_names(), 1);
}

static void
abandoned_directory_leaves_nothing(void **state)
{
	g_autofree char *path = below("out");
	struct outdir *d = outdir_open(path, false, NULL);

	(void)state;
	fill(d);
	assert_int_equal(count_names(), 1);
	outdir_close(d);
	assert_int_equal(count_names(), 0);
}

static void
empty_directory_is_taken(void **state)
{
	g_autofree char *path = below("out");
	g_autoptr(outdir) d = NULL;

	(void)state;
	assert_int_equal(g_mkdir(path, 0777), 0);
	d = outdir_open(path, false, NULL);
	assert_non_null(d);
	fill(d);
	assert_true(outdir_commit(d, NULL));
	expect_content("out/deep/er/file", "text");
	assert_int_equal(count_names(), 1);
}

/* An output that is there from an earlier run. */
static void
make_out(void)
{
	g_autofree char *path = below("out");
	g_autoptr(outdir) d = outdir_open(path, false, NULL);

	fill(d);
	assert_true(outdir_commit(d, NULL));
}

/* Not where the file system has no extended attributes. */
static bool
has_mark(const char *path)
{
	return getxattr(path, "user.mailpouch.output", NULL, 0) > 0;
}

static void
full_directory(void **state)
{
	g_autofree char *path = below("out"), *link = below("out/deep/link");
	g_autoptr(GError) error = NULL;
	g_autoptr(outdir) d = NULL;

	(void)state;
	make_out();
	assert_null(outdir_open(path, false, &error));
	assert_int_equal(err_kind(error), ERR_USAGE);
	assert_int_equal(count_names(), 1);

	d = outdir_open(path, true, NULL);
	if (!has_mark(path))
		skip();
	fill(d);
	assert_int_equal(unlinkat(outdir_fd(d), "deep/link", 0), 0);
	assert_true(outdir_commit(d, NULL));
	expect_content("out/deep/er/file", "text");
	assert_false(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
	assert_int_equal(count_names(), 1);
}

/* What mailpouch did not make, or not all of it, stays. */
static void
expect_refused(const char *path)
{
	g_autoptr(GError) error = NULL;

	assert_null(outdir_open(path, true, &error));
	assert_int_equal(err_kind(error), ERR_USAGE);
	assert_int_equal(count_names(), 1);
}

static void
strangers_directory(void **state)
{
	g_autofree char *path = below("out");

	(void)state;
	assert_int_equal(g_mkdir(path, 0777), 0);
	put("out/old", "old");
	expect_refused(path);
	expect_content("out/old", "old");
}

static void
file_added(void **state)
{
	g_autofree char *path = below("out");

	(void)state;
	make_out();
	put("out/deep/mine", "mine");
	expect_refused(path);
	expect_content("out/deep/mine", "mine");
}

/* A file that is older than the output, by what anybody can see, and was put there later. */
static void
old_file_moved_in(void **state)
{
	g_autofree char *path = below("out"), *from = below("mine"), *to = below("out/deep/mine");
	const struct timespec old[2] = {{.tv_sec = 1}, {.tv_sec = 1}};

	(void)state;
	put("mine", "mine");
	assert_int_equal(utimensat(AT_FDCWD, from, old, 0), 0);
	make_out();
	assert_int_equal(rename(from, to), 0);
	expect_refused(path);
	expect_content("out/deep/mine", "mine");
}

static void
file_changed(void **state)
{
	g_autofree char *path = below("out"), *file = below("out/deep/er/file");
	int fd;

	(void)state;
	make_out();
	fd = open(file, O_WRONLY);
	assert_true(write_all(fd, "mine", 4, NULL));
	close(fd);
	expect_refused(path);
	expect_content("out/deep/er/file", "mine");
}

/* What appears in what is to be replaced, between open and commit. */
static void
late_comers_with_force(void **state)
{
	g_autofree char *path = below("out");
	g_autoptr(GError) error = NULL;
	struct outdir *d;

	(void)state;
	make_out();
	d = outdir_open(path, true, NULL);
	if (!has_mark(path))
		skip();
	fill(d);
	put("out/mine", "mine");
	assert_false(outdir_commit(d, &error));
	assert_int_equal(err_kind(error), ERR_USAGE);
	outdir_close(d);
	expect_content("out/mine", "mine");
	expect_content("out/deep/er/file", "text");
	assert_int_equal(count_names(), 1);
}

/* Of files, too, --force replaces only what one can be. */
static void
no_regular_file(void **state)
{
	g_autofree char *path = below("link");
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_int_equal(symlink("nowhere", path), 0);
	assert_null(outfile_open(path, 0, true, &error));
	assert_int_equal(err_kind(error), ERR_USAGE);
	assert_true(g_file_test(path, G_FILE_TEST_IS_SYMLINK));
	assert_int_equal(count_names(), 1);
}

/* What appears between open and commit is not replaced without force. */
static void
late_comers(void **state)
{
	g_autofree char *dir = below("dir"), *file = below("file");
	struct outdir *d = outdir_open(dir, false, NULL);
	struct outfile *f = outfile_open(file, 0, false, NULL);
	g_autoptr(GError) dir_error = NULL, file_error = NULL;

	(void)state;
	assert_int_equal(g_mkdir(dir, 0777), 0);
	put("dir/mine", "mine");
	put("file", "mine");
	assert_false(outdir_commit(d, &dir_error));
	assert_int_equal(err_kind(dir_error), ERR_USAGE);
	assert_false(outfile_commit(f, &file_error));
	assert_int_equal(err_kind(file_error), ERR_USAGE);
	outdir_close(d);
	outfile_close(f);
	expect_content("dir/mine", "mine");
	expect_content("file", "mine");
	assert_int_equal(count_names(), 2);
}

static void
files(void **state)
{
	g_autofree char *path = below("file");
	g_autoptr(GError) error = NULL;
	struct outfile *f = outfile_open(path, 0600, false, NULL);
	struct stat st;

	(void)state;
	assert_true(write_all(outfile_fd(f), "one", 3, NULL));
	assert_true(outfile_commit(f, NULL));
	outfile_close(f);
	expect_content("file", "one");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);

	assert_null(outfile_open(path, 0, false, &error));
	assert_int_equal(err_kind(error), ERR_USAGE);

	f = outfile_open(path, 0, true, NULL);
	assert_true(write_all(outfile_fd(f), "two", 3, NULL));
	expect_content("file", "one");
	assert_true(outfile_commit(f, NULL));
	outfile_close(f);
	expect_content("file", "two");
	assert_int_equal(count_names(), 1);
}

static void
refused_paths(void **state)
{
	static const char *const dirs[] = {"", "/", ".", "..", "a/..", "missing/out", "file"};
	g_autofree char *dir = below("dir");

	(void)state;
	put("file", "text");
	assert_int_equal(g_mkdir(dir, 0777), 0);
	assert_int_equal(chdir(scratch), 0);
	for (guint i = 0; i < G_N_ELEMENTS(dirs); i++) {
		g_autoptr(GError) error = NULL;

		assert_null(outdir_open(dirs[i], true, &error));
		assert_non_null(error);
	}
	assert_null(outfile_open("dir", 0, true, NULL));
	assert_int_equal(count_names(), 2);
	assert_int_equal(chdir("/"), 0);
}

static void
long_names(void **state)
{
	g_autofree char *name = g_strnfill(255, 'n');
	g_autofree char *path = below(name);
	g_autoptr(outdir) d = outdir_open(path, false, NULL);

	(void)state;
	assert_non_null(d);
	assert_true(outdir_commit(d, NULL));
	assert_true(g_file_test(path, G_FILE_TEST_IS_DIR));
}

static void
writing_can_fail(void **state)
{
	g_autoptr(GError) error = NULL;
	int fd = open("/dev/full", O_WRONLY);

	(void)state;
	if (fd < 0)
		skip();
	assert_false(write_all(fd, "x", 1, &error));
	assert_int_equal(err_kind(error), ERR_IO);
	close(fd);
}

int
main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
	    CASE(new_directory),
	    CASE(abandoned_directory_leaves_nothing),
	    CASE(empty_directory_is_taken),
	    CASE(full_directory),
	    CASE(strangers_directory),
	    CASE(file_added),
	    CASE(old_file_moved_in),
	    CASE(file_changed),
	    CASE(late_comers_with_force),
	    CASE(no_regular_file),
	    CASE(late_comers),
	    CASE(files),
	    CASE(refused_paths),
	    CASE(long_names),
	    CASE(writing_can_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
