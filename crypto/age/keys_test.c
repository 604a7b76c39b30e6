/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of identities, recipients and identity files. */
#include "crypto/age/keys.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ID "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
#define RECIPIENT "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"

static void
identity_has_its_recipient(void **state)
{
	g_autoptr(age_identity) id = age_identity_parse(ID, strlen(ID), NULL);
	struct age_recipient r;
	g_autofree char *text = NULL;

	(void)state;
	assert_non_null(id);
	age_identity_recipient(id, &r);
	text = age_recipient_format(&r);
	assert_string_equal(text, RECIPIENT);
}

static void
generated_identity_survives_its_text(void **state)
{
	struct random_source random = {.purpose = "test"};
	g_autoptr(age_identity) a = age_identity_generate(&random), b = NULL;
	g_autoptr(secret) text = age_identity_format(a);
	struct age_recipient of_a, of_b, read;
	g_autofree char *recipient = NULL;

	(void)state;
	b = age_identity_parse((const char *)text->data, text->len, NULL);
	assert_non_null(b);
	age_identity_recipient(a, &of_a);
	age_identity_recipient(b, &of_b);
	assert_memory_equal(&of_a, &of_b, sizeof(of_a));
	recipient = age_recipient_format(&of_a);
	assert_true(age_recipient_parse(recipient, strlen(recipient), &read, NULL));
	assert_memory_equal(&of_a, &read, sizeof(read));
}

/* The points of order 1, 2, 4 and 8 (RFC 7748, section 7), and two that are not reduced. */
static void
low_order_recipients_are_refused(void **state)
{
	static const char *const points[] = {
	    "0000000000000000000000000000000000000000000000000000000000000000",
	    "0100000000000000000000000000000000000000000000000000000000000000",
	    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
	    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
	    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(points); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *text = NULL;
		struct age_recipient r;

		sodium_hex2bin(r.key, AGE_KEY, points[i], 64, NULL, NULL, NULL);
		text = age_recipient_format(&r);
		assert_false(age_recipient_parse(text, strlen(text), &r, &error));
		assert_int_equal(err_kind(error), ERR_FORMAT);
	}
}

static const struct {
	const char *text;
	unsigned nidentities; /* 0: refused */
	const char *message;  /* part of it */
} files[] = {
    {ID, 1, NULL},
    {ID "\n", 1, NULL},
    {"# created: today\n\n" ID "\n# end\n" ID "\n", 2, NULL},
    {"# windows\r\n\r\n" ID "\r\n", 1, NULL},
    {"", 0, "has no identity"},
    {"# nothing\n", 0, "has no identity"},
    {" " ID "\n", 0, "line 1:"},
    {"#\n" ID " \n", 0, "line 2:"},
    {ID "\n" RECIPIENT "\n", 0, "line 2:"},
    {ID "\n\n\nAGE-PLUGIN-YUBIKEY-1\n", 0, "line 4:"},
    {ID "\n\r\r\n", 0, "line 2:"},
};

static void
identity_files(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autoptr(secret) text = secret_new_copy(files[i].text, strlen(files[i].text));
		g_autoptr(GError) error = NULL;
		g_autoptr(GPtrArray) ids = age_identities_parse(text, &error);

		if (files[i].nidentities > 0) {
			assert_non_null(ids);
			assert_int_equal(ids->len, files[i].nidentities);
			continue;
		}
		assert_null(ids);
		assert_int_equal(err_kind(error), ERR_FORMAT);
		assert_non_null(strstr(error->message, files[i].message));
		assert_null(strstr(error->message, "GFPYYSJZ"));
	}
}

/* A file of this many identities and this many further newlines. */
static bool
is_read(unsigned nidentities, size_t nnewlines)
{
	GString *text = g_string_new(NULL);
	g_autoptr(secret) s = NULL;
	g_autoptr(GPtrArray) ids = NULL;

	for (unsigned i = 0; i < nidentities; i++)
		g_string_append(text, ID "\n");
	for (size_t i = 0; i < nnewlines; i++)
		g_string_append_c(text, '\n');
	s = secret_new_copy(text->str, text->len);
	g_string_free(text, TRUE);
	ids = age_identities_parse(s, NULL);
	return ids != NULL;
}

static void
identity_files_are_bounded(void **state)
{
	size_t line = strlen(ID "\n");

	(void)state;
	assert_true(is_read(AGE_IDENTITIES_MAX, 0));
	assert_false(is_read(AGE_IDENTITIES_MAX + 1, 0));
	assert_true(is_read(1, AGE_IDENTITIES_SIZE_MAX - line));
	assert_false(is_read(1, AGE_IDENTITIES_SIZE_MAX - line + 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(identity_has_its_recipient),
	    cmocka_unit_test(generated_identity_survives_its_text),
	    cmocka_unit_test(low_order_recipients_are_refused),
	    cmocka_unit_test(identity_files),
	    cmocka_unit_test(identity_files_are_bounded),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests_name("age keys", tests, NULL, NULL);
}
