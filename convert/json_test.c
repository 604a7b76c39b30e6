/* SPDX-License-Identifier: Apache-2.0 */
/* Canonical JSON: what is written means the same to another reader, and has one spelling. */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "convert/json_read.h"
#include "convert/json_write.h"

static char *
written(const char *bytes)
{
	GString *s = g_string_new(NULL);

	json_put_string(s, bytes);
	return g_string_free(s, FALSE);
}

static struct json_reader
reader(const char *text)
{
	return (struct json_reader){.at = text, .end = text + strlen(text)};
}

static const struct {
	const char *bytes, *text;
} strings[] = {
    {"", "\"\""},
    {"plain", "\"plain\""},
    {"\"\\/", "\"\\\"\\\\/\""},
    {"\b\t\n\f\r", "\"\\b\\t\\n\\f\\r\""},
    {"\x01\x1f\x7f", "\"\\u0001\\u001f\\u007f\""},
    {"\xc3\xbc\xf0\x9f\x92\x8c", "\"\xc3\xbc\xf0\x9f\x92\x8c\""},
    {"\xff", "{\"b64\":\"/w==\"}"},
    {"a\xc3", "{\"b64\":\"YcM=\"}"},
    {"\xed\xa0\x80\n", "{\"b64\":\"7aCACg==\"}"},
};

static void
test_strings(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(strings); i++) {
		g_autofree char *text = written(strings[i].bytes), *back = NULL;
		struct json_reader r = reader(text);

		assert_string_equal(text, strings[i].text);
		assert_true(json_read_string(&r, &back));
		assert_string_equal(back, strings[i].bytes);
		assert_ptr_equal(r.at, r.end);
	}
}

/* Every byte and pair of bytes, against jansson. */
static void
test_jansson(void **state)
{
	(void)state;
	for (unsigned pair = 1; pair < 0x10000; pair++) {
		char bytes[] = {(char)(pair & 0xff), (char)(pair >> 8), '\0'};
		g_autofree char *text = NULL;
		json_t *json;

		if (bytes[0] == '\0')
			continue;
		text = written(bytes);
		json = json_loads(text, JSON_DECODE_ANY, NULL);
		assert_non_null(json);
		if (json_is_string(json))
			assert_string_equal(json_string_value(json), bytes);
		else
			assert_non_null(json_object_get(json, "b64"));
		json_decref(json);
	}
}

static void
test_refused_strings(void **state)
{
	static const char *const texts[] = {"", "a", "\"", "\"a", "\"\\", "\"\\u", "\"\\u00",
	    "\"\\u000\"", "\"\\/\"", "\"\\u0041\"", "\"\\u000a\"", "\"\\u001F\"", "\"\\u0000\"",
	    "\"\\u0080\"", "\"\\ud83d\\udc8c\"", "\"\n\"", "\"\x7f\"", "\"\xff\"", "\"\xc3\"",
	    "\"\xed\xa0\x80\"", "\"\xc0\x80\"", "{\"b64\":\"\"}", "{\"b64\":\"YQ==\"}",
	    "{\"b64\":\"/w\"}", "{\"b64\":\"/x==\"}", "{\"b64\":\"/w==\"",
	    "{\"b64\":\"/w==\",\"a\":1}", "{\"b64\": \"/w==\"}", "{\"b64\":\"/wA=\"}",
	    "{\"b64\":\" /w==\"}", "{\"b65\":\"/w==\"}"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		struct json_reader r = reader(texts[i]);
		char *bytes;

		if (json_read_string(&r, &bytes) || r.problem == NULL || bytes != NULL)
			fail_msg("accepted: %s", texts[i]);
	}
}

static void
test_numbers(void **state)
{
	static const gint64 numbers[] = {0, 1, -1, 9, 10, 1234567890, G_MAXINT64, G_MININT64};
	GString *s = g_string_new(NULL);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
		struct json_reader r;
		gint64 back;
		char text[32];

		g_string_truncate(s, 0);
		json_put_int(s, numbers[i]);
		g_snprintf(text, sizeof(text), "%" G_GINT64_FORMAT, numbers[i]);
		assert_string_equal(s->str, text);
		r = reader(s->str);
		assert_true(json_read_int(&r, &back));
		assert_true(back == numbers[i]);
	}
	g_string_free(s, TRUE);
}

static void
test_refused_numbers(void **state)
{
	static const char *const texts[] = {"", "-", "01", "00", "-0", "-01", "+1", " 1", "a", ".5",
	    "9223372036854775808", "-9223372036854775809", "18446744073709551616",
	    "99999999999999999999"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		struct json_reader r = reader(texts[i]);
		gint64 n;

		if (json_read_int(&r, &n) || r.problem == NULL)
			fail_msg("accepted: %s", texts[i]);
	}
}

static void
test_skip(void **state)
{
	static const struct {
		const char *text;
		bool good;
	} cases[] = {{"{}", true}, {"[]", true}, {"{\"a\":[1,{\"b\":null},\"c\"],\"d\":-5}", true},
	    {"true", true}, {"false", true}, {"[[[[[[[[]]]]]]]]", true},
	    {"[[[[[[[[[]]]]]]]]]", false}, {"{\"b64\":\"/w==\"}", true}, {"1.5", false},
	    {"1e5", false}, {"[1,]", false}, {"[,1]", false}, {"[1 ,2]", false}, {"{\"a\"}", false},
	    {"{a:1}", false}, {"{\"\":1}", false}, {"{\"\\u0061\":1}", false},
	    {"{\"a\":1,}", false}, {"{\"a\":1", false}, {"[", false}, {"nul", false},
	    {"[1}", false}, {"\"\\x\"", false}, {"", false}};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct json_reader r = reader(cases[i].text);
		bool good = json_skip(&r) && r.at == r.end;

		if (good != cases[i].good)
			fail_msg("%s: %s", cases[i].text, r.problem);
	}
}

static void
test_pull(void **state)
{
	struct json_reader r = reader("{\"a\":[1,2],\"b\":true,\"c\":\"00ff\",\"d\":{}}");
	struct json_span name;
	unsigned char bytes[2];
	guint64 sum = 0, n;

	(void)state;
	json_enter(&r, '{');
	assert_true(json_next_member(&r, &name));
	json_enter(&r, '[');
	while (json_next(&r) && json_read_uint(&r, &n))
		sum += n;
	assert_int_equal(sum, 3);
	assert_true(json_next_member(&r, &name));
	assert_true(name.len == 1 && name.text[0] == 'b');
	assert_true(json_read_true(&r));
	assert_true(json_next_member(&r, &name));
	assert_true(json_read_hex(&r, bytes, 2));
	assert_int_equal(bytes[1], 0xff);
	assert_true(json_next_member(&r, &name));
	json_enter(&r, '{');
	assert_false(json_next_member(&r, &name));
	assert_false(json_next_member(&r, &name));
	assert_null(r.problem);
	assert_ptr_equal(r.at, r.end);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_strings),
	    cmocka_unit_test(test_jansson),
	    cmocka_unit_test(test_refused_strings),
	    cmocka_unit_test(test_numbers),
	    cmocka_unit_test(test_refused_numbers),
	    cmocka_unit_test(test_skip),
	    cmocka_unit_test(test_pull),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
