/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of secret bytes. */
#include "crypto/secret.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
copy_leaves_its_source(void **state)
{
	char source[] = "correct horse";
	g_autoptr(secret) s = secret_new_copy(source, strlen(source));

	(void)state;
	assert_int_equal(s->len, strlen(source));
	assert_memory_equal(s->data, "correct horse", s->len);
	assert_string_equal(source, "correct horse");
}

static void
empty_is_fine(void **state)
{
	g_autoptr(secret) s = secret_new_copy(NULL, 0);

	(void)state;
	assert_int_equal(s->len, 0);
	secret_free(NULL);
}

static void
whole_length_is_writable(void **state)
{
	g_autoptr(secret) s = secret_new(100000);

	(void)state;
	memset(s->data, 7, s->len);
	assert_int_equal(s->data[99999], 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(copy_leaves_its_source),
	    cmocka_unit_test(empty_is_fine),
	    cmocka_unit_test(whole_length_is_writable),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests_name("secret", tests, NULL, NULL);
}
