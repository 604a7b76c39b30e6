/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of newfile.c: many files, large ones between them, and one that cannot be made. */
#include "convert/newfile.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "convert/remove.h"

#define NFILES 1000
#define LARGE 500 /* this one is large */
#define LARGE_LEN (3 * 1024 * 1024)

static size_t
length_of(guint i)
{
	return i == LARGE ? LARGE_LEN : i;
}

/* Makes the files, of which clash, if it is one, has the name of the one before. */
static bool
make_all(struct newfiles *n, struct newdir *dir, guint clash, GError **error)
{
	g_autofree char *text = g_strnfill(LARGE_LEN, 'x');

	for (guint i = 1; i <= NFILES; i++) {
		g_autofree char *prefix = g_strdup_printf("%u,", i == clash ? i - 1 : i);
		struct newfile f = {
		    .dir = dir, .prefix = prefix, .suffix = "!", .mtime = i, .id = i};

		if (!newfiles_write(n, text, length_of(i == clash ? i - 1 : i), error) ||
		    !newfiles_keep(n, &f, error))
			return false;
	}
	return newfiles_finish(n, error);
}

static void
check(guint clash)
{
	g_autofree char *path = g_dir_make_tmp("newfile-XXXXXX", NULL);
	int dirfd = open(path, O_RDONLY | O_DIRECTORY);
	struct newfiles *n = newfiles_new(dirfd, NEWFILE_BY_LENGTH);
	g_autoptr(newdir) dir = newdir_open(dirfd, ".", NULL);
	g_autoptr(GError) error = NULL;
	bool ok = make_all(n, dir, clash, &error);

	assert_int_equal(ok, clash == 0);
	assert_int_equal(newfiles_failed(n), clash);
	for (guint i = 1; ok && i <= NFILES; i++) {
		g_autofree char *name = g_strdup_printf("%u,%zu!", i, length_of(i));
		struct stat st;

		assert_int_equal(fstatat(dirfd, name, &st, 0), 0);
		assert_int_equal(st.st_size, length_of(i));
		assert_int_equal(st.st_mtime, i);
	}
	newfiles_free(n);
	close(dirfd);
	assert_true(remove_tree(AT_FDCWD, path, NULL));
}

static void
all_are_made(void **state)
{
	(void)state;
	check(0);
}

/* Whichever thread meets it, the first file that could not be made is named. */
static void
failure_is_named(void **state)
{
	(void)state;
	check(7);
	check(NFILES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_are_made),
	    cmocka_unit_test(failure_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
