/* SPDX-License-Identifier: Apache-2.0 */
/* Compressed RTF: the examples of [MS-OXRTFCP] 3, whole, damaged and cut. */
#include "convert/mapi/lzfu.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/mapi/memory_stream.h"

#define HELLO                                                        \
	"2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232" \
	"0af32068656c090020627705b06c647d0a800fa0"
#define CROSSING "1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0"

/* Reads everything in pieces of `piece` bytes. */
static GByteArray *
read_all(struct mapi_stream *s, size_t piece)
{
	GByteArray *all = g_byte_array_new();
	unsigned char buf[4096];
	gssize n;

	while ((n = mapi_stream_read(s, buf, piece, NULL)) > 0)
		g_byte_array_append(all, buf, (guint)n);
	assert_int_equal(n, 0);
	assert_int_equal(mapi_stream_read(s, buf, piece, NULL), 0);
	return all;
}

static struct mapi_stream *
open_bytes(const void *bytes, size_t len, GError **error)
{
	g_autoptr(GBytes) whole = g_bytes_new(bytes, len);

	return lzfu_open(memory_stream_open(whole), error);
}

static size_t
unhex(const char *hex, unsigned char *to)
{
	size_t len = strlen(hex) / 2;

	for (size_t i = 0; i < len; i++)
		to[i] = (unsigned char)(g_ascii_xdigit_value(hex[2 * i]) << 4 |
		    g_ascii_xdigit_value(hex[2 * i + 1]));
	return len;
}

static void
check(const unsigned char *value, size_t len, const char *rtf, guint flags)
{
	for (size_t piece = 1; piece < 100; piece += 13) {
		g_autoptr(mapi_stream) s = open_bytes(value, len, NULL);
		g_autoptr(GByteArray) all = NULL;

		assert_non_null(s);
		all = read_all(s, piece);
		assert_int_equal(all->len, strlen(rtf));
		if (all->len > 0)
			assert_memory_equal(all->data, rtf, all->len);
		assert_int_equal(lzfu_flags(s), flags);
	}
}

static void
test_values(void **state)
{
	static const struct {
		const char *name, *hex, *rtf;
		guint flags;
	} cases[] = {
	    {"simple", HELLO, "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n", 0},
	    {"crossing the write position", CROSSING, "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}", 0},
	    {"checksum 0", "1a0000001c0000004c5a467500000000410004205758595a0d6e7d010eb0",
		"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}", LZFU_CRC},
	    {"size of the RTF wrong",
		"1a0000001d0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0",
		"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}", LZFU_SIZE},
	    {"no mark at the end", "180000001c0000004c5a467500000000410004205758595a0d6e7d01",
		"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}", LZFU_CRC},
	    {"cut in a reference", "1a0000001c0000004c5a4675e2d44b51410004205758595a0d",
		"{\\rtf1 WXYZ", LZFU_CUT},
	    {"header alone", "1a0000001c0000004c5a4675e2d44b51", "", LZFU_CUT},
	    {"uncompressed",
		"10000000040000004d454c4100000000"
		"7b5c727d",
		"{\\r}", 0},
	    {"uncompressed and cut",
		"10000000040000004d454c4100000000"
		"7b5c",
		"{\\", LZFU_CUT},
	    {"uncompressed, with more",
		"10000000040000004d454c4100000000"
		"7b5c727d00",
		"{\\r}", 0},
	    {"uncompressed and empty", "0c000000000000004d454c4100000000", "", 0},
	    {"no header", "7b5c727466317d", "{\\rtf1}", LZFU_BARE},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		unsigned char value[256];
		size_t len = unhex(cases[i].hex, value);

		print_message("%s\n", cases[i].name);
		check(value, len, cases[i].rtf, cases[i].flags);
	}
}

static void
test_refused(void **state)
{
	static const char *const cases[] = {"", "00", "1a0000001c0000004c5a4675e2d44b",
	    "1a0000001c0000004c5a4676e2d44b51", "7b5c7274"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		unsigned char value[64];

		assert_null(open_bytes(value, unhex(cases[i], value), &error));
		assert_int_equal(err_kind(error), ERR_FORMAT);
	}
}

/* Every beginning of a value gives a beginning of its RTF, and says that it is cut. */
static void
test_cut(void **state)
{
	static const char whole[] = "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n";
	unsigned char value[256];
	size_t len = unhex(HELLO, value);

	(void)state;
	for (size_t n = 16; n < len; n++) {
		g_autoptr(mapi_stream) s = open_bytes(value, n, NULL);
		g_autoptr(GByteArray) all = read_all(s, 7);

		assert_true(all->len <= strlen(whole));
		if (all->len > 0)
			assert_memory_equal(all->data, whole, all->len);
		assert_true(lzfu_flags(s) != 0);
		if (all->len < strlen(whole))
			assert_true((lzfu_flags(s) & LZFU_CUT) != 0);
	}
}

struct failing {
	struct mapi_stream base;
	guint left;
};

static gssize
read_failing(struct mapi_stream *s, void *buf, size_t len, GError **error)
{
	static const char start[] = "\x1a\0\0\0\x1c\0\0\0LZFu\0\0\0\0\0abc";
	struct failing *f = (struct failing *)s;

	(void)len;
	if (f->left == 0) {
		err_set(error, ERR_IO, "read: no");
		return -1;
	}
	memcpy(buf, start + sizeof(start) - 1 - f->left, 1);
	f->left--;
	return 1;
}

static void
close_failing(struct mapi_stream *s)
{
	(void)s;
}

/* What was read before a failure is given before it is told, and it is told again. */
static void
test_failing(void **state)
{
	static const struct mapi_stream_ops ops = {read_failing, close_failing};
	struct failing f = {.base.ops = &ops, .left = 20};
	g_autoptr(mapi_stream) s = lzfu_open(&f.base, NULL);
	char buf[10];

	(void)state;
	assert_non_null(s);
	assert_int_equal(mapi_stream_read(s, buf, sizeof(buf), NULL), 3);
	assert_memory_equal(buf, "abc", 3);
	for (int i = 0; i < 2; i++) {
		g_autoptr(GError) error = NULL;

		assert_int_equal(mapi_stream_read(s, buf, sizeof(buf), &error), -1);
		assert_int_equal(err_kind(error), ERR_IO);
	}
	f.left = 10;
	assert_null(lzfu_open(&f.base, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_values),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_failing),
	};

	return cmocka_run_group_tests_name("lzfu", tests, NULL, NULL);
}
