/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of seeded randomness; they compile random.c as the seeded build does. */
#undef MAILPOUCH_SEEDED
#define MAILPOUCH_SEEDED
#include "crypto/random.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define LEN 200

static void
draw(const char *purpose, guint64 number, unsigned char out[LEN])
{
	struct random_source r = {.purpose = purpose, .number = number};

	random_fill(&r, out, LEN);
	assert_int_equal(r.drawn, LEN);
}

static void
same_source_gives_same_bytes(void **state)
{
	unsigned char a[LEN], b[LEN];

	(void)state;
	draw("segment", 3, a);
	draw("segment", 3, b);
	assert_memory_equal(a, b, LEN);
}

static void
purpose_number_and_seed_matter(void **state)
{
	unsigned char a[LEN], b[LEN];

	(void)state;
	draw("segment", 3, a);
	draw("segment", 4, b);
	assert_memory_not_equal(a, b, 64);
	draw("slot", 3, b);
	assert_memory_not_equal(a, b, 64);
	g_setenv("MAILPOUCH_SEED", "another", TRUE);
	draw("segment", 3, b);
	g_unsetenv("MAILPOUCH_SEED");
	assert_memory_not_equal(a, b, 64);
}

static void
later_draws_differ(void **state)
{
	struct random_source r = {.purpose = "segment"};
	unsigned char a[16], b[16];

	(void)state;
	random_fill(&r, a, sizeof(a));
	random_fill(&r, b, sizeof(b));
	assert_memory_not_equal(a, b, sizeof(a));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(same_source_gives_same_bytes),
	    cmocka_unit_test(purpose_number_and_seed_matter),
	    cmocka_unit_test(later_draws_differ),
	};

	if (sodium_init() < 0)
		return 1;
	g_unsetenv("MAILPOUCH_SEED");
	return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
