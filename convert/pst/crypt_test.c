/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of crypt.c and crc.c: published numbers, and what was encoded comes back. */
#include "convert/pst/crypt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/pst/crc.h"

static void
test_crc(void **state)
{
	(void)state;
	assert_int_equal(pst_crc("", 0), 0);
	/* The zip CRC of this text is cbf43926; from 0 and not inverted it is this. */
	assert_int_equal(pst_crc("123456789", 9), 0x2dfd2d88);
	assert_int_equal(pst_signature(0, 0), 0);
	assert_int_equal(pst_signature(0x12344321, 0), 0x12344321 >> 16 ^ 0x4321);
	assert_int_equal(pst_signature(0x4400, 0x4400), 0);
	assert_int_equal(pst_signature(G_GUINT64_CONSTANT(0x500000000), 0), 0);
}

static void
test_permute(void **state)
{
	unsigned char bytes[256];
	bool seen[256] = {false};

	(void)state;
	for (guint i = 0; i < 256; i++)
		bytes[i] = (unsigned char)i;
	pst_decode(PST_CRYPT_NONE, 7, bytes, 256);
	assert_int_equal(bytes[65], 65);
	pst_decode(PST_CRYPT_PERMUTE, 7, bytes, 256);
	assert_int_equal(bytes[65], 0);    /* mpbbR[0] is 65 */
	assert_int_equal(bytes[255], 236); /* mpbbI[255] */
	for (guint i = 0; i < 256; i++)
		seen[bytes[i]] = true;
	for (guint i = 0; i < 256; i++)
		assert_true(seen[i]);
}

/* It is its own inverse, for each id another one, of which 32 bits count. */
static void
test_cyclic(void **state)
{
	static const guint64 ids[] = {0, 4, 0xfffc, 0x12345678, G_GUINT64_CONSTANT(0x712345678)};
	unsigned char first[300], bytes[300];

	(void)state;
	for (guint k = 0; k < G_N_ELEMENTS(ids); k++) {
		for (guint i = 0; i < sizeof(bytes); i++)
			bytes[i] = (unsigned char)(i * 7);
		pst_decode(PST_CRYPT_CYCLIC, ids[k], bytes, sizeof(bytes));
		if (k == 3)
			memcpy(first, bytes, sizeof(bytes));
		if (k == 4)
			assert_memory_equal(first, bytes, sizeof(bytes));
		assert_int_not_equal(bytes[1], 7);
		pst_decode(PST_CRYPT_CYCLIC, ids[k], bytes, sizeof(bytes));
		for (guint i = 0; i < sizeof(bytes); i++)
			assert_int_equal(bytes[i], (unsigned char)(i * 7));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_crc),
	    cmocka_unit_test(test_permute),
	    cmocka_unit_test(test_cyclic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
