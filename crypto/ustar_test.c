/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ustar.c. */
#include "crypto/ustar.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define GNAME "0123456789abcdef"

static const struct name_case {
	const char *name;
	bool good;
} names[] = {
    {"00-README.txt", true},
    {"seg/00000000.tar.zst.age", true},
    {"A_z/0.9-", true},
    {"a", true},
    {"", false},
    {"/a", false},
    {"a/", false},
    {"/", false},
    {"a//b", false},
    {"..", false},
    {"../a", false},
    {"a/../b", false},
    {"a/..", false},
    {"a..b", false},
    {"./a", false},
    {"a/./b", false},
    {".a", false},
    {"-rf", false},
    {"a/-rf", false},
    {"a b", false},
    {"a\n", false},
    {"a\\b", false},
    {"a:b", false},
    {"\303\244", false},
};

static void
test_names(void **state)
{
	g_autofree char *longest = g_strnfill(99, 'x');
	g_autofree char *longer = g_strnfill(100, 'x');

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (ustar_name_is_good(names[i].name) != names[i].good)
			fail_msg("name %zu", i);
	assert_true(ustar_name_is_good(longest));
	assert_false(ustar_name_is_good(longer));
}

static void
test_round_trip(void **state)
{
	static const guint64 sizes[] = {0, 1, 511, 512, 65536, 1 << 30, USTAR_SIZE_MAX};
	unsigned char header[USTAR_BLOCK];
	char name[USTAR_NAME_SIZE];
	GError *error = NULL;
	guint64 size;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
		ustar_header(header, "seg/00000000.age", sizes[i], GNAME);
		assert_true(ustar_parse(header, GNAME, name, &size, &error));
		assert_string_equal(name, "seg/00000000.age");
		assert_true(size == sizes[i]);
		assert_true(ustar_parse(header, NULL, name, &size, &error));
		assert_memory_equal(header + USTAR_GNAME_AT, GNAME, USTAR_GNAME_LEN);
		assert_false(ustar_parse(header, "0123456789abcdee", name, &size, &error));
		assert_int_equal(err_kind(error), ERR_FORMAT);
		g_clear_error(&error);
	}
}

static void
test_every_bit_flip_is_refused(void **state)
{
	unsigned char header[USTAR_BLOCK];
	char name[USTAR_NAME_SIZE];
	guint64 size;

	(void)state;
	ustar_header(header, "ckpt/00000000.txt", 421, GNAME);
	for (size_t bit = 0; bit < 8 * sizeof(header); bit++) {
		header[bit / 8] ^= (unsigned char)(1u << bit % 8);
		if (ustar_parse(header, NULL, name, &size, NULL))
			fail_msg("bit %zu", bit);
		header[bit / 8] ^= (unsigned char)(1u << bit % 8);
	}
	assert_true(ustar_parse(header, NULL, name, &size, NULL));
}

/* Headers that other tar programs read, with a checksum that is right. */
static const struct forgery {
	const char *what;
	size_t at;
	const char *bytes;
	size_t len;
} forgeries[] = {
    {"2^40 bytes as base-256", 124, "\x80\0\0\0\0\0\1\0\0\0\0\0", 12},
    {"negative size", 124, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12},
    {"size with 12 digits", 124, "000000000017", 12},
    {"size that ends in a blank", 124, "00000000017 ", 12},
    {"size with leading blanks", 124, "         17", 12},
    {"pax header", 156, "x", 1},
    {"global pax header", 156, "g", 1},
    {"GNU long name", 156, "L", 1},
    {"GNU sparse file", 156, "S", 1},
    {"symbolic link", 156, "2", 1},
    {"directory", 156, "5", 1},
    {"old type NUL", 156, "\0", 1},
    {"link name", 157, "a", 1},
    {"GNU magic", 257, "ustar  \0", 8},
    {"prefix", 345, "a", 1},
    {"last byte", 511, "a", 1},
    {"junk after the name's NUL", 99, "a", 1},
    {"no name", 0, "\0", 1},
    {"upper-case gname", 297, "A", 1},
    {"gname of 17 digits", 313, "0", 1},
    {"mtime", 136, "00000000001", 11},
    {"set-uid", 100, "0004444", 7},
};

static void
sign_header(unsigned char *header)
{
	char digits[8];
	unsigned sum = 0;

	memset(header + 148, ' ', 8);
	for (size_t i = 0; i < USTAR_BLOCK; i++)
		sum += header[i];
	g_snprintf(digits, sizeof(digits), "%06o", sum);
	memcpy(header + 148, digits, 7);
}

static void
test_forgeries(void **state)
{
	unsigned char header[USTAR_BLOCK];
	char name[USTAR_NAME_SIZE];
	guint64 size;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(forgeries); i++) {
		ustar_header(header, "name", 15, GNAME);
		memcpy(header + forgeries[i].at, forgeries[i].bytes, forgeries[i].len);
		sign_header(header);
		if (ustar_parse(header, NULL, name, &size, NULL))
			fail_msg("%s", forgeries[i].what);
	}
}

static void
test_padding(void **state)
{
	unsigned char bytes[1024] = {0};

	(void)state;
	assert_int_equal(ustar_padding(0), 0);
	assert_int_equal(ustar_padding(1), 511);
	assert_int_equal(ustar_padding(511), 1);
	assert_int_equal(ustar_padding(512), 0);
	assert_int_equal(ustar_padding(G_MAXUINT64), 1);
	assert_true(ustar_is_zero(NULL, 0));
	for (size_t i = 0; i < sizeof(bytes); i++) {
		assert_true(ustar_is_zero(bytes, sizeof(bytes)));
		bytes[i] = 1;
		assert_false(ustar_is_zero(bytes, sizeof(bytes)));
		assert_true(ustar_is_zero(bytes, i));
		bytes[i] = 0;
	}
}

static void
append_member(GByteArray *tar, const char *name, const char *body)
{
	static const unsigned char zeros[USTAR_BLOCK];
	unsigned char header[USTAR_BLOCK];

	ustar_header(header, name, strlen(body), GNAME);
	g_byte_array_append(tar, header, sizeof(header));
	g_byte_array_append(tar, (const guint8 *)body, (guint)strlen(body));
	g_byte_array_append(tar, zeros, (guint)ustar_padding(strlen(body)));
}

static void
write_tar(const char *path)
{
	static const unsigned char end[2 * USTAR_BLOCK];
	g_autoptr(GByteArray) tar = g_byte_array_new();

	append_member(tar, "00-README.txt", "what this is\n");
	append_member(tar, "seg/00000000.age", "");
	append_member(tar, "seg/00000001.age", "body\n");
	g_byte_array_append(tar, end, sizeof(end));
	assert_true(g_file_set_contents(path, (const char *)tar->data, (gssize)tar->len, NULL));
}

/* Runs program with these arguments and checks that it says exactly this. */
static void
assert_says(const char *program, const char *arguments, const char *path, const char *member,
    const char *said)
{
	const char *argv[] = {program, arguments, path, member, NULL};
	g_autofree char *out = NULL;
	g_autofree char *err = NULL;
	int status;

	assert_true(g_spawn_sync(
	    NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err, &status, NULL));
	assert_int_equal(status, 0);
	assert_string_equal(out, said);
	assert_string_equal(err, "");
}

static void
assert_reads(const char *program)
{
	g_autofree char *found = g_find_program_in_path(program);
	g_autofree char *dir = NULL;
	g_autofree char *path = NULL;

	if (found == NULL)
		skip();
	dir = g_dir_make_tmp(NULL, NULL);
	path = g_build_filename(dir, "volume.tar", NULL);
	write_tar(path);
	assert_says(
	    program, "-tf", path, NULL, "00-README.txt\nseg/00000000.age\nseg/00000001.age\n");
	assert_says(program, "-xOf", path, "00-README.txt", "what this is\n");
	assert_says(program, "-xOf", path, "seg/00000001.age", "body\n");
	g_unlink(path);
	g_rmdir(dir);
}

static void
test_gnu_tar_reads(void **state)
{
	(void)state;
	assert_reads("tar");
}

static void
test_bsdtar_reads(void **state)
{
	(void)state;
	assert_reads("bsdtar");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_round_trip),
	    cmocka_unit_test(test_every_bit_flip_is_refused),
	    cmocka_unit_test(test_forgeries),
	    cmocka_unit_test(test_padding),
	    cmocka_unit_test(test_gnu_tar_reads),
	    cmocka_unit_test(test_bsdtar_reads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
