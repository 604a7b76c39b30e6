/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/mapi/codepage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
	guint codepage;
	const char *bytes;
	size_t len;
	const char *text;
	guint nbad;
} cases[] = {
    {1252, "caf\xe9 \x80", 6, "café €", 0},
    {20127, "caf\xe9", 4, "café", 0},
    {99999, "caf\xe9", 4, "café", 0},
    {932, "\x83\x5c\x90\x5c", 4, "ソ申", 0},
    {949, "\xb0\xa1\x81\x41", 4, "가갂", 0},
    {936, "\xc4\xe3\xba\xc3", 4, "你好", 0},
    {950, "\xa7\x41\xa6\x6e", 4, "你好", 0},
    {20866, "\xf0\xd2\xc9", 3, "При", 0},
    {50220, "\x1b$B$\"\x1b(B.", 9, "あ.", 0},
    {65001, "\xc3\xa9", 2, "é", 0},
    {65001, "a\xc3(", 3, "a\xef\xbf\xbd(", 1},
    {932, "a\x83", 2, "a\xef\xbf\xbd", 1},
    {1200, "a\0\x3d\xd8\x00\xde", 6, "a😀", 0},
    {1200,
	"a\0\x00\xd8"
	"b\0",
	6,
	"a\xef\xbf\xbd"
	"b",
	2},
    {1200, "a\0b", 3, "a\xef\xbf\xbd", 1},
    {1200, "a\0\0\0b\0\0\0", 8, "a b", 0},
    {1252, "a\0b\0\0", 5, "a b", 0},
    {1252, "", 0, "", 0},
};

static void
test_to_utf8(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		guint64 nbad = 0;
		GString *text =
		    codepage_to_utf8(cases[i].codepage, cases[i].bytes, cases[i].len, &nbad);

		assert_string_equal(text->str, cases[i].text);
		assert_int_equal(nbad, cases[i].nbad);
		g_string_free(text, TRUE);
	}
}

static void
test_long(void **state)
{
	g_autofree char *bytes = g_strnfill(100001, '\xe9');
	GString *text = codepage_to_utf8(1252, bytes, 100001, NULL);

	(void)state;
	assert_int_equal(text->len, 200002);
	g_string_free(text, TRUE);
}

static void
test_names(void **state)
{
	(void)state;
	assert_string_equal(codepage_charset(1252), "windows-1252");
	assert_null(codepage_charset(1));
	assert_int_equal(codepage_of_charset("Shift_JIS", 9), 932);
	assert_int_equal(codepage_of_charset("UTF-8;", 5), 65001);
	assert_int_equal(codepage_of_charset("klingon", 7), 0);
	assert_false(codepage_is_ascii_based(1200));
	assert_true(codepage_is_ascii_based(932));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_to_utf8),
	    cmocka_unit_test(test_long),
	    cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests_name("codepage", tests, NULL, NULL);
}
