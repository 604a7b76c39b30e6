/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of mh_sequences.c: what a file of sequences says of a message. */
#include "convert/mh_sequences.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
test_cases(void **state)
{
	static const struct {
		const char *text;
		guint64 number;
		const char *told; /* flags or "-", then keywords */
	} cases[] = {
	    {"", 1, "-"},
	    {"my: 1\n", 1, "- my"},
	    {"my: 1\n", 2, "-"},
	    {"unseen: 1\n", 1, "0"},
	    {"unseen: 1\n", 2, "1"},
	    {"unseen:\n", 2, "1"},
	    {"replied: 1\n", 1, "3"},
	    {"flagged: 1\nunseen: 1", 1, "4"},
	    {"cur: 7\n", 7, "- cur"},
	    {"my: 1-3 5 9-12\n", 2, "- my"},
	    {"my: 1-3 5 9-12\n", 4, "-"},
	    {"my: 1-3 5 9-12\n", 12, "- my"},
	    {"my: 9-12 1-3 2-10\n", 8, "- my"},
	    {"my: 1 2\n 3 4\n\t5\n", 5, "- my"},
	    {"my: 1 2\r\nunseen: 2\r\n", 2, "0 my"},
	    {"my: x 3-1 -2 4- 5\n", 5, "- my"},
	    {"my: x 3-1 -2 4- 5\n", 4, "-"},
	    {"my: 18446744073709551615 1\n", 1, "- my"},
	    {"no colon\nmy: 1\n", 1, "- my"},
	    {": 1\n", 1, "-"},
	    {"\xff: 1\n", 1, "-"},
	    {"b: 1\na: 1\n", 1, "- b a"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct mh_sequences *s = mh_sequences_parse(cases[i].text);
		g_autoptr(GString) told = g_string_new(NULL);
		struct message m = {0};

		mh_sequences_apply(s, cases[i].number, &m);
		if (m.has_flags)
			g_string_append_printf(told, "%x", m.flags);
		else
			g_string_append_c(told, '-');
		for (guint k = 0; m.keywords != NULL && k < m.keywords->len; k++)
			g_string_append_printf(told, " %s", (char *)m.keywords->pdata[k]);
		if (strcmp(told->str, cases[i].told) != 0)
			fail_msg("%s: %s", cases[i].text, told->str);
		message_clear(&m);
		mh_sequences_free(s);
	}
}

static void
test_limit(void **state)
{
	g_autoptr(GString) text = g_string_new(NULL);
	struct message m = {0};
	struct mh_sequences *s;

	(void)state;
	for (int i = 0; i < 2 * MH_SEQUENCES_NAMES_MAX; i++)
		g_string_append_printf(text, "s%d: 1\n", i);
	s = mh_sequences_parse(text->str);
	mh_sequences_apply(s, 1, &m);
	assert_int_equal(m.keywords->len, MH_SEQUENCES_NAMES_MAX);
	message_clear(&m);
	mh_sequences_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cases),
	    cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
