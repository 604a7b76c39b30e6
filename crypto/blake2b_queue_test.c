/* SPDX-License-Identifier: Apache-2.0 */
/* What a queue digests, against streams. */
#include "crypto/blake2b_queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char text[] = "the bytes of a message";

static void
expect(const void *data, size_t len, const unsigned char found[32])
{
	unsigned char wanted[32];
	struct blake2b s;

	blake2b_init(&s, BLAKE2B_256_SIZE);
	blake2b_update(&s, data, len);
	blake2b_final(&s, wanted);
	assert_memory_equal(found, wanted, sizeof(wanted));
}

static void
test_run_again(void **state)
{
	g_autoptr(blake2b_queue) q = blake2b_queue_new();
	unsigned char out[sizeof(text)][32];

	(void)state;
	blake2b_queue_run(q);
	for (int round = 0; round < 2; round++) {
		memset(out, 0, sizeof(out));
		for (size_t len = 0; len < sizeof(text); len++)
			blake2b_queue_add(q,
			    &(struct blake2b_input){.data = text + 3,
				.len = len > 3 ? len - 3 : 0,
				.head = text,
				.head_len = MIN(len, 3)},
			    out[len]);
		blake2b_queue_run(q);
		for (size_t len = 0; len < sizeof(text); len++)
			expect(text, len, out[len]);
	}
}

/* A queue that is full digests what it has before it gives more room. */
static void
test_room(void **state)
{
	g_autoptr(blake2b_queue) q = blake2b_queue_new();
	size_t size = BLAKE2B_QUEUE_ROOM / 3;
	unsigned char out[5][32] = {{0}};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(out); i++) {
		unsigned char *room = blake2b_queue_room(q, size);

		memset(room, (int)i, size);
		blake2b_queue_add(q, &(struct blake2b_input){.data = room, .len = size}, out[i]);
	}
	blake2b_queue_run(q);
	for (size_t i = 0; i < G_N_ELEMENTS(out); i++) {
		g_autofree unsigned char *same = g_malloc(size);

		memset(same, (int)i, size);
		expect(same, size, out[i]);
	}
}

/* What is larger than all room is given too; what was not digested is let go. */
static void
test_large(void **state)
{
	g_autoptr(blake2b_queue) q = blake2b_queue_new();
	unsigned char out[32];

	(void)state;
	blake2b_queue_add(q, &(struct blake2b_input){.data = text, .len = 1}, out);
	assert_non_null(blake2b_queue_room(q, BLAKE2B_QUEUE_ROOM + 1));
	assert_non_null(blake2b_queue_room(q, 1));
	expect(text, 1, out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_run_again),
	    cmocka_unit_test(test_room),
	    cmocka_unit_test(test_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
