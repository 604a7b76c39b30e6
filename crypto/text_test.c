/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of text.c and text_value.c. */
#include "crypto/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ID "00112233445566778899aabbccddeeff"
#define TYPE "mailpouch/1 test\n"
#define HEAD TYPE "archive: " ID "\nvolume: 1\n"
#define WHOLE HEAD "created: 2026-11-23T14:49:00Z\n"

static const struct text_key keys[] = {
    {"archive", TEXT_HEX32, 0},
    {"volume", TEXT_NUMBER, 0},
    {"root", TEXT_HEX64, TEXT_OPTIONAL},
    {"signer", TEXT_TOKEN, TEXT_OPTIONAL | TEXT_REPEATED},
    {"created", TEXT_TIME, 0},
    {"label", TEXT_LINE, TEXT_OPTIONAL},
};
static const char *const critical[] = {"known", "other", NULL};
static const struct text_form form = {"mailpouch/1 test", keys, G_N_ELEMENTS(keys), 4096, critical};

static void
test_writes_in_order(void **state)
{
	static const unsigned char id[16] = {0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88,
	    0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};
	static const char expected[] =
	    TYPE "critical: known\ncritical: other\narchive: " ID "\nvolume: 12\nsigner: RWa\n"
		 "signer: RWb\ncreated: 2026-11-23T14:49:00Z\nlabel: a label: of mine, 7\n"
		 "x-a: 1\nx-a-b: 3\nx-b: 2\n";
	g_autoptr(typed_text) t = text_new(&form);
	g_autoptr(GBytes) bytes = NULL;
	GError *error = NULL;

	(void)state;
	text_add(t, "x-b", "2");
	text_add(t, "label", "%s, %d", "a label: of mine", 7);
	text_add(t, "x-a-b", "3");
	text_add(t, "created", "2026-11-23T14:49:00Z");
	text_add(t, "x-a", "1");
	text_add(t, "signer", "RWb");
	text_add(t, "volume", "%d", 12);
	text_add(t, "signer", "RWa");
	text_add(t, "critical", "other");
	text_add_hex(t, "archive", id, sizeof(id));
	text_add(t, "critical", "known");
	bytes = text_format(t, &error);
	assert_non_null(bytes);
	assert_int_equal(g_bytes_get_size(bytes), strlen(expected));
	assert_memory_equal(g_bytes_get_data(bytes, NULL), expected, strlen(expected));
}

static void
test_reads(void **state)
{
	static const char data[] = TYPE "critical: known\narchive: " ID "\n"
					"volume: 9223372036854775807\nsigner: A\nsigner: B\n"
					"created: 2024-02-29T23:59:59Z\nx-note: hello  world\n";
	g_autoptr(typed_text) t = text_parse(&form, data, strlen(data), NULL);
	g_autoptr(GPtrArray) signers = NULL;
	g_autoptr(GPtrArray) names = NULL;
	unsigned char id[16];

	(void)state;
	assert_non_null(t);
	assert_string_equal(text_get(t, "archive"), ID);
	assert_true(text_get_number(t, "volume") == G_MAXINT64);
	text_get_hex(t, "archive", id, sizeof(id));
	assert_int_equal(id[15], 0xff);
	assert_null(text_get(t, "root"));
	assert_null(text_get(t, "label"));
	assert_string_equal(text_get(t, "x-note"), "hello  world");
	assert_null(text_get(t, "x-none"));
	signers = text_values(t, "signer");
	assert_int_equal(signers->len, 2);
	assert_string_equal(signers->pdata[0], "A");
	assert_string_equal(signers->pdata[1], "B");
	names = text_values(t, "critical");
	assert_int_equal(names->len, 1);
	assert_string_equal(names->pdata[0], "known");
}

static const struct refused {
	const char *data;
	const char *message;
} refused[] = {
    {"", "line 1: not \"mailpouch/1 test\""},
    {"mailpouch/1 test", "line 1: not \"mailpouch/1 test\""},
    {"mailpouch/1 seal\n", "line 1: not \"mailpouch/1 test\""},
    {"mailpouch/1 test \n", "line 1: not \"mailpouch/1 test\""},
    {"mailpouch/1 test\r\n", "line 1: not \"mailpouch/1 test\""},
    {"\xef\xbb\xbf" WHOLE, "line 1: not \"mailpouch/1 test\""},
    {TYPE, "\"archive\" is missing"},
    {HEAD, "\"created\" is missing"},
    {TYPE "archive: " ID "\ncreated: 2026-11-23T14:49:00Z\n", "line 3: \"volume\" is missing"},
    {TYPE "archive: " ID "\nx-a: 1\n", "line 3: \"volume\" is missing"},
    {TYPE "volume: 1\narchive: " ID "\n", "line 2: \"archive\" is missing"},
    {WHOLE "volume: 1\n", "line 5: \"volume\" is out of order"},
    {HEAD "volume: 1\n", "line 4: \"volume\" is given twice"},
    {HEAD "signer: b\nsigner: a\n", "line 5: \"signer\" is out of order"},
    {HEAD "signer: b\nsigner: b\n", "line 5: \"signer\" is given twice"},
    {WHOLE "x-b: 1\nx-a: 2\n", "line 6: \"x-a\" is out of order"},
    {WHOLE "x-a: 1\nx-a: 2\n", "line 6: \"x-a\" is given twice"},
    {WHOLE "x-a: 1\nlabel: b\n", "line 6: \"label\" is out of order"},
    {WHOLE "critical: known\n", "line 5: \"critical\" is out of order"},
    {TYPE "critical: other\ncritical: known\n", "line 3: \"critical\" is out of order"},
    {TYPE "critical: known\ncritical: known\n", "line 3: \"critical\" is given twice"},
    {"mailpouch/ test\n", "line 1: not \"mailpouch/1 test\""},
    {"mailpouch/2 tests\n", "line 1: not \"mailpouch/1 test\""},
    {"\nmailpouch/2 test\n", "line 1: not \"mailpouch/1 test\""},
    {TYPE "critical: Known\n", "line 2: \"critical\" is not a name of a-z 0-9 -"},
    {WHOLE "other: 1\n", "line 5: unknown key"},
    {WHOLE "Label: 1\n", "line 5: unknown key"},
    {WHOLE " label: 1\n", "line 5: unknown key"},
    {WHOLE "label : 1\n", "line 5: unknown key"},
    {WHOLE "x-: 1\n", "line 5: unknown key"},
    {WHOLE "x-A: 1\n", "line 5: unknown key"},
    {WHOLE "x-a_b: 1\n", "line 5: unknown key"},
    {WHOLE ": 1\n", "line 5: unknown key"},
    {WHOLE "\n", "line 5: not \"key: value\""},
    {WHOLE "label\n", "line 5: not \"key: value\""},
    {WHOLE "label:a\n", "line 5: not \"key: value\""},
    {WHOLE "label:\ta\n", "line 5: not printable ASCII"},
    {WHOLE "label: a\r\n", "line 5: not printable ASCII"},
    {WHOLE "label: \303\244\n", "line 5: not printable ASCII"},
    {WHOLE "label: a\x1b[1m\n", "line 5: not printable ASCII"},
    {WHOLE "label: a", "line 5: no line end"},
    {WHOLE "label: a\nx", "line 6: no line end"},
    {WHOLE "label: \n", "line 5: \"label\" is not printable ASCII without blanks at its ends"},
    {WHOLE "label:  a\n", "line 5: \"label\" is not printable ASCII without blanks at its ends"},
    {WHOLE "label: a \n", "line 5: \"label\" is not printable ASCII without blanks at its ends"},
    {WHOLE "x-a:  a\n", "line 5: \"x-a\" is not printable ASCII without blanks at its ends"},
    {HEAD "signer: a b\n", "line 4: \"signer\" is not a word of A-Z a-z 0-9 + / = . _ -"},
    {TYPE "archive: 00112233445566778899AABBCCDDEEFF\n",
	"line 2: \"archive\" is not 32 lower-case hex digits"},
    {TYPE "archive: 00112233445566778899aabbccddeef\n",
	"line 2: \"archive\" is not 32 lower-case hex digits"},
    {HEAD "root: " ID "\n", "line 4: \"root\" is not 64 lower-case hex digits"},
};

static void
test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
		const struct refused *c = &refused[i];
		g_autoptr(GError) error = NULL;
		g_autoptr(typed_text) t = text_parse(&form, c->data, strlen(c->data), &error);

		if (t != NULL)
			fail_msg("case %zu accepted", i);
		assert_int_equal(err_kind(error), ERR_FORMAT);
		assert_string_equal(error->message, c->message);
	}
}

/* What is well-formed but must not be ignored, or is of another version. */
static void
test_unsupported(void **state)
{
	static const struct refused cases[] = {
	    {TYPE "critical: fancy\n",
		"line 2: \"critical\" names \"fancy\", which this version does "
		"not know and must not ignore"},
	    {"mailpouch/2 test\n",
		"line 1: not \"mailpouch/1 test\", but of another version of the format"},
	    {"mailpouch/12 test\nx",
		"line 1: not \"mailpouch/1 test\", but of another version of the format"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct refused *c = &cases[i];
		g_autoptr(GError) error = NULL;

		assert_null(text_parse(&form, c->data, strlen(c->data), &error));
		assert_int_equal(err_kind(error), ERR_UNSUPPORTED);
		assert_string_equal(error->message, c->message);
	}
}

static void
test_nul_is_refused(void **state)
{
	static const char data[] = WHOLE "label: a\0b\n";
	g_autoptr(typed_text) t = text_parse(&form, data, sizeof(data) - 1, NULL);

	(void)state;
	assert_null(t);
}

/* Each flip either breaks the text or gives another text; none is ignored. */
static void
test_bit_flips(void **state)
{
	char data[] = TYPE "critical: known\narchive: " ID "\nvolume: 10\nsigner: A\nsigner: B\n"
			   "created: 2026-11-23T14:49:00Z\nlabel: some words\nx-a: 1\n";
	size_t len = sizeof(data) - 1;

	(void)state;
	for (size_t bit = 0; bit < 8 * len; bit++) {
		g_autoptr(typed_text) t = NULL;
		g_autoptr(GBytes) bytes = NULL;

		data[bit / 8] = (char)(data[bit / 8] ^ (1 << bit % 8));
		t = text_parse(&form, data, len, NULL);
		if (t != NULL) {
			bytes = text_format(t, NULL);
			assert_int_equal(g_bytes_get_size(bytes), len);
			assert_memory_equal(g_bytes_get_data(bytes, NULL), data, len);
		}
		data[bit / 8] = (char)(data[bit / 8] ^ (1 << bit % 8));
	}
}

static const struct value_case {
	enum text_type type;
	const char *value;
	bool good;
} values[] = {
    {TEXT_NUMBER, "0", true},
    {TEXT_NUMBER, "10", true},
    {TEXT_NUMBER, "999999999999999999", true},
    {TEXT_NUMBER, "9223372036854775807", true},
    {TEXT_NUMBER, "9223372036854775808", false},
    {TEXT_NUMBER, "10000000000000000000", false},
    {TEXT_NUMBER, "00", false},
    {TEXT_NUMBER, "01", false},
    {TEXT_NUMBER, "-1", false},
    {TEXT_NUMBER, "+1", false},
    {TEXT_NUMBER, "1e3", false},
    {TEXT_NUMBER, "", false},
    {TEXT_TIME, "2026-11-23T14:49:00Z", true},
    {TEXT_TIME, "2000-02-29T00:00:00Z", true},
    {TEXT_TIME, "2026-02-29T00:00:00Z", false},
    {TEXT_TIME, "2026-04-31T00:00:00Z", false},
    {TEXT_TIME, "2026-00-01T00:00:00Z", false},
    {TEXT_TIME, "2026-13-01T00:00:00Z", false},
    {TEXT_TIME, "0000-01-01T00:00:00Z", false},
    {TEXT_TIME, "2026-11-23T24:00:00Z", false},
    {TEXT_TIME, "2026-11-23T14:60:00Z", false},
    {TEXT_TIME, "2026-12-31T23:59:60Z", false},
    {TEXT_TIME, "2026-11-23t14:49:00z", false},
    {TEXT_TIME, "2026-11-23 14:49:00Z", false},
    {TEXT_TIME, "2026-11-23T14:49:00", false},
    {TEXT_TIME, "2026-11-23T14:49:00+00:00", false},
    {TEXT_TOKEN, "RW+/=._-9z", true},
    {TEXT_TOKEN, "a,b", false},
    {TEXT_TOKEN, "", false},
    {TEXT_LINE, "~ !", true},
    {TEXT_LINE, "a\nb", false},
    {TEXT_LINE, "a\177", false},
};

static void
test_values(void **state)
{
	g_autofree char *longest = g_strnfill(TEXT_VALUE_MAX, 'x');
	g_autofree char *longer = g_strnfill(TEXT_VALUE_MAX + 1, 'x');

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
		if (text_value_check(values[i].type, values[i].value, NULL) != values[i].good)
			fail_msg("value %zu: %s", i, values[i].value);
	assert_true(text_value_check(TEXT_LINE, longest, NULL));
	assert_false(text_value_check(TEXT_LINE, longer, NULL));
	longest[TEXT_NAME_MAX + 1] = '\0';
	assert_false(text_value_is_name(longest));
	longest[TEXT_NAME_MAX] = '\0';
	assert_true(text_value_is_name(longest));
}

static const struct writer_case {
	const char *key;
	const char *value;
	const char *message;
} writes[] = {
    {"label", "two\nlines", "\"label\" is not printable ASCII without blanks at its ends"},
    {"label", "", "\"label\" is not printable ASCII without blanks at its ends"},
    {"x-a", "b ", "\"x-a\" is not printable ASCII without blanks at its ends"},
    {"critical", "fancy",
	"\"critical\" names \"fancy\", which this version does not know and must not ignore"},
    {"volume", "1", "\"volume\" is given twice"},
    {"x-note", "b", "\"x-note\" is given twice"},
    {"signer", "A", "\"signer\" is given twice"},
};

static void
test_writer_is_held_to_the_rules(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(writes); i++) {
		g_autoptr(typed_text) t = text_new(&form);
		g_autoptr(GError) error = NULL;

		text_add(t, "archive", ID);
		text_add(t, "volume", "1");
		text_add(t, "created", "2026-11-23T14:49:00Z");
		text_add(t, "x-note", "a");
		text_add(t, "signer", "A");
		text_add(t, writes[i].key, "%s", writes[i].value);
		text_add(t, "label", "after the failure");
		assert_null(text_format(t, &error));
		assert_int_equal(err_kind(error), ERR_FORMAT);
		assert_string_equal(error->message, writes[i].message);
	}
}

static void
test_missing_and_too_large(void **state)
{
	struct text_form small = form;
	g_autoptr(typed_text) t = text_new(&small);
	GError *error = NULL;

	(void)state;
	text_add(t, "archive", ID);
	text_add(t, "created", "2026-11-23T14:49:00Z");
	assert_null(text_format(t, &error));
	assert_string_equal(error->message, "\"volume\" is missing");
	g_clear_error(&error);

	text_add(t, "volume", "1");
	small.max = strlen(WHOLE) - 1;
	assert_null(text_format(t, &error));
	g_clear_error(&error);
	assert_null(text_parse(&small, WHOLE, strlen(WHOLE), &error));
	assert_int_equal(err_kind(error), ERR_FORMAT);
	g_clear_error(&error);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_writes_in_order),
	    cmocka_unit_test(test_reads),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_unsupported),
	    cmocka_unit_test(test_nul_is_refused),
	    cmocka_unit_test(test_bit_flips),
	    cmocka_unit_test(test_values),
	    cmocka_unit_test(test_writer_is_held_to_the_rules),
	    cmocka_unit_test(test_missing_and_too_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
