/* SPDX-License-Identifier: Apache-2.0 */
/* Headers of the payload: their form, and that stock tars read them. */
#include "convert/pax.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/scratch.h"

/* The n bytes of value's octal digits in a header. */
static guint64
octal(const unsigned char *at, size_t n)
{
	g_autofree char *digits = g_strndup((const char *)at, n);

	return g_ascii_strtoull(digits, NULL, 8);
}

static GByteArray *
header_of(const struct entry *e, guint64 number)
{
	GByteArray *h = g_byte_array_new();

	pax_header(e, number, h);
	assert_int_equal(h->len % 512, 0);
	return h;
}

/* The records of the pax header; "" if there is none. The caller frees them. */
static char *
records_of(const GByteArray *h)
{
	if (h->len == 512)
		return g_strdup("");
	assert_int_equal(h->data[156], 'x');
	return g_strndup((const char *)h->data + 512, octal(h->data + 124, 12));
}

static const struct {
	const char *name;
	enum entry_type type;
	guint64 size;
	gint64 mtime;
	guint32 nsec;
	const char *records;
	guint64 ustar_size, ustar_mtime;
} cases[] = {
    {"plain", ENTRY_FILE, 7, 1000000000, 0, "", 7, 1000000000},
    {"epoch", ENTRY_FILE, 0, 0, 0, "", 0, 0},
    {"nanoseconds", ENTRY_FILE, 0, 5, 70, "21 mtime=5.000000070\n", 0, 5},
    {"one second before 1970", ENTRY_FILE, 0, -1, 0, "22 mtime=-1.000000000\n", 0, 0},
    {"half a second before 1970", ENTRY_FILE, 0, -1, 500000000, "22 mtime=-0.500000000\n", 0, 0},
    {"before 1970 with nanoseconds", ENTRY_FILE, 0, -2, 999999999, "22 mtime=-1.000000001\n", 0, 0},
    {"last second of ustar", ENTRY_FILE, 0, (G_GINT64_CONSTANT(1) << 33) - 1, 0, "", 0,
	(G_GUINT64_CONSTANT(1) << 33) - 1},
    {"the second behind it", ENTRY_FILE, 0, G_GINT64_CONSTANT(1) << 33, 0,
	"30 mtime=8589934592.000000000\n", 0, 0},
    {"far future", ENTRY_FILE, 0, G_MAXINT64, 999999999, "39 mtime=9223372036854775807.999999999\n",
	0, 0},
    {"far past", ENTRY_FILE, 0, G_MININT64, 0, "40 mtime=-9223372036854775808.000000000\n", 0, 0},
    {"largest of ustar", ENTRY_FILE, (G_GUINT64_CONSTANT(1) << 33) - 1, 0, 0, "",
	(G_GUINT64_CONSTANT(1) << 33) - 1, 0},
    {"larger", ENTRY_FILE, G_GUINT64_CONSTANT(1) << 33, 0, 0, "19 size=8589934592\n", 0, 0},
    {"larger, with a time", ENTRY_FILE, G_GUINT64_CONSTANT(1) << 33, 1, 1,
	"19 size=8589934592\n21 mtime=1.000000001\n", 0, 1},
    {"directory", ENTRY_DIRECTORY, 4096, 9, 0, "", 0, 9},
};

static void
test_fields(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct entry e = {
		    .type = cases[i].type,
		    .path = "data/x",
		    .size = cases[i].size,
		    .mtime = cases[i].mtime,
		    .mtime_nsec = cases[i].nsec,
		    .mode = 0104755,
		};
		g_autoptr(GByteArray) h = header_of(&e, 12), again = header_of(&e, 12);
		g_autofree char *records = records_of(h);
		const unsigned char *u = h->data + h->len - 512;

		if (strcmp(records, cases[i].records) != 0)
			fail_msg("%s: %s", cases[i].name, records);
		assert_int_equal(octal(u + 124, 12), cases[i].ustar_size);
		assert_int_equal(octal(u + 136, 12), cases[i].ustar_mtime);
		assert_int_equal(octal(u + 100, 8), 04755);
		assert_int_equal(u[156], cases[i].type == ENTRY_FILE ? '0' : '5');
		assert_string_equal(
		    (const char *)u, cases[i].type == ENTRY_FILE ? "data/x" : "data/x/");
		assert_memory_equal(h->data, again->data, h->len);
		if (records[0] != '\0')
			assert_string_equal((const char *)h->data, "pax/0000000012");
	}
}

/* Every length of path has a record that counts its own length right. */
static void
test_lengths(void **state)
{
	(void)state;
	for (size_t len = 1; len <= 4096; len += len < 1100 ? 1 : 499) {
		g_autofree char *path = g_strnfill(len, 'p');
		struct entry e = {.type = ENTRY_FILE, .path = path};
		g_autoptr(GByteArray) h = header_of(&e, 1);
		g_autofree char *records = records_of(h);
		g_autofree char *expected = len > 100
		    ? g_strdup_printf("%zu path=%s\n", strlen(records), path)
		    : g_strdup("");

		assert_string_equal(records, expected);
	}
}

static void
test_padding(void **state)
{
	(void)state;
	assert_int_equal(pax_padding(0), 0);
	assert_int_equal(pax_padding(1), 511);
	assert_int_equal(pax_padding(512), 0);
	assert_int_equal(pax_padding(G_GUINT64_CONSTANT(1) << 40 | 3), 509);
}

/* A tar of one directory and files whose paths have these lengths; the caller frees the names. */
static GPtrArray *
write_tar(const char *path)
{
	static const size_t lengths[] = {1, 99, 100, 101, 255, 1000};
	static const unsigned char end[PAX_END];
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GByteArray) tar = g_byte_array_new();
	struct entry d = {.type = ENTRY_DIRECTORY, .path = "d", .mode = 0750, .mtime = -5};

	pax_header(&d, 1, tar);
	for (guint i = 0; i <= G_N_ELEMENTS(lengths); i++) {
		GString *name = g_string_new("d/");
		struct entry e = {
		    .type = ENTRY_FILE, .mode = 0640, .mtime = -7, .mtime_nsec = 250000000};

		if (i == G_N_ELEMENTS(lengths))
			g_string_append_printf(name, "\xff%0120d", 7);
		while (i < G_N_ELEMENTS(lengths) && name->len < lengths[i] + 2)
			g_string_append_c(name, name->len % 100 == 99 ? '_' : (char)('a' + i));
		for (gsize at = 200; at + 1 < name->len; at += 200)
			name->str[at] = '/';
		e.path = name->str;
		pax_header(&e, i + 2, tar);
		g_ptr_array_add(names, g_string_free(name, FALSE));
	}
	g_byte_array_append(tar, end, sizeof(end));
	assert_true(g_file_set_contents(path, (const char *)tar->data, tar->len, NULL));
	return names;
}

static void
test_stock_tars(void **state)
{
	static const char *const programs[] = {"tar", "bsdtar"};

	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(programs); i++) {
		char *dir = scratch_new();
		g_autofree char *tar = scratch_path(dir, "x.tar");
		g_autoptr(GPtrArray) names = write_tar(tar);
		char *argv[] = {(char *)programs[i], "-xpf", tar, "-C", dir, NULL};
		int status = -1;

		if (!g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
			&status, NULL)) {
			scratch_remove(dir);
			skip();
		}
		assert_int_equal(status, 0);
		for (guint n = 0; n < names->len; n++) {
			g_autofree char *path = scratch_path(dir, names->pdata[n]);
			struct stat st;

			if (lstat(path, &st) != 0)
				fail_msg("%s: number %u is missing", programs[i], n);
			assert_int_equal(st.st_mode, S_IFREG | 0640);
			/* bsdtar takes -6.75 for a quarter of a second before -6. */
			assert_true(st.st_mtim.tv_sec == -7 || i > 0);
			assert_true(st.st_mtim.tv_nsec == 250000000 || i > 0);
		}
		scratch_remove(dir);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_fields),
	    cmocka_unit_test(test_lengths),
	    cmocka_unit_test(test_padding),
	    cmocka_unit_test(test_stock_tars),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
