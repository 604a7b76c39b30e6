/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of hex.c. */
#include "crypto/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
test_round_trip(void **state)
{
	unsigned char bytes[256], back[256];
	char text[HEX_SIZE(256)];

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)i;
	hex_encode(text, bytes, sizeof(bytes));
	assert_int_equal(strlen(text), 512);
	assert_memory_equal(text, "000102030405060708090a0b0c0d0e0f10", 34);
	assert_true(hex_decode(back, sizeof(back), text, 512));
	assert_memory_equal(back, bytes, sizeof(bytes));

	hex_encode(text, bytes, 0);
	assert_string_equal(text, "");
	assert_true(hex_decode(back, 0, text, 0));
}

static void
test_refused(void **state)
{
	static const char *const cases[] = {"", "0", "000", "00000", "00A0", "00g0", "0x00", " 000",
	    "00-0", "00:0", "00/0", "00`0"};
	unsigned char out[2] = {0xaa, 0xbb};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		assert_false(hex_decode(out, sizeof(out), cases[i], strlen(cases[i])));
	assert_int_equal(out[0], 0xaa);
	assert_int_equal(out[1], 0xbb);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_round_trip),
	    cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
