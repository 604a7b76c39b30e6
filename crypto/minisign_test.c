/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests of minisign.c, and of key files and signatures in the hands of the
 * programs minisign and signify, which are skipped where these are absent.
 */
#include "crypto/minisign.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MESSAGE "mailpouch/1 test\nvolume: 1\n"
#define COMMENT "mailpouch/1 test 00112233445566778899aabbccddeeff"
#define PASSPHRASE "correct horse"

static struct random_source source = {.purpose = "test"};

static struct minisign_secret *
new_signer(struct minisign_public *pub)
{
	struct minisign_secret *signer = minisign_secret_generate(&source);

	minisign_secret_public(signer, pub);
	return signer;
}

static void
assert_verify_fails(const struct minisign_public *pub, const char *msg, const char *sig,
    size_t sig_len, const char *comment, enum err_kind kind)
{
	GError *error = NULL;

	assert_false(minisign_verify(pub, msg, strlen(msg), sig, sig_len, comment, &error));
	assert_int_equal(err_kind(error), kind);
	g_clear_error(&error);
}

static void
test_sign_and_verify(void **state)
{
	struct minisign_public pub, other_pub;
	g_autoptr(minisign_secret) signer = new_signer(&pub);
	g_autofree char *sig = minisign_sign(signer, MESSAGE, strlen(MESSAGE), COMMENT);
	size_t len = strlen(sig);
	unsigned char key_id[MINISIGN_ID_SIZE];

	(void)state;
	minisign_secret_free(new_signer(&other_pub));
	assert_true(minisign_verify(&pub, MESSAGE, strlen(MESSAGE), sig, len, COMMENT, NULL));
	assert_true(minisign_verify(&pub, MESSAGE, strlen(MESSAGE), sig, len, NULL, NULL));
	assert_true(minisign_signature_key_id(sig, len, key_id, NULL));
	assert_memory_equal(key_id, pub.key_id, sizeof(key_id));

	assert_verify_fails(&other_pub, MESSAGE, sig, len, COMMENT, ERR_ALTERED);
	assert_verify_fails(&pub, MESSAGE "x", sig, len, COMMENT, ERR_ALTERED);
	assert_verify_fails(&pub, MESSAGE, sig, len, COMMENT "x", ERR_ALTERED);
	memcpy(other_pub.key_id, pub.key_id, sizeof(pub.key_id));
	assert_verify_fails(&other_pub, MESSAGE, sig, len, COMMENT, ERR_ALTERED);
}

/* sig with the last occurrence of old replaced. */
static char *
edited(const char *sig, const char *old, const char *new)
{
	const char *at = g_strrstr(sig, old);

	assert_non_null(at);
	return g_strdup_printf("%.*s%s%s", (int)(at - sig), sig, new, at + strlen(old));
}

static void
test_lengths(void **state)
{
	g_autofree char *longest = g_strnfill(MINISIGN_COMMENT_MAX, 'x');
	struct minisign_public pub;
	g_autoptr(minisign_secret) signer = new_signer(&pub);
	g_autofree char *large = minisign_sign(signer, "", 0, longest);
	g_autofree char *small = minisign_sign(signer, "", 0, "x");
	g_autofree char *too_large = NULL;
	size_t len = strlen(large);

	(void)state;
	assert_int_equal(len, MINISIGN_SIGNATURE_MAX);
	assert_true(minisign_verify(&pub, "", 0, large, len, longest, NULL));
	assert_true(minisign_verify(&pub, "", 0, small, strlen(small), "x", NULL));
	too_large = edited(large, "comment: x", "comment: xx");
	assert_verify_fails(&pub, "", too_large, len + 1, NULL, ERR_FORMAT);
	for (size_t shorter = 0; shorter < strlen(small); shorter++)
		assert_verify_fails(&pub, "", small, shorter, NULL, ERR_FORMAT);
}

/* minisign overlooks 269 of these flips, signify 1,236. */
static void
test_every_bit_flip_is_refused(void **state)
{
	struct minisign_public pub;
	g_autoptr(minisign_secret) signer = new_signer(&pub);
	g_autofree char *sig = minisign_sign(signer, MESSAGE, strlen(MESSAGE), COMMENT);
	size_t len = strlen(sig);

	(void)state;
	for (size_t bit = 0; bit < 8 * len; bit++) {
		sig[bit / 8] = (char)(sig[bit / 8] ^ (1 << bit % 8));
		if (minisign_verify(&pub, MESSAGE, strlen(MESSAGE), sig, len, NULL, NULL))
			fail_msg("bit %zu", bit);
		sig[bit / 8] = (char)(sig[bit / 8] ^ (1 << bit % 8));
	}
	assert_true(minisign_verify(&pub, MESSAGE, strlen(MESSAGE), sig, len, NULL, NULL));
}

static const struct edit {
	const char *what;
	const char *old;
	const char *new;
} edits[] = {
    {"other untrusted comment", "mailpouch signature", "x"},
    {"blank after the untrusted comment", "signature\n", "signature \n"},
    {"CRLF", "signature\n", "signature\r\n"},
    {"pre-hashed", "signature\nRW", "signature\nRU"},
    {"longer comment", "mailpouch/1 test", "mailpouch/1  test"},
    {"blank before the comment", "trusted comment: mailpouch/1", "trusted comment:  mailpouch/1"},
    {"tab in the comment", "mailpouch/1 test", "mailpouch/1\ttest"},
    {"escape in the comment", "mailpouch/1 test", "mailpouch/1\x1btest"},
    {"CR in the comment", "mailpouch/1 test", "mailpouch/1\rtest"},
    {"8-bit comment", "mailpouch/1 test", "mailpouch/1\303\244test"},
    {"line end in the comment", "mailpouch/1 test", "mailpouch/1\ntest"},
    {"missing label", "\ntrusted comment: ", "\n"},
    {"no padding", "==\n", "\n"},
    {"no final line end", "==\n", "=="},
    {"line behind the end", "==\n", "==\n\n"},
    {"junk behind the end", "==\n", "==\nx"},
};

static void
test_edits(void **state)
{
	struct minisign_public pub;
	g_autoptr(minisign_secret) signer = new_signer(&pub);
	g_autofree char *sig = minisign_sign(signer, MESSAGE, strlen(MESSAGE), COMMENT);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(edits); i++) {
		g_autofree char *bad = edited(sig, edits[i].old, edits[i].new);
		g_autoptr(GError) error = NULL;

		if (minisign_verify(&pub, MESSAGE, strlen(MESSAGE), bad, strlen(bad), NULL, &error))
			fail_msg("%s", edits[i].what);
		if (strcmp(edits[i].what, "longer comment") == 0)
			assert_int_equal(err_kind(error), ERR_ALTERED);
		else
			assert_int_equal(err_kind(error), ERR_FORMAT);
	}
}

/* A directory with a message in it, for other programs to work in. */
struct bench {
	char *dir;
	struct minisign_public pub;
	struct minisign_secret *signer;
};

static void
put(const struct bench *b, const char *name, const void *data, size_t len)
{
	g_autofree char *path = g_build_filename(b->dir, name, NULL);

	assert_true(g_file_set_contents(path, data, (gssize)len, NULL));
}

static char *
get(const struct bench *b, const char *name, size_t *len)
{
	g_autofree char *path = g_build_filename(b->dir, name, NULL);
	char *data;

	assert_true(g_file_get_contents(path, &data, len, NULL));
	return data;
}

/* Runs a shell command in the directory; true if it ended with status 0. */
static bool
run(const struct bench *b, const char *command)
{
	const char *argv[] = {"/bin/sh", "-c", command, NULL};
	g_autofree char *out = NULL;
	g_autofree char *err = NULL;
	int status;

	assert_true(
	    g_spawn_sync(b->dir, (char **)argv, NULL, 0, NULL, NULL, &out, &err, &status, NULL));
	return status == 0;
}

static int
bench_open(void **state)
{
	struct bench *b = g_new0(struct bench, 1);
	g_autofree char *file = NULL;

	b->dir = g_dir_make_tmp(NULL, NULL);
	b->signer = new_signer(&b->pub);
	file = minisign_public_format_file(&b->pub);
	put(b, "ours.pub", file, strlen(file));
	put(b, "message", MESSAGE, strlen(MESSAGE));
	*state = b;
	return 0;
}

static int
bench_close(void **state)
{
	struct bench *b = *state;
	GDir *dir = g_dir_open(b->dir, 0, NULL);

	for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir)) {
		g_autofree char *path = g_build_filename(b->dir, name, NULL);

		g_unlink(path);
	}
	g_dir_close(dir);
	g_rmdir(b->dir);
	g_free(b->dir);
	minisign_secret_free(b->signer);
	g_free(b);
	return 0;
}

static void
need_program(const char *name)
{
	g_autofree char *path = g_find_program_in_path(name);
	bool found = path != NULL;

	g_clear_pointer(&path, g_free);
	if (!found)
		skip();
}

static void
put_signature(const struct bench *b)
{
	g_autofree char *sig = minisign_sign(b->signer, MESSAGE, strlen(MESSAGE), COMMENT);

	put(b, "message.minisig", sig, strlen(sig));
}

static void
test_minisign_verifies(void **state)
{
	const struct bench *b = *state;
	g_autofree char *digits = minisign_public_format(&b->pub);
	g_autofree char *command = g_strdup_printf("minisign -V -P %s -m message", digits);

	need_program("minisign");
	put_signature(b);
	assert_true(run(b, "minisign -V -p ours.pub -m message"));
	assert_true(run(b, command));
	assert_true(run(b, "test \"$(minisign -V -Q -p ours.pub -m message)\" = '" COMMENT "'"));
	assert_false(run(b, "echo >> message; minisign -V -p ours.pub -m message"));
}

static void
test_signify_verifies(void **state)
{
	const struct bench *b = *state;

	need_program("signify-openbsd");
	put_signature(b);
	assert_true(run(b, "signify-openbsd -V -p ours.pub -x message.minisig -m message"));
	assert_false(run(b,
	    "echo >> message; "
	    "signify-openbsd -V -p ours.pub -x message.minisig -m message"));
}

static void
put_secret(const struct bench *b, const struct secret *passphrase)
{
	g_autoptr(secret) file =
	    minisign_secret_format(b->signer, passphrase, MINISIGN_INTERACTIVE, &source, NULL);

	assert_non_null(file);
	put(b, "ours.key", file->data, file->len);
}

/*
 * A signature that minisign made has another untrusted comment than ours; once
 * that is put right, it is one that we could have made.
 */
static void
assert_minisign_signed(const struct bench *b, const struct minisign_public *pub)
{
	g_autofree char *sig = get(b, "message.minisig", NULL);
	g_autofree char *canonical =
	    g_strdup_printf("untrusted comment: mailpouch signature%s", strchr(sig, '\n'));

	assert_verify_fails(pub, MESSAGE, sig, strlen(sig), NULL, ERR_FORMAT);
	assert_true(minisign_verify(
	    pub, MESSAGE, strlen(MESSAGE), canonical, strlen(canonical), "t c", NULL));
}

static void
test_minisign_signs_with_our_bare_key(void **state)
{
	const struct bench *b = *state;

	need_program("minisign");
	put_secret(b, NULL);
	assert_true(run(b, "minisign -S -l -t 't c' -s ours.key -m message </dev/null"));
	assert_minisign_signed(b, &b->pub);
}

static void
test_minisign_signs_with_our_covered_key(void **state)
{
	const struct bench *b = *state;
	g_autoptr(secret) passphrase = secret_new_copy(PASSPHRASE, strlen(PASSPHRASE));

	need_program("minisign");
	put_secret(b, passphrase);
	assert_false(run(b, "echo wrong | minisign -S -l -t 't c' -s ours.key -m message"));
	assert_true(run(b,
	    "echo '" PASSPHRASE "' | "
	    "minisign -S -l -t 't c' -s ours.key -m message"));
	assert_minisign_signed(b, &b->pub);
}

/* Reads theirs.key and theirs.pub, and has minisign verify what we sign with them. */
static void
sign_with_theirs(const struct bench *b, const struct secret *passphrase)
{
	size_t len, pub_len;
	g_autofree char *text = get(b, "theirs.key", &len);
	g_autofree char *pub_text = get(b, "theirs.pub", &pub_len);
	g_autoptr(secret) file = secret_new_copy(text, len);
	g_autoptr(minisign_secret) signer = minisign_secret_parse(file, passphrase, NULL);
	g_autofree char *again = NULL;
	g_autofree char *sig = NULL;
	struct minisign_public pub;

	assert_int_equal(minisign_secret_needs_passphrase(text, len), passphrase != NULL);
	assert_non_null(signer);
	minisign_secret_public(signer, &pub);
	again = minisign_public_format_file(&pub);
	assert_string_equal(again, pub_text);
	assert_true(minisign_public_parse(pub_text, pub_len, &pub, NULL));
	sig = minisign_sign(signer, MESSAGE, strlen(MESSAGE), COMMENT);
	assert_true(minisign_verify(&pub, MESSAGE, strlen(MESSAGE), sig, strlen(sig), NULL, NULL));
	put(b, "message.minisig", sig, strlen(sig));
	assert_true(run(b, "minisign -V -p theirs.pub -m message"));
}

static void
test_keys_that_minisign_made(void **state)
{
	const struct bench *b = *state;
	g_autoptr(secret) passphrase = secret_new_copy(PASSPHRASE, strlen(PASSPHRASE));

	need_program("minisign");
	assert_true(run(b, "minisign -G -W -p theirs.pub -s theirs.key"));
	sign_with_theirs(b, NULL);
	/* With little memory minisign takes less of it, and less time. */
	assert_true(run(b,
	    "ulimit -v 100000; printf '%s\\n%s\\n' '" PASSPHRASE "' '" PASSPHRASE
	    "' | minisign -G -f -p theirs.pub -s theirs.key"));
	sign_with_theirs(b, passphrase);
}

#define WITH_BENCH(test) cmocka_unit_test_setup_teardown(test, bench_open, bench_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sign_and_verify),
	    cmocka_unit_test(test_lengths),
	    cmocka_unit_test(test_every_bit_flip_is_refused),
	    cmocka_unit_test(test_edits),
	    WITH_BENCH(test_minisign_verifies),
	    WITH_BENCH(test_signify_verifies),
	    WITH_BENCH(test_minisign_signs_with_our_bare_key),
	    WITH_BENCH(test_minisign_signs_with_our_covered_key),
	    WITH_BENCH(test_keys_that_minisign_made),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
