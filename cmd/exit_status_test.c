/* SPDX-License-Identifier: Apache-2.0 */
/* Every kind of error has its status, and the order among statuses is total. */
#include "cmd/exit_status.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
test_kinds(void **state)
{
	static const struct {
		enum err_kind kind;
		int status;
	} rows[] = {
	    {ERR_USAGE, 2},
	    {ERR_IO, 3},
	    {ERR_FORMAT, 4},
	    {ERR_UNSUPPORTED, 4},
	    {ERR_KEY, 5},
	    {ERR_ALTERED, 1},
	    {ERR_ORIGIN, 7},
	    {ERR_DAMAGED, 9},
	    {ERR_INCOMPLETE, 10},
	    {ERR_INTERRUPTED, 3},
	};

	(void)state;
	assert_int_equal(G_N_ELEMENTS(rows), ERR_NKINDS);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		assert_int_equal(exit_of_kind(rows[i].kind), rows[i].status);
}

static void
test_precedence(void **state)
{
	static const int order[] = {2, 3, 4, 5, 1, 7, 9, 10, 8, 6, 0};

	(void)state;
	assert_int_equal(G_N_ELEMENTS(order), EXIT_NSTATUSES);
	for (size_t i = 0; i < G_N_ELEMENTS(order); i++)
		for (size_t j = i; j < G_N_ELEMENTS(order); j++) {
			enum exit_status a = (enum exit_status)order[i];
			enum exit_status b = (enum exit_status)order[j];

			assert_int_equal(exit_worst(a, b), a);
			assert_int_equal(exit_worst(b, a), a);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_kinds),
	    cmocka_unit_test(test_precedence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
