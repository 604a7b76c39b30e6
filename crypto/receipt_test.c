/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of receipt.c, and of receipts in the hands of b2sum and minisign. */
#include "crypto/receipt.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/minisign.h"

#define BODY "not really a pouch\n"

static struct minisign_secret *signer;

/* A receipt of two volumes, the second of a name that b2sum escapes. */
static void
fill(struct receipt *r)
{
	static const char *const names[] = {"mail box.001.pouch", "mail\\box\n.002.pouch"};
	unsigned char digest[64];

	receipt_init(r);
	crypto_generichash(
	    digest, sizeof(digest), (const unsigned char *)BODY, strlen(BODY), NULL, 0);
	minisign_secret_public(signer, &r->signers[0]);
	r->nsigners = 1;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		struct seal seal = {.volume = i + 1,
		    .final = i == 1,
		    .files = 10 * i + 2,
		    .messages = 20 * i + 3,
		    .notes = i,
		    .time = "2026-11-23T14:49:00Z"};
		g_autoptr(GBytes) text = seal_format(&seal, NULL), signature = NULL;
		g_autofree char *comment = seal_comment(&seal);
		char *sig = minisign_sign(
		    signer, g_bytes_get_data(text, NULL), g_bytes_get_size(text), comment);

		signature = g_bytes_new_take(sig, strlen(sig));
		receipt_add(r, names[i], digest, text, signature, &seal);
	}
}

static GString *
new_text(void)
{
	g_auto(receipt) r = {0};

	fill(&r);
	return receipt_format(&r);
}

static bool
is_taken(const char *text, size_t len)
{
	g_auto(receipt) r = {0};
	g_autoptr(GError) error = NULL;
	bool taken = receipt_parse(&r, text, len, &error);

	assert_true(taken || err_kind(error) == ERR_FORMAT);
	return taken;
}

static void
test_round_trip(void **state)
{
	g_autoptr(GString) text = new_text();
	g_auto(receipt) r = {0}, expected = {0};

	(void)state;
	fill(&expected);
	assert_true(receipt_parse(&r, text->str, text->len, NULL));
	assert_int_equal(r.volumes->len, 2);
	assert_int_equal(r.files, 12);
	assert_int_equal(r.messages, 23);
	assert_int_equal(r.notes, 1);
	assert_string_equal(r.sealed, "2026-11-23T14:49:00Z");
	assert_int_equal(r.nsigners, 1);
	assert_memory_equal(r.signers, expected.signers, sizeof(r.signers[0]));
	for (guint i = 0; i < 2; i++) {
		struct receipt_volume *a = &g_array_index(r.volumes, struct receipt_volume, i);
		struct receipt_volume *b =
		    &g_array_index(expected.volumes, struct receipt_volume, i);

		assert_string_equal(a->name, b->name);
		assert_memory_equal(a->digest, b->digest, sizeof(a->digest));
		assert_true(g_bytes_equal(a->seal, b->seal));
		assert_true(g_bytes_equal(a->signature, b->signature));
	}
}

/* A changed byte is refused, or stands for something else: text and content are one to one. */
static void
test_flips(void **state)
{
	g_autoptr(GString) text = new_text();

	(void)state;
	for (gsize i = 0; i < text->len; i++) {
		g_auto(receipt) r = {0};

		text->str[i] ^= 1;
		if (receipt_parse(&r, text->str, text->len, NULL)) {
			g_autoptr(GString) again = receipt_format(&r);
			assert_true(g_string_equal(again, text));
		}
		text->str[i] ^= 1;
	}
}

static void
test_cut(void **state)
{
	g_autoptr(GString) text = new_text();

	(void)state;
	for (gsize len = 0; len < text->len; len++)
		assert_false(is_taken(text->str, len));
}

static const struct edit {
	const char *old, *new;
} refused[] = {
    {"mailpouch/1 receipt", "mailpouch/2 receipt"},
    {"volumes: 2", "volumes: 3"},
    {"files: 12", "files: 13"},
    {"messages: 23", "messages: 023"},
    {"# signer: RW", "# signer: RX"},
    {"sealed: 2026", "sealed: 2025"},
    {"# seal 1: volume: 1", "# seal 1: volume: 2"},
    {"# seal 2: volume: 2", "# seal 2: volume: 1"},
    {"# seal 2: archive: 0", "# seal 2: archive: 1"},
    {"# seal 1: mail", "# seal 3: mail"},
    {"# signature 1: trusted", "# signature 2: trusted"},
    {"  mail box", "  ../mail box"},
    {"  mail box", "  /mail box"},
    {"  mail box", " *mail box"},
    {"  mail box.001.pouch", "  "},
    {"  mail box.001.pouch", "  .."},
    {"  mail box", "  mail\\box"},
};

static void
test_refused(void **state)
{
	g_autoptr(GString) text = new_text();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
		const char *at = strstr(text->str, refused[i].old);
		g_autofree char *bad = at == NULL
		    ? NULL
		    : g_strdup_printf("%.*s%s%s", (int)(at - text->str), text->str, refused[i].new,
			  at + strlen(refused[i].old));

		assert_non_null(bad);
		if (is_taken(bad, strlen(bad)))
			fail_msg("%s", refused[i].new);
	}
	g_string_append(text, "\n");
	assert_false(is_taken(text->str, text->len));
	assert_false(is_taken("", 0));
}

static void
put_file(const char *dir, const char *name, const char *data, gssize len)
{
	g_autofree char *path = g_build_filename(dir, name, NULL);

	assert_true(g_file_set_contents(path, data, len, NULL));
}

/* Runs a command in a directory that has receipt, signature, key and volumes. */
static void
run_beside_receipt(const char *program, const char *arguments)
{
	g_autoptr(GString) text = new_text();
	g_auto(receipt) r = {0};
	struct minisign_public public;
	g_autofree char *found = g_find_program_in_path(program), *dir = NULL, *line = NULL;
	g_autofree char *comment = NULL, *signature = NULL, *pub = NULL, *out = NULL;
	char *argv[] = {(char *)"sh", (char *)"-c", NULL, NULL};
	int status;

	if (found == NULL)
		skip();
	dir = g_dir_make_tmp("receipt-XXXXXX", NULL);
	fill(&r);
	comment = receipt_comment(&r);
	signature = minisign_sign(signer, text->str, text->len, comment);
	minisign_secret_public(signer, &public);
	pub = minisign_public_format_file(&public);
	put_file(dir, "x.receipt.txt", text->str, (gssize)text->len);
	put_file(dir, "x.receipt.txt.minisig", signature, -1);
	put_file(dir, "signer.pub", pub, -1);
	for (guint i = 0; i < r.volumes->len; i++)
		put_file(dir, g_array_index(r.volumes, struct receipt_volume, i).name, BODY, -1);
	line = g_strdup_printf(
	    "cd '%s' && %s %s 2>&1; s=$?; rm -f ./*; exit $s", dir, program, arguments);
	argv[2] = line;
	assert_true(g_spawn_sync(
	    NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, &status, NULL));
	if (status != 0)
		fail_msg("%s: %s", program, out);
	assert_int_equal(g_rmdir(dir), 0);
}

static void
test_b2sum(void **state)
{
	(void)state;
	run_beside_receipt("b2sum", "--strict -c x.receipt.txt");
}

static void
test_minisign(void **state)
{
	(void)state;
	run_beside_receipt("minisign", "-Vm x.receipt.txt -p signer.pub");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_round_trip),
	    cmocka_unit_test(test_flips),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_b2sum),
	    cmocka_unit_test(test_minisign),
	};
	int failed;

	if (sodium_init() < 0)
		return 1;
	signer = minisign_secret_generate(&(struct random_source){.purpose = "signer"});
	failed = cmocka_run_group_tests_name("receipt", tests, NULL, NULL);
	minisign_secret_free(signer);
	return failed;
}
