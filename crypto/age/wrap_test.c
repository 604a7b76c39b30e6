/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the stanzas that hand over a file key. */
#include "crypto/age/wrap.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define SALT "AAAAAAAAAAAAAAAAAAAAAA"

static const unsigned char file_key[AGE_FILE_KEY] = "YELLOW SUBMARINE";
static const unsigned char body[32];
static struct random_source source = {.purpose = "test"};

/* A passphrase's stanza that nothing opens, with this work factor. */
static enum err_kind
scrypt_failure(const char *work, const struct age_keys *keys)
{
	g_autoptr(age_header) h = age_header_new();
	g_autoptr(GError) error = NULL;
	unsigned char found[AGE_FILE_KEY];

	age_header_add(h, (const char *[]){"scrypt", SALT, work, NULL}, body, sizeof(body));
	assert_false(age_unwrap(h, keys, found, &error));
	return err_kind(error);
}

static void
work_factor_is_bounded(void **state)
{
	static const char *const bad[] = {"0", "21", "22", "23", "64", "99", "100", "99999",
	    "18446744073709551617", "01", "+1", "-1", "1 ", "1x", "0x5"};
	g_autoptr(secret) passphrase = secret_new_copy("password", 8);
	const struct age_keys keys = {.passphrase = passphrase};
	const struct age_keys careless = {.passphrase = passphrase, .max_log_n = 99};
	const struct age_keys careful = {.passphrase = passphrase, .max_log_n = 2};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		assert_int_equal(scrypt_failure(bad[i], &keys), ERR_FORMAT);
	assert_int_equal(scrypt_failure("2", &careful), ERR_KEY);
	assert_int_equal(scrypt_failure("3", &careful), ERR_FORMAT);
	assert_int_equal(scrypt_failure("31", &careless), ERR_FORMAT);
}

static void
passphrase_is_asked_for(void **state)
{
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	const struct age_keys keys = {.identities = none};

	(void)state;
	assert_int_equal(scrypt_failure("10", &keys), ERR_KEY);
}

static void
scrypt_round_trip(void **state)
{
	g_autoptr(secret) right = secret_new_copy("password", 8),
			  wrong = secret_new_copy("passwore", 8);
	const struct age_passphrase to = {.text = right, .log_n = 4};
	g_autoptr(age_header) h = age_header_new();
	g_autoptr(GError) error = NULL;
	unsigned char found[AGE_FILE_KEY];

	(void)state;
	assert_true(age_wrap_scrypt(h, &to, file_key, &source, NULL));
	assert_true(age_unwrap(h, &(struct age_keys){.passphrase = right}, found, NULL));
	assert_memory_equal(found, file_key, sizeof(found));
	assert_false(age_unwrap(h, &(struct age_keys){.passphrase = wrong}, found, &error));
	assert_int_equal(err_kind(error), ERR_KEY);
}

/* Each of three recipients finds the key among unknown stanzas; a stranger does not. */
static void
each_recipient_opens(void **state)
{
	g_autoptr(age_header) h = age_header_new();
	struct age_identity *ids[4];

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct age_recipient r;

		ids[i] = age_identity_generate(&source);
		age_identity_recipient(ids[i], &r);
		age_header_add(h, (const char *[]){"unknown", NULL}, body, i);
		if (i < 3)
			assert_true(age_wrap_x25519(h, &r, file_key, &source, NULL));
	}
	for (unsigned i = 0; i < 4; i++) {
		g_autoptr(GPtrArray) one =
		    g_ptr_array_new_with_free_func((GDestroyNotify)age_identity_free);
		unsigned char found[AGE_FILE_KEY] = {0};

		g_ptr_array_add(one, ids[i]);
		assert_int_equal(
		    age_unwrap(h, &(struct age_keys){.identities = one}, found, NULL), i < 3);
		assert_int_equal(memcmp(found, file_key, sizeof(found)) == 0, i < 3);
	}
}

static void
low_order_recipient_is_refused(void **state)
{
	const struct age_recipient zero = {{0}};
	g_autoptr(age_header) h = age_header_new();
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_false(age_wrap_x25519(h, &zero, file_key, &source, &error));
	assert_int_equal(err_kind(error), ERR_USAGE);
}

/* A malformed stanza behind the one that matches is still refused. */
static void
malformed_neighbour_is_refused(void **state)
{
	g_autoptr(GPtrArray) ids =
	    g_ptr_array_new_with_free_func((GDestroyNotify)age_identity_free);
	g_autoptr(age_header) h = age_header_new();
	g_autoptr(GError) error = NULL;
	unsigned char found[AGE_FILE_KEY];
	struct age_recipient r;

	(void)state;
	g_ptr_array_add(ids, age_identity_generate(&source));
	age_identity_recipient(ids->pdata[0], &r);
	assert_true(age_wrap_x25519(h, &r, file_key, &source, NULL));
	age_header_add(h, (const char *[]){"X25519", SALT, NULL}, body, sizeof(body));
	assert_false(age_unwrap(h, &(struct age_keys){.identities = ids}, found, &error));
	assert_int_equal(err_kind(error), ERR_FORMAT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(work_factor_is_bounded),
	    cmocka_unit_test(passphrase_is_asked_for),
	    cmocka_unit_test(scrypt_round_trip),
	    cmocka_unit_test(each_recipient_opens),
	    cmocka_unit_test(low_order_recipient_is_refused),
	    cmocka_unit_test(malformed_neighbour_is_refused),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests_name("age wrap", tests, NULL, NULL);
}
