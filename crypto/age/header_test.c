/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of age headers. */
#include "crypto/age/header.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const unsigned char file_key[AGE_FILE_KEY] = "YELLOW SUBMARINE";
static const unsigned char zeros[AGE_BODY_MAX];

static struct age_header *
signed_header(size_t nstanzas, size_t body)
{
	struct age_header *h = age_header_new();

	for (size_t i = 0; i < nstanzas; i++)
		age_header_add(h, (const char *[]){"test", "arg", NULL}, zeros, body);
	age_header_sign(h, file_key);
	return h;
}

/* Writes a header with these stanzas, reads it back and expects the same bytes. */
static bool
survives(size_t nstanzas, size_t body)
{
	g_autoptr(age_header) h = signed_header(nstanzas, body), read = NULL;
	g_autoptr(GByteArray) text = age_header_format(h), again = NULL;

	read = age_header_parse(text->data, text->len, NULL);
	if (read == NULL)
		return false;
	assert_int_equal(read->len, text->len);
	assert_true(age_header_verify(read, file_key, NULL));
	again = age_header_format(read);
	assert_int_equal(again->len, text->len);
	assert_memory_equal(again->data, text->data, text->len);
	return true;
}

static void
bodies_of_all_lengths_survive(void **state)
{
	(void)state;
	for (size_t body = 0; body < 200; body++)
		assert_true(survives(1, body));
}

static void
limits_hold(void **state)
{
	(void)state;
	assert_false(survives(0, 0));
	assert_true(survives(AGE_STANZAS_MAX, 32));
	assert_false(survives(AGE_STANZAS_MAX + 1, 32));
	assert_true(survives(1, AGE_BODY_MAX));
	assert_true(survives(2, AGE_BODY_MAX));
	assert_false(survives(3, AGE_BODY_MAX)); /* over AGE_HEADER_MAX */
}

static void
long_body_is_refused(void **state)
{
	GString *text = g_string_new(AGE_VERSION_LINE "-> long\n");
	g_autoptr(GError) error = NULL;

	(void)state;
	for (int i = 0; i <= AGE_BODY_MAX / 48; i++)
		g_string_append_printf(text, "%064d\n", 0);
	assert_null(age_header_parse(text->str, text->len, &error));
	assert_non_null(strstr(error->message, "stanza of over"));
	g_string_free(text, TRUE);
}

static void
other_file_key_is_refused(void **state)
{
	g_autoptr(age_header) h = signed_header(1, 32);
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_false(age_header_verify(h, zeros, &error));
	assert_int_equal(err_kind(error), ERR_ALTERED);
}

static void
every_truncation_is_refused(void **state)
{
	g_autoptr(age_header) h = signed_header(2, 48);
	g_autoptr(GByteArray) text = age_header_format(h);

	(void)state;
	for (guint len = 0; len < text->len; len++) {
		g_autofree guint8 *cut = g_memdup2(text->data, len); /* for the address sanitizer */
		g_autoptr(GError) error = NULL;

		assert_null(age_header_parse(cut, len, &error));
		assert_int_equal(err_kind(error), ERR_FORMAT);
	}
}

#define MAC "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"

static const struct {
	const char *name, *rest;
	bool good;
} headers[] = {
    {"smallest", "-> a\n\n" MAC, true},
    {"no stanza", MAC, false},
    {"no argument", "-> \n\n" MAC, false},
    {"no space", "->\n\n" MAC, false},
    {"space at the end", "-> a \n\n" MAC, false},
    {"two spaces", "-> a  b\n\n" MAC, false},
    {"tab", "-> a\tb\n\n" MAC, false},
    {"8-bit argument", "-> \xc3\xa9\n\n" MAC, false},
    {"padded body", "-> a\nAA==\n" MAC, false},
    {"body of one character", "-> a\nA\n" MAC, false},
    {"left-over bits", "-> a\nAB\n" MAC, false},
    {"url-safe body", "-> a\n-_\n" MAC, false},
    {"carriage return", "-> a\r\n\r\n" MAC, false},
    {"empty line", "\n-> a\n\n" MAC, false},
    {"long MAC", "-> a\n\n--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", false},
    {"short MAC", "-> a\n\n--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", false},
    {"MAC with left-over bits", "-> a\n\n--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB\n", false},
};

static void
grammar(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(headers); i++) {
		g_autofree char *text = g_strconcat(AGE_VERSION_LINE, headers[i].rest, NULL);
		g_autoptr(age_header) h = age_header_parse(text, strlen(text), NULL);

		if ((h != NULL) != headers[i].good)
			fail_msg("%s", headers[i].name);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bodies_of_all_lengths_survive),
	    cmocka_unit_test(limits_hold),
	    cmocka_unit_test(long_body_is_refused),
	    cmocka_unit_test(other_file_key_is_refused),
	    cmocka_unit_test(every_truncation_is_refused),
	    cmocka_unit_test(grammar),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests_name("age header", tests, NULL, NULL);
}
