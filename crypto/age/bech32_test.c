/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of bech32 texts. */
#include "crypto/age/bech32.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char identity[] =
    "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
static const char recipient[] = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

static void
known_key_has_known_text(void **state)
{
	unsigned char key[BECH32_KEY], read[BECH32_KEY];
	char text[sizeof(identity)] = "";

	(void)state;
	memset(key, 0x42, sizeof(key));
	assert_int_equal(bech32_length("AGE-SECRET-KEY-"), strlen(identity));
	bech32_encode("AGE-SECRET-KEY-", key, text);
	assert_string_equal(text, identity);
	assert_true(bech32_decode("AGE-SECRET-KEY-", text, strlen(text), read, NULL));
	assert_memory_equal(key, read, sizeof(key));
}

/* Whatever reads must be written the same: one text for each key. */
static void
text_is_read_and_written_alike(void **state)
{
	unsigned char key[BECH32_KEY];
	char text[sizeof(recipient)] = "";

	(void)state;
	assert_true(bech32_decode("age", recipient, strlen(recipient), key, NULL));
	bech32_encode("age", key, text);
	assert_string_equal(text, recipient);
}

static void
every_changed_character_is_refused(void **state)
{
	unsigned char key[BECH32_KEY];
	char text[sizeof(recipient)];

	(void)state;
	for (size_t i = 0; i < strlen(recipient); i++)
		for (int c = 0; c < 256; c++) {
			memcpy(text, recipient, sizeof(text));
			text[i] = (char)c;
			assert_int_equal(bech32_decode("age", text, strlen(recipient), key, NULL),
			    text[i] == recipient[i]);
		}
}

static void
other_texts_are_refused(void **state)
{
	static const char *const texts[] = {
	    "",
	    "age",
	    "age1",
	    "AGE1ZVKYG2LQZRAA2LNJVQEJ32NKUU0UES2S82HZRYE869XEEXVN73EQUNUJWJ",
	    "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujw",
	    "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwjq",
	    " age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
	    "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwJ",
	};
	unsigned char key[BECH32_KEY], zero[BECH32_KEY] = {0};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GError) error = NULL;

		assert_false(bech32_decode("age", texts[i], strlen(texts[i]), key, &error));
		assert_int_equal(err_kind(error), ERR_FORMAT);
		assert_memory_equal(key, zero, sizeof(key));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(known_key_has_known_text),
	    cmocka_unit_test(text_is_read_and_written_alike),
	    cmocka_unit_test(every_changed_character_is_refused),
	    cmocka_unit_test(other_texts_are_refused),
	};

	return cmocka_run_group_tests_name("bech32", tests, NULL, NULL);
}
