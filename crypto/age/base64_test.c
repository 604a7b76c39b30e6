/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of canonical base64. */
#include "crypto/age/base64.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static const struct {
	const char *text, *bytes;
} known[] = {
    {"", ""},
    {"Zg", "f"},
    {"Zm8", "fo"},
    {"Zm9v", "foo"},
    {"Zm9vYg", "foob"},
    {"Zm9vYmE", "fooba"},
    {"Zm9vYmFy", "foobar"},
    {"+/+/", "\xfb\xff\xbf"},
};

static void
known_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
		size_t len = strlen(known[i].bytes);
		g_autofree char *text = age_base64_encode(known[i].bytes, len);
		unsigned char out[8];

		assert_string_equal(text, known[i].text);
		assert_true(age_base64_decode_exact(text, out, len));
		assert_memory_equal(out, known[i].bytes, len);
	}
}

/* What decodes encodes to the same text: tried with every byte at every place. */
static void
only_canonical_texts_decode(void **state)
{
	static const char *const texts[] = {"AAAA", "AAA", "AA", "A", "AAAAA"};
	unsigned naccepted = 0;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		for (size_t at = 0; at < strlen(texts[i]); at++)
			for (int c = 0; c < 256; c++) {
				g_autofree char *text = g_strdup(texts[i]), *again = NULL;
				unsigned char out[8];
				size_t nbytes;

				text[at] = (char)c;
				if (!age_base64_decode(
					text, strlen(texts[i]), out, sizeof(out), &nbytes))
					continue;
				again = age_base64_encode(out, nbytes);
				assert_string_equal(again, text);
				naccepted++;
			}
	assert_int_equal(naccepted, 4 * 64 + (2 * 64 + 16) + (64 + 4));
}

static void
exact_means_exact(void **state)
{
	unsigned char out[4];

	(void)state;
	assert_false(age_base64_decode_exact("Zm9v", out, 4));
	assert_false(age_base64_decode_exact("Zm9v", out, 2));
	assert_true(age_base64_decode_exact("Zm9v", out, 3));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(known_texts),
	    cmocka_unit_test(only_canonical_texts_decode),
	    cmocka_unit_test(exact_means_exact),
	};

	return cmocka_run_group_tests_name("age base64", tests, NULL, NULL);
}
