/* SPDX-License-Identifier: Apache-2.0 */
/* Foreign text comes out harmless, sizes and progress come out readable. */
#include "cmd/terminal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cmd/progress.h"

#define BYTES(s) (s), (gssize)(sizeof(s) - 1)

static const struct {
	const char *name;
	const char *bytes;
	gssize len;
	const char *shown;
} texts[] = {
    {"plain", BYTES("inbox.mbox"), "inbox.mbox"},
    {"empty", BYTES(""), ""},
    {"letters of all scripts", BYTES("Ärger 日本 🙂"), "Ärger 日本 🙂"},
    {"a backslash stays", BYTES("a\\x41"), "a\\x41"},
    {"escape sequence", BYTES("\033]0;x\007"), "\\x1b]0;x\\x07"},
    {"line ends", BYTES("a\r\nb\tc"), "a\\x0d\\x0ab\\x09c"},
    {"NUL and DEL", BYTES("a\0b\177"), "a\\x00b\\x7f"},
    {"C1 as UTF-8",
	BYTES("\xc2\x9b"
	      "31m"),
	"\\u{9b}31m"},
    {"C1 as a byte",
	BYTES("\x9b"
	      "31m"),
	"\\x9b31m"},
    {"right-to-left override", BYTES("exe\xe2\x80\xaetxt"), "exe\\u{202e}txt"},
    {"isolates", BYTES("\xe2\x81\xa6x\xe2\x81\xa9"), "\\u{2066}x\\u{2069}"},
    {"line separator", BYTES("\xe2\x80\xa8"), "\\u{2028}"},
    {"overlong", BYTES("\xc0\x80"), "\\xc0\\x80"},
    {"cut off", BYTES("\xe2\x80"), "\\xe2\\x80"},
    {"surrogate", BYTES("\xed\xa0\x80"), "\\xed\\xa0\\x80"},
    {"above Unicode", BYTES("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80"},
    {"Latin-1", BYTES("caf\xe9!"), "caf\\xe9!"},
};

static void
test_escape(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *shown = terminal_escape(texts[i].bytes, texts[i].len);
		g_autofree char *again = terminal_escape(shown, -1);

		if (strcmp(shown, texts[i].shown) != 0)
			fail_msg("%s: %s", texts[i].name, shown);
		assert_string_equal(again, shown);
	}
}

static void
test_size(void **state)
{
	static const struct {
		guint64 bytes;
		const char *shown;
	} rows[] = {
	    {0, "0 B"},
	    {1023, "1023 B"},
	    {1024, "1.0 KiB"},
	    {1536, "1.5 KiB"},
	    {1024 * 1024 - 1, "1.0 MiB"},
	    {G_GUINT64_CONSTANT(1288490189), "1.2 GiB"},
	    {G_MAXUINT64, "16.0 EiB"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *shown = terminal_size(rows[i].bytes);

		assert_string_equal(shown, rows[i].shown);
	}
}

static void
test_progress(void **state)
{
	static const guint64 gib = 1024 * 1024 * 1024;
	const struct {
		struct progress_state state;
		const char *line;
	} rows[] = {
	    {{"sealing", 0, 0, 0}, "sealing  0 B"},
	    {{"sealing", 0, 2 * gib, 9000000}, "sealing  0 B of 2.0 GiB"},
	    {{"sealing", gib, 2 * gib, 100000}, "sealing  1.0 GiB of 2.0 GiB"},
	    {{"sealing", gib, 2 * gib, 4000000},
		"sealing  1.0 GiB of 2.0 GiB  256.0 MiB/s  4 s left"},
	    {{"sealing", gib, 0, 4000000}, "sealing  1.0 GiB  256.0 MiB/s"},
	    {{"sealing", 3 * gib, 2 * gib, 4000000}, "sealing  3.0 GiB of 2.0 GiB  768.0 MiB/s"},
	    {{"sealing", gib, 3000 * gib, 4000000},
		"sealing  1.0 GiB of 2.9 TiB  256.0 MiB/s  3 h 19 min left"},
	    {{"sealing", gib, 51 * gib, 4000000},
		"sealing  1.0 GiB of 51.0 GiB  256.0 MiB/s  4 min left"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *line = progress_format(&rows[i].state);

		assert_string_equal(line, rows[i].line);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_escape),
	    cmocka_unit_test(test_size),
	    cmocka_unit_test(test_progress),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
