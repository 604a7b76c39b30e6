/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of minisign_key.c. Its files in the hands of minisign: minisign_test.c. */
#include "crypto/minisign_key.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/base64.h"

#define FILE_SIZE 158 /* the bytes behind a secret key file's digits */

/*
 * Throw-away keys made by minisign 0.11: -G -W, and -G with the passphrase
 * "hello" and little memory to derive a key in.
 */
#define DIGITS "RWSfs60nxbhsH8NG/ulBiKjTA7K8U1SAKuGKT39ng2aZ+rPHtmtsG8yB"
#define BARE_FILE                                                                      \
	"untrusted comment: minisign encrypted secret key\n"                           \
	"RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAn7Ot" \
	"J8W4bB/EOi+atI706VLPsMUDAeIpBfRXLrtdACsl7y/QNRPE0MNG/ulBiKjTA7K8U1SAKuGKT39n" \
	"g2aZ+rPHtmtsG8yBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
#define COVERED_DIGITS "RWSQnBlPI6bS2SnwVt5aAXorlhDk2458HSGhxfqnf9jtvtgi5rVibGqs"
#define COVERED_FILE                                                                   \
	"untrusted comment: minisign encrypted secret key\n"                           \
	"RWRTY0Iy1fQtNjWdAJfbi9lMa9KMBxzQs51gzdSqFFrh7tdQnTkAABAAAAAAAAAAAAIAAAAAarg0" \
	"qMC98J9a46SZbzxCXQAxGFaASlrjx2XlZf6Itg728yDEcVaS2PQkkPfvDV9VNl6zHfm0YlXOJru0" \
	"TQWPughfdpa8jcXZ5L6bKqpv5DMO8XM+w8PW1VwIzHYBBdlRh0/dna5+EKg=\n"

static struct secret *
secret_text(const char *text)
{
	return secret_new_copy(text, strlen(text));
}

static const struct public_case {
	const char *text;
	bool good;
} publics[] = {
    {DIGITS, true},
    {DIGITS "\n", true},
    {"untrusted comment: minisign public key 1F6CB8C527ADB39F\n" DIGITS "\n", true},
    {"untrusted comment: minisign public key 1F6CB8C527ADB39F\n" DIGITS, true},
    {"untrusted comment: \n" DIGITS "\n", true},
    {"untrusted comment: \303\244\x1b[1m\n" DIGITS "\n", true},
    {"", false},
    {"\n", false},
    {DIGITS "\n\n", false},
    {DIGITS " ", false},
    {DIGITS "=", false},
    {DIGITS "\r\n", false},
    {" " DIGITS, false},
    {"untrusted comment: x\r\n" DIGITS "\r\n", false},
    {"untrusted comment: x\n\n" DIGITS "\n", false},
    {"untrusted comment: x\n" DIGITS "\n" DIGITS "\n", false},
    {"untrusted comment: x\nuntrusted comment: x\n" DIGITS "\n", false},
    {"untrusted comment: " DIGITS, false},
    {"trusted comment: x\n" DIGITS "\n", false},
    {"RXSfs60nxbhsH8NG/ulBiKjTA7K8U1SAKuGKT39ng2aZ+rPHtmtsG8yB", false},
    {"RWSfs60nxbhsH8NG/ulBiKjTA7K8U1SAKuGKT39ng2aZ+rPHtmtsG8y", false},
    {"RWSfs60nxbhsH8NG/ulBiKjTA7K8U1SAKuGKT39ng2aZ+rPHtmtsG8yBAAAA", false},
    {"RWSfs60nxbhsH8NG/ulBiKjTA7K8U1S\xc1KuGKT39ng2aZ+rPHtmtsG8yB", false},
    {BARE_FILE, false},
};

static void
test_public_parse(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(publics); i++) {
		const char *text = publics[i].text;
		g_autofree char *again = NULL;
		struct minisign_public pub;
		GError *error = NULL;

		if (minisign_public_parse(text, strlen(text), &pub, &error) != publics[i].good)
			fail_msg("public key %zu", i);
		if (error != NULL) {
			assert_int_equal(err_kind(error), ERR_FORMAT);
			g_clear_error(&error);
			continue;
		}
		again = minisign_public_format(&pub);
		assert_string_equal(again, DIGITS);
	}
}

static void
test_public_file(void **state)
{
	g_autofree char *file = NULL;
	struct minisign_public pub;

	(void)state;
	assert_true(minisign_public_parse(DIGITS, strlen(DIGITS), &pub, NULL));
	file = minisign_public_format_file(&pub);
	assert_string_equal(
	    file, "untrusted comment: minisign public key 1F6CB8C527ADB39F\n" DIGITS "\n");
}

static void
assert_same_key(const struct minisign_secret *a, const struct minisign_secret *b)
{
	unsigned char of_a[MINISIGN_SIGNATURE_SIZE], of_b[MINISIGN_SIGNATURE_SIZE];
	struct minisign_public pub_a, pub_b;

	minisign_secret_public(a, &pub_a);
	minisign_secret_public(b, &pub_b);
	assert_memory_equal(&pub_a, &pub_b, sizeof(pub_a));
	minisign_secret_sign(a, "message", 7, of_a);
	minisign_secret_sign(b, "message", 7, of_b);
	assert_memory_equal(of_a, of_b, sizeof(of_a));
}

static void
test_bare(void **state)
{
	struct random_source random = {.purpose = "test"};
	g_autoptr(minisign_secret) signer = minisign_secret_generate(&random);
	g_autoptr(minisign_secret) other = minisign_secret_generate(&random);
	g_autoptr(minisign_secret) again = NULL;
	g_autoptr(secret) file = NULL;
	struct minisign_public pub, other_pub;

	(void)state;
	minisign_secret_public(signer, &pub);
	minisign_secret_public(other, &other_pub);
	assert_memory_not_equal(&pub, &other_pub, sizeof(pub));
	file = minisign_secret_format(signer, NULL, MINISIGN_SENSITIVE, &random, NULL);
	assert_non_null(file);
	assert_false(minisign_secret_needs_passphrase((const char *)file->data, file->len));
	again = minisign_secret_parse(file, NULL, NULL);
	assert_non_null(again);
	assert_same_key(signer, again);
}

static void
test_covered(void **state)
{
	struct random_source random = {.purpose = "test"};
	g_autoptr(minisign_secret) signer = minisign_secret_generate(&random);
	g_autoptr(minisign_secret) again = NULL;
	g_autoptr(secret) passphrase = secret_text("correct horse");
	g_autoptr(secret) wrong = secret_text("correct horsf");
	g_autoptr(secret) file = NULL;
	GError *error = NULL;

	(void)state;
	file = minisign_secret_format(signer, passphrase, MINISIGN_INTERACTIVE, &random, NULL);
	assert_non_null(file);
	assert_true(minisign_secret_needs_passphrase((const char *)file->data, file->len));
	again = minisign_secret_parse(file, passphrase, NULL);
	assert_non_null(again);
	assert_same_key(signer, again);

	assert_null(minisign_secret_parse(file, wrong, &error));
	assert_int_equal(err_kind(error), ERR_KEY);
	g_clear_error(&error);
	assert_null(minisign_secret_parse(file, NULL, &error));
	assert_int_equal(err_kind(error), ERR_KEY);
	g_clear_error(&error);
}

static void
assert_opens(const char *text, const char *passphrase, const char *digits)
{
	g_autoptr(secret) file = secret_text(text);
	g_autoptr(secret) words = secret_text(passphrase);
	g_autoptr(minisign_secret) signer = minisign_secret_parse(file, words, NULL);
	g_autofree char *public = NULL;
	struct minisign_public pub;

	assert_non_null(signer);
	minisign_secret_public(signer, &pub);
	public = minisign_public_format(&pub);
	assert_string_equal(public, digits);
}

static void
test_files_of_minisign(void **state)
{
	(void)state;
	assert_opens(BARE_FILE, "", DIGITS);
	assert_opens(BARE_FILE, "not asked for", DIGITS);
	assert_opens(COVERED_FILE, "hello", COVERED_DIGITS);
}

/* The text of a secret key file, in which len bytes at an offset are replaced. */
static struct secret *
changed_file(const char *text, size_t at, const void *bytes, size_t len)
{
	const char *digits = strchr(text, '\n') + 1;
	unsigned char file[FILE_SIZE];
	char again[BASE64_LEN(FILE_SIZE) + 1];
	g_autofree char *changed = NULL;

	assert_true(base64_decode(file, sizeof(file), digits, strlen(digits) - 1));
	memcpy(file + at, bytes, len);
	base64_encode(again, file, sizeof(file));
	changed = g_strdup_printf("%.*s%s\n", (int)(digits - text), text, again);
	return secret_text(changed);
}

static const struct change {
	const char *what;
	const char *text;
	size_t at;
	const char *bytes;
	size_t len;
	enum err_kind kind;
} changes[] = {
    {"algorithm", BARE_FILE, 0, "ED", 2, ERR_FORMAT},
    {"key derivation", BARE_FILE, 2, "Xx", 2, ERR_FORMAT},
    {"checksum's name", BARE_FILE, 4, "B3", 2, ERR_FORMAT},
    {"checksum", BARE_FILE, 126, "x", 1, ERR_FORMAT},
    {"seed", BARE_FILE, 62, "\0\0\0\0", 4, ERR_FORMAT},
    {"public half", BARE_FILE, 94, "\0\0\0\0", 4, ERR_FORMAT},
    {"2^56 operations", COVERED_FILE, 45, "\1", 1, ERR_FORMAT},
    {"twice the operations", COVERED_FILE, 38, "\0\0\0\4", 4, ERR_FORMAT},
    {"2 GiB of memory", COVERED_FILE, 46, "\0\0\0\200", 4, ERR_FORMAT},
    {"all memory", COVERED_FILE, 46, "\377\377\377\377\377\377\377\377", 8, ERR_FORMAT},
    {"salt", COVERED_FILE, 6, "x", 1, ERR_KEY},
    {"body", COVERED_FILE, 60, "\0\0\0\0", 4, ERR_KEY},
};

static void
test_changed_files(void **state)
{
	g_autoptr(secret) passphrase = secret_text("hello");

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
		const struct change *c = &changes[i];
		g_autoptr(secret) file = changed_file(c->text, c->at, c->bytes, c->len);
		g_autoptr(GError) error = NULL;
		g_autoptr(minisign_secret) signer = minisign_secret_parse(file, passphrase, &error);

		if (signer != NULL || err_kind(error) != c->kind)
			fail_msg("%s", c->what);
	}
}

static const char *const no_files[] = {
    "",
    "\n",
    "untrusted comment: x\n",
    "untrusted comment: x",
    "untrusted comment: x\n" DIGITS "\n",
    DIGITS,
    BARE_FILE "\n",
    " " BARE_FILE,
    "trusted comment: x\n",
};

static void
test_no_files(void **state)
{
	g_autofree char *long_comment = g_strnfill(MINISIGN_FILE_MAX, ' ');
	g_autofree char *large =
	    g_strdup_printf("untrusted comment: %s\n%s", long_comment, strchr(BARE_FILE, '\n') + 1);
	g_autoptr(secret) bare = secret_text(strchr(BARE_FILE, '\n') + 1);
	g_autoptr(secret) large_file = secret_text(large);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(no_files); i++) {
		g_autoptr(secret) file = secret_text(no_files[i]);
		GError *error = NULL;

		assert_false(minisign_secret_needs_passphrase(no_files[i], strlen(no_files[i])));
		assert_null(minisign_secret_parse(file, NULL, &error));
		assert_int_equal(err_kind(error), ERR_FORMAT);
		g_clear_error(&error);
	}
	assert_null(minisign_secret_parse(bare, NULL, NULL));
	assert_null(minisign_secret_parse(large_file, NULL, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_public_parse),
	    cmocka_unit_test(test_public_file),
	    cmocka_unit_test(test_bare),
	    cmocka_unit_test(test_covered),
	    cmocka_unit_test(test_files_of_minisign),
	    cmocka_unit_test(test_changed_files),
	    cmocka_unit_test(test_no_files),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
