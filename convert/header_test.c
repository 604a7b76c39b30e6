/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of header.c. */
#include "convert/header.h"

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* fields: "name=value" of each field, each followed by '|', line ends shown as they are. */
struct header_case {
	const char *name;
	const char *text;
	const char *fields;
	size_t length; /* of the header with its empty line */
	bool complete;
};

static const struct header_case cases[] = {
    {"plain", "A: 1\nBee: two\n\nbody: x\n", "A=1|Bee=two|", 15, true},
    {"crlf", "A: 1\r\nB: 2\r\n\r\nC: 3\r\n", "A=1|B=2|", 14, true},
    {"cr only", "A: 1\rB: 2\r x\r\rC: 3\r", "A=1|B=2\r x|", 14, true},
    {"folded", "A: 1\n\t2\n 3\nB:4\n\n", "A=1\n\t2\n 3|B=4|", 16, true},
    {"folded crlf", "A: 1\r\n 2\r\n\r\n", "A=1\r\n 2|", 12, true},
    {"trailing blanks stay", "K: a   \n\n", "K=a   |", 9, true},
    {"blank before the colon", "A : 1\n\n", "A=1|", 7, true},
    {"empty value", "A:\nB: \n\n", "A=|B=|", 8, true},
    {"value on the folded line", "A:\n b\n\n", "A=\n b|", 7, true},
    {"no colon is passed over", "nothing here\nA: 1\n\n", "A=1|", 19, true},
    {"folded line first", " x: y\nA: 1\n\n", "A=1|", 12, true},
    {"second From_ line", ">From a Mon Jan  1 00:00:00 2001\nA: 1\n\n", "A=1|", 39, true},
    {"byte order mark",
	"\xef\xbb\xbf"
	"A: 1\n\n",
	"A=1|", 9, true},
    {"8-bit name", "S\xfc: 1\n\n", "S\xfc=1|", 7, true},
    {"lone CR in an LF header", "A: 1\nB: 2\rC: 3\n\n", "A=1|B=2\rC: 3|", 16, true},
    {"a blank line is no empty line", "A: 1\n \nB: 2\n\n", "A=1\n |B=2|", 13, true},
    {"empty header", "\nA: 1\n", "", 1, true},
    {"no empty line", "A: 1\nB: 2\n", "A=1|B=2|", 10, false},
    {"cut in a value", "A: 1\nB: 2", "A=1|B=2|", 9, false},
    {"cut before LF", "A: 1\r", "A=1\r|", 5, false},
    {"cut in a name", "A: 1\nBee", "A=1|", 8, false},
    {"nothing", "", "", 0, false},
};

static void
test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const unsigned char *text = (const unsigned char *)cases[i].text;
		g_autoptr(GString) got = g_string_new(NULL);
		size_t len = strlen(cases[i].text);
		struct header_field f;
		size_t pos = 0;
		bool complete;

		while (header_next(text, len, &pos, &f)) {
			g_string_append_len(got, (const char *)f.name, (gssize)f.name_len);
			g_string_append_c(got, '=');
			g_string_append_len(got, (const char *)f.value, (gssize)f.value_len);
			g_string_append_c(got, '|');
		}
		if (strcmp(got->str, cases[i].fields) != 0)
			fail_msg("%s: %s", cases[i].name, got->str);
		if (header_length(text, len, &complete) != cases[i].length ||
		    complete != cases[i].complete)
			fail_msg("%s: length", cases[i].name);
	}
}

static void
test_find(void **state)
{
	static const unsigned char head[] = "Subject: a\nX-UID: 7\nsubject: b\n\nTo: c\n";
	struct header_field f;

	(void)state;
	assert_true(header_find(head, sizeof(head) - 1, "SUBJECT", &f));
	assert_memory_equal(f.value, "a", 1);
	assert_int_equal(f.at, 0);
	assert_int_equal(f.end, 11);
	assert_true(header_find(head, sizeof(head) - 1, "x-uid", &f));
	assert_int_equal(f.at, 11);
	assert_false(header_find(head, sizeof(head) - 1, "To", &f));
	assert_false(header_find(head, sizeof(head) - 1, "Sub", &f));
}

static void
test_find_all(void **state)
{
	static const unsigned char head[] = "Subject: a\nX-UID: 7\nsubject: b\n\nTo: c\n";
	static const char *const names[] = {"X-UID", "To", "Subject"};
	struct header_field found[3];

	(void)state;
	header_find_all(head, sizeof(head) - 1, 3, names, found);
	assert_int_equal(found[0].at, 11);
	assert_null(found[1].name);
	assert_non_null(found[2].name);
	assert_int_equal(found[2].at, 0);
}

static void
test_nul(void **state)
{
	static const unsigned char head[] = "A: x\0y\nB\0: 1\nC: 2\n\n";
	struct header_field f;
	size_t pos = 0;

	(void)state;
	assert_true(header_next(head, sizeof(head) - 1, &pos, &f));
	assert_int_equal(f.value_len, 3);
	assert_memory_equal(f.value, "x\0y", 3);
	assert_true(header_next(head, sizeof(head) - 1, &pos, &f));
	assert_true(header_is(&f, "C"));
	assert_false(header_next(head, sizeof(head) - 1, &pos, &f));
}

static void
test_looks_like_field(void **state)
{
	static const struct {
		const char *line;
		bool is;
	} lines[] = {{"Subject: x\n", true}, {"a:\n", true}, {"a", false}, {"", false},
	    {": x\n", false}, {" a: b\n", false}, {"http://example.org/\n", false},
	    {"two words: x\n", false}, {"S\xfc: x\n", false}, {"X :y\n", true}};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
		if (header_looks_like_field(
			(const unsigned char *)lines[i].line, strlen(lines[i].line)) != lines[i].is)
			fail_msg("%s", lines[i].line);
}

/* Of fields that a sender can forge, those count that stand above what servers write. */
static void
test_find_above(void **state)
{
	static const struct {
		const char *head;
		bool there;
	} heads[] = {{"X: 1\nReceived: y\n\n", true}, {"A: b\nx: 1\n\n", true},
	    {"Received: y\nX: 1\n\n", false}, {"delivered-to: y\nX: 1\n\n", false},
	    {"Return-Path: <>\nX: 1\n\n", false}, {"A: b\n\nX: 1\n", false}};
	struct header_field f;

	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (header_find_above((const unsigned char *)heads[i].head, strlen(heads[i].head),
			"X", &f) != heads[i].there)
			fail_msg("%s", heads[i].head);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cases),
	    cmocka_unit_test(test_find),
	    cmocka_unit_test(test_find_all),
	    cmocka_unit_test(test_find_above),
	    cmocka_unit_test(test_nul),
	    cmocka_unit_test(test_looks_like_field),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
