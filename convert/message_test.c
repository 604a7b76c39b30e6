/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of message.c. */
#include "convert/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
test_names(void **state)
{
	(void)state;
	for (int q = QUOTING_NONE; q <= QUOTING_MBOXCL2; q++)
		assert_int_equal(quoting_parse(quoting_name((enum quoting)q)), q);
	for (int s = SEPARATOR_ABSENT; s <= SEPARATOR_CRLF; s++)
		assert_int_equal(separator_parse(separator_name((enum separator)s)), s);
	for (int r = RECEIVED_UNKNOWN; r <= RECEIVED_DATE; r++)
		assert_int_equal(received_from_parse(received_from_name((enum received_from)r)), r);
	assert_int_equal(quoting_parse("mbox"), -1);
	assert_int_equal(separator_parse(""), -1);
	assert_int_equal(received_from_parse("now"), RECEIVED_UNKNOWN);
}

static void
test_copy(void **state)
{
	struct message m = {.id = 7, .from_line = g_strdup("From x"), .head_len = 3}, copy;

	(void)state;
	message_add_keyword(&m, "Work");
	message_add_keyword(&m, "WORK");
	message_add_state(&m, "Status", "RO and more", 2);
	message_copy(&copy, &m);
	message_clear(&m);
	assert_int_equal(m.id, 0);
	assert_int_equal(copy.id, 7);
	assert_int_equal(copy.head_len, 0);
	assert_string_equal(copy.from_line, "From x");
	assert_int_equal(copy.keywords->len, 1);
	assert_string_equal(g_array_index(copy.states, struct message_state, 0).value, "RO");
	message_clear(&copy);
	message_clear(&copy);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_copy),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
