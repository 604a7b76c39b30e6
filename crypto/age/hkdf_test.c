/* SPDX-License-Identifier: Apache-2.0 */
/* HKDF against the vectors of RFC 5869, appendix A. */
#include "crypto/age/hkdf.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The RFC derives 42 bytes; the first 32 are one block, the same as ours. */
static const struct {
	const char *salt, *info, *key;
} cases[] = {
    {"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c",
	"\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9",
	"3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"},
    {NULL, "", "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"},
};

static void
known_answers(void **state)
{
	static const unsigned char secret[22] = {
	    11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct hkdf from = {
		    .secret = secret,
		    .secret_len = sizeof(secret),
		    .salt = (const unsigned char *)cases[i].salt,
		    .salt_len = cases[i].salt != NULL ? 13 : 0,
		    .info = cases[i].info,
		};
		unsigned char key[HKDF_KEY];
		char hex[2 * HKDF_KEY + 1];

		hkdf_sha256(&from, key);
		assert_string_equal(
		    sodium_bin2hex(hex, sizeof(hex), key, sizeof(key)), cases[i].key);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(known_answers)};

	return cmocka_run_group_tests_name("hkdf", tests, NULL, NULL);
}
