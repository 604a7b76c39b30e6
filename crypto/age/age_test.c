/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of whole age files. */
#include "crypto/age/age.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct random_source source = {.purpose = "test"};
static GPtrArray *own;             /* one identity */
static struct age_recipient to_us; /* and its recipient */

static GByteArray *
encrypt_to_us(const void *plain, size_t len)
{
	const struct age_to to = {.recipients = &to_us, .nrecipients = 1};
	GByteArray *file = age_encrypt(&to, plain, len, &source, NULL);

	assert_non_null(file);
	return file;
}

static const struct age_keys *
our_keys(void)
{
	static struct age_keys keys;

	keys.identities = own;
	return &keys;
}

/* Decrypts a file that nobody may accept; returns what is wrong with it. */
static enum err_kind
failure(const void *file, size_t len)
{
	g_autoptr(GByteArray) plain = g_byte_array_new();
	g_autoptr(GError) error = NULL;

	g_byte_array_append(plain, (const guint8 *)"old", 3);
	assert_false(age_decrypt(our_keys(), file, len, plain, &error));
	assert_int_equal(plain->len, 0);
	return err_kind(error);
}

static void
round_trips(void **state)
{
	static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 3 * 65536, 1000003};
	g_autoptr(GByteArray) out = g_byte_array_new();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autofree unsigned char *plain = g_malloc(sizes[i] + 1);
		g_autoptr(GByteArray) file = NULL;

		randombytes_buf(plain, sizes[i]);
		file = encrypt_to_us(plain, sizes[i]);
		assert_true(age_decrypt(our_keys(), file->data, file->len, out, NULL));
		assert_int_equal(out->len, sizes[i]);
		if (sizes[i] > 0)
			assert_memory_equal(out->data, plain, sizes[i]);
	}
}

static void
every_flipped_bit_is_refused(void **state)
{
	g_autoptr(GByteArray) file = encrypt_to_us("hello, world", 12);

	(void)state;
	for (guint i = 0; i < file->len * 8; i++) {
		file->data[i / 8] ^= (guint8)(1 << i % 8);
		failure(file->data, file->len);
		file->data[i / 8] ^= (guint8)(1 << i % 8);
	}
}

static void
every_truncation_is_refused(void **state)
{
	g_autoptr(GByteArray) file = encrypt_to_us("hello, world", 12);

	(void)state;
	for (guint len = 0; len < file->len; len++) {
		g_autofree guint8 *cut = g_memdup2(file->data, len); /* for the address sanitizer */

		failure(cut, len);
	}
}

static void
failures_have_their_kind(void **state)
{
	g_autoptr(GByteArray) file = encrypt_to_us("hello, world", 12);
	g_autoptr(age_identity) other = age_identity_generate(&source);
	g_autoptr(GByteArray) foreign = NULL;
	struct age_recipient to_other;
	const struct age_to to = {.recipients = &to_other, .nrecipients = 1};

	(void)state;
	age_identity_recipient(other, &to_other);
	foreign = age_encrypt(&to, "x", 1, &source, NULL);
	assert_int_equal(failure(foreign->data, foreign->len), ERR_KEY);
	assert_int_equal(failure("From me\n", 8), ERR_FORMAT);
	assert_int_equal(failure(file->data, file->len - 1), ERR_ALTERED);
	g_byte_array_append(file, (const guint8 *)"x", 1);
	assert_int_equal(failure(file->data, file->len), ERR_ALTERED);
}

static void
passphrase_round_trip(void **state)
{
	g_autoptr(secret) right = secret_new_copy("correct horse", 13),
			  wrong = secret_new_copy("x", 1);
	const struct age_to to = {.passphrase = right, .log_n = 5};
	g_autoptr(GByteArray) file = age_encrypt(&to, "battery", 7, &source, NULL);
	struct age_keys keys = {.passphrase = right};
	g_autoptr(secret) plain = NULL;
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_true(age_is_encrypted(file->data, file->len));
	plain = age_decrypt_secret(&keys, file->data, file->len, NULL);
	assert_non_null(plain);
	assert_int_equal(plain->len, 7);
	assert_memory_equal(plain->data, "battery", 7);
	keys.passphrase = wrong;
	assert_null(age_decrypt_secret(&keys, file->data, file->len, &error));
	assert_int_equal(err_kind(error), ERR_KEY);
}

static void
several_recipients(void **state)
{
	struct age_recipient many[AGE_STANZAS_MAX + 1];
	struct age_to to = {.recipients = many, .nrecipients = AGE_STANZAS_MAX};
	g_autoptr(GByteArray) file = NULL, out = g_byte_array_new();
	g_autoptr(GError) error = NULL;

	(void)state;
	for (unsigned i = 0; i < AGE_STANZAS_MAX; i++) {
		g_autoptr(age_identity) id = age_identity_generate(&source);

		age_identity_recipient(id, &many[i]);
	}
	many[AGE_STANZAS_MAX - 1] = to_us;
	file = age_encrypt(&to, "x", 1, &source, NULL);
	assert_true(age_decrypt(our_keys(), file->data, file->len, out, NULL));
	to.nrecipients++;
	assert_null(age_encrypt(&to, "x", 1, &source, &error));
	assert_int_equal(err_kind(error), ERR_USAGE);
}

static void
secrets_are_bounded(void **state)
{
	g_autofree unsigned char *plain = g_malloc0(AGE_SECRET_MAX + 1);

	(void)state;
	for (size_t over = 0; over < 2; over++) {
		g_autoptr(GByteArray) file = encrypt_to_us(plain, AGE_SECRET_MAX + over);
		g_autoptr(secret) s = age_decrypt_secret(our_keys(), file->data, file->len, NULL);

		assert_int_equal(s != NULL, over == 0);
	}
}

/* The way of whoever reads one chunk: the header from a prefix, then that chunk. */
static void
one_chunk_alone(void **state)
{
	g_autofree unsigned char *plain = g_malloc(2 * AGE_CHUNK + 5);
	unsigned char out[5];
	g_autoptr(GByteArray) file = NULL;
	g_autoptr(age_stream) stream = NULL;
	struct age_chunk chunk = {.index = 2, .last = true, .len = 5 + AGE_TAG};
	size_t at;

	(void)state;
	randombytes_buf(plain, 2 * AGE_CHUNK + 5);
	file = encrypt_to_us(plain, 2 * AGE_CHUNK + 5);
	stream = age_open(our_keys(), file->data, 1000, &at, NULL);
	assert_non_null(stream);
	chunk.data = file->data + at + 2 * AGE_SEALED_CHUNK;
	assert_true(age_stream_open_chunk(stream, &chunk, out, NULL));
	assert_memory_equal(out, plain + 2 * AGE_CHUNK, sizeof(out));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(round_trips),
	    cmocka_unit_test(every_flipped_bit_is_refused),
	    cmocka_unit_test(every_truncation_is_refused),
	    cmocka_unit_test(failures_have_their_kind),
	    cmocka_unit_test(passphrase_round_trip),
	    cmocka_unit_test(several_recipients),
	    cmocka_unit_test(secrets_are_bounded),
	    cmocka_unit_test(one_chunk_alone),
	};
	int failed;

	if (sodium_init() < 0)
		return 1;
	own = g_ptr_array_new_with_free_func((GDestroyNotify)age_identity_free);
	g_ptr_array_add(own, age_identity_generate(&source));
	age_identity_recipient(own->pdata[0], &to_us);
	failed = cmocka_run_group_tests_name("age", tests, NULL, NULL);
	g_ptr_array_unref(own);
	return failed;
}
