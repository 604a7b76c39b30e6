/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of cursor.c. */
#include "crypto/cursor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const unsigned char bytes[] = {0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9};

static void
test_numbers(void **state)
{
	struct cursor c;

	(void)state;
	c = cursor_at(bytes, sizeof(bytes));
	assert_int_equal(cursor_le16(&c), 0xf2f1);
	c = cursor_at(bytes, sizeof(bytes));
	assert_int_equal(cursor_le32(&c), 0xf4f3f2f1);
	c = cursor_at(bytes, sizeof(bytes));
	assert_true(cursor_le64(&c) == G_GUINT64_CONSTANT(0xf8f7f6f5f4f3f2f1));
	assert_false(cursor_is_done(&c));
	assert_ptr_equal(cursor_take(&c, 1), bytes + 8);
	assert_true(cursor_is_done(&c));
	assert_non_null(cursor_take(&c, 0));
}

/* Once past the end, what is left is not handed out any more either. */
static void
test_past_the_end(void **state)
{
	struct cursor c = cursor_at(bytes, 7);

	(void)state;
	assert_true(cursor_le64(&c) == 0);
	assert_true(c.failed);
	assert_null(cursor_take(&c, 1));
	assert_null(cursor_take(&c, 0));
	assert_false(cursor_is_done(&c));

	c = cursor_at(bytes, sizeof(bytes));
	cursor_skip(&c, 2);
	assert_null(cursor_take(&c, SIZE_MAX));
	assert_true(c.failed);

	c = cursor_at(NULL, 0);
	assert_true(cursor_is_done(&c));
	assert_true(cursor_le64(&c) == 0);
	assert_false(cursor_is_done(&c));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_numbers),
	    cmocka_unit_test(test_past_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
