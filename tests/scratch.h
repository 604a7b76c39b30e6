/* SPDX-License-Identifier: Apache-2.0 */
/* Small file trees for unit tests, made in a directory of their own. A failure ends the test. */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include <fcntl.h>
#include <ftw.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The path of name below the directory dir; the caller frees it. */
static inline char *
scratch_path(const char *dir, const char *name)
{
	return g_build_filename(dir, name, NULL);
}

/* A new empty directory; scratch_remove frees the name. */
static inline char *
scratch_new(void)
{
	char *dir = g_dir_make_tmp("mailpouch-test-XXXXXX", NULL);

	g_assert_nonnull(dir);
	return dir;
}

static inline int
scratch_remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline int
scratch_unlock_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)ftw;
	return type == FTW_DNR ? chmod(path, 0700) : 0;
}

/* Removes the directory with all that is in it. */
static inline void
scratch_remove(char *dir)
{
	nftw(dir, scratch_unlock_one, 16, FTW_PHYS);
	g_assert_cmpint(nftw(dir, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS), ==, 0);
	g_free(dir);
}

static inline void
scratch_dir(const char *dir, const char *name)
{
	g_autofree char *path = scratch_path(dir, name);

	g_assert_cmpint(g_mkdir_with_parents(path, 0700), ==, 0);
}

/* Writes a file; its directories are made. len -1: text ends at its NUL. */
static inline void
scratch_file(const char *dir, const char *name, const char *text, gssize len)
{
	g_autofree char *path = scratch_path(dir, name);
	g_autofree char *parent = g_path_get_dirname(path);

	g_assert_cmpint(g_mkdir_with_parents(parent, 0700), ==, 0);
	g_assert_true(
	    g_file_set_contents_full(path, text, len, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

#endif
