/* SPDX-License-Identifier: Apache-2.0 */
/* Messages that are held: the same bytes come back, from memory and from a spill. */
#include "convert/held_message.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define PIECE 100000

static void
gather(void *user, const struct span *s)
{
	assert_non_null(s->owner);
	g_byte_array_append(user, s->data, (guint)s->len);
}

/* Holds a message of n pieces, each another one, and takes it back. */
static void
hold(struct held_message *h, guint n)
{
	g_autoptr(GByteArray) before = g_byte_array_new(), after = g_byte_array_new();

	held_message_begin(h);
	for (guint i = 0; i < n; i++) {
		g_autoptr(buffer) b = buffer_new(PIECE);
		size_t from = i % 3; /* a span need not be all of its owner */

		memset(b->data, (int)i, PIECE);
		b->len = PIECE;
		assert_true(held_message_add(h,
		    &(struct span){.owner = b, .data = b->data + from, .len = PIECE - from}, NULL));
		g_byte_array_append(before, b->data + from, (guint)(PIECE - from));
	}
	assert_int_equal(held_message_len(h), before->len);
	assert_true(held_message_give(h, gather, after, NULL));
	assert_int_equal(after->len, before->len);
	assert_true(n == 0 || memcmp(after->data, before->data, before->len) == 0);
}

static void
test_hold(void **state)
{
	static const guint sizes[] = {0, 1, 5, HELD_MESSAGE_MEMORY / PIECE + 3, 2};

	(void)state;
	for (int spilling = 0; spilling < 2; spilling++) {
		g_autoptr(spill) long_ones = spilling ? spill_open(NULL) : NULL;
		g_autoptr(held_message) h = held_message_new(long_ones);

		for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++)
			hold(h, sizes[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_hold)};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
