/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the preamble. */
#include "crypto/preamble.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/hex.h"

#define ARCHIVE "000102030405060708090a0b0c0d0e0f"
#define H0 "0000000000000000000000000000000000000000000000000000000000000000"
#define H1 "1111111111111111111111111111111111111111111111111111111111111111"

static struct minisign_public signers[SIGNERS_MAX + 1];
static char *text; /* a good preamble with two signers and three slots */

static void
fill(struct preamble *p)
{
	memset(p, 0, sizeof(*p));
	assert_true(hex_decode(p->archive, ARCHIVE_ID_SIZE, ARCHIVE, strlen(ARCHIVE)));
	p->volume = 2;
	p->has_previous_seal = true;
	g_strlcpy(p->created, "2026-11-23T14:49:00Z", TIME_SIZE);
	p->tool = g_strdup("mailpouch 1.0");
	p->libraries = g_strdup("zstd 1.5.4");
	assert_true(preamble_add_signer(p, &signers[0], NULL));
	assert_true(preamble_add_signer(p, &signers[1], NULL));
	p->nslots = 3;
	p->slots[1] = (struct slot_line){.role = ROLE_AUDITOR, .passphrase = true};
	p->slots[2] = (struct slot_line){.role = ROLE_FACTS};
	memset(p->commit[LEVEL_FACTS], 0x11, HASH_SIZE);
}

static void
test_round_trip(void **state)
{
	struct preamble p, again;
	g_autoptr(GBytes) bytes = NULL;

	(void)state;
	fill(&p);
	assert_true(preamble_parse(&again, text, strlen(text), NULL));
	assert_memory_equal(again.archive, p.archive, ARCHIVE_ID_SIZE);
	assert_int_equal(again.volume, 2);
	assert_true(again.has_previous_seal);
	assert_string_equal(again.created, p.created);
	assert_string_equal(again.tool, "mailpouch 1.0");
	assert_string_equal(again.libraries, "zstd 1.5.4");
	assert_int_equal(again.nsigners, 2);
	assert_memory_equal(again.signers, p.signers, 2 * sizeof(p.signers[0]));
	assert_int_equal(again.nslots, 3);
	assert_memory_equal(again.slots, p.slots, 3 * sizeof(p.slots[0]));
	assert_memory_equal(again.commit, p.commit, sizeof(p.commit));
	bytes = preamble_format(&again, NULL);
	assert_int_equal(g_bytes_get_size(bytes), strlen(text));
	assert_memory_equal(g_bytes_get_data(bytes, NULL), text, strlen(text));
	preamble_clear(&p);
	preamble_clear(&again);
}

/* A text with the first occurrence of old replaced. */
static char *
edited(const char *old, const char *new)
{
	const char *at = strstr(text, old);

	assert_non_null(at);
	return g_strdup_printf("%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
}

static const struct edit {
	const char *old, *new;
} refused[] =
    {
	{"mailpouch/1 preamble", "mailpouch/1 preambles"},
	{"volume: 2\n", "volume: 2\nspare: 1\n"},
	{"previous-seal: 00", "previous-seal: 0"},
	{"created: 2026-11", "created: 2026-00"},
	{"tool: mailpouch 1.0\n", ""},
	{"signer: RW", "signer: RX"},
	{"signer: RW", "signer: W"},
	{"000 reader x25519", "001 reader x25519"},
	{"000 reader x25519", "0 reader x25519"},
	{"000 reader x25519", "000 writer x25519"},
	{"000 reader x25519", "000 reader fido"},
	{"000 reader x25519", "000 reader"},
	{"000 reader x25519", "000 reader x25519 more"},
	{"slot: 001 auditor passphrase\n", ""},
	{"key-commit: facts", "key-commit: fact"},
	{"key-commit: facts " H1 "\n", ""},
	{"key-commit: facts 11", "key-commit: facts 1"},
	{"key-commit: index", "key-commit: index " H0 "\nkey-commit: other"},
},
  unsupported[] = {
      {"mailpouch/1 preamble", "mailpouch/2 preamble"},
      {"block: 65536", "block: 4096"},
      {"segment: 16777216", "segment: 1"},
      {"stripe: 268435456", "stripe: 65536"},
      {"parity: none", "parity: 200 20"},
      {"digest: blake2b-256", "digest: sha-256"},
      {"preamble\n", "preamble\ncritical: shares\n"},
};

static void
check_refused(const struct edit *e, enum err_kind kind)
{
	g_autofree char *bad = edited(e->old, e->new);
	g_autoptr(GError) error = NULL;
	struct preamble p;

	if (preamble_parse(&p, bad, strlen(bad), &error))
		fail_msg("%s", e->new);
	assert_int_equal(err_kind(error), kind);
}

static void
test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(refused); i++)
		check_refused(&refused[i], ERR_FORMAT);
	for (size_t i = 0; i < G_N_ELEMENTS(unsupported); i++)
		check_refused(&unsupported[i], ERR_UNSUPPORTED);
}

static void
test_reserved(void **state)
{
	static const struct edit edits[] = {
	    {"created: ", "series: " H1 "\ncreated: "},
	    {"slot: 000", "keeper: RWabc\nslot: 000"},
	    {"blake2b-256\n", "blake2b-256\nx-site: north\n"},
	    {"libraries: zstd 1.5.4\n", ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(edits); i++) {
		g_autofree char *good = edited(edits[i].old, edits[i].new);
		g_autoptr(GError) error = NULL;
		struct preamble p;

		if (!preamble_parse(&p, good, strlen(good), &error))
			fail_msg("%s: %s", edits[i].new, error->message);
		preamble_clear(&p);
	}
}

/* However signers are added, they stand in one order, each once. */
static void
test_signers(void **state)
{
	struct preamble forth = {0}, back = {0};
	g_autoptr(GError) error = NULL;
	struct minisign_public swap;

	(void)state;
	for (int i = 0; i < SIGNERS_MAX; i++) {
		assert_true(preamble_add_signer(&forth, &signers[i], NULL));
		assert_false(preamble_add_signer(&forth, &signers[0], NULL));
		assert_true(preamble_add_signer(&back, &signers[SIGNERS_MAX - 1 - i], NULL));
	}
	assert_memory_equal(forth.signers, back.signers, sizeof(forth.signers));
	assert_false(preamble_add_signer(&forth, &signers[SIGNERS_MAX], &error));
	assert_int_equal(err_kind(error), ERR_USAGE);

	fill(&forth);
	swap = forth.signers[0];
	forth.signers[0] = forth.signers[1];
	forth.signers[1] = swap;
	assert_null(preamble_format(&forth, NULL));
	preamble_clear(&forth);
}

/* More signers or slots than the limits are refused when read. */
static void
test_limits(void **state)
{
	g_autoptr(GString) slots = g_string_new(NULL);
	g_autofree char *bad = NULL;
	g_autoptr(GError) error = NULL;
	struct preamble p;

	(void)state;
	for (unsigned i = 3; i <= SLOTS_MAX; i++)
		g_string_append_printf(slots, "slot: %03u facts x25519\n", i);
	g_string_append(slots, "key-commit: content");
	bad = edited("key-commit: content", slots->str);
	assert_false(preamble_parse(&p, bad, strlen(bad), &error));
	assert_non_null(strstr(error->message, "slots"));
}

static const struct holding {
	enum role role;
	bool content, facts, index;
} holdings[] = {
    {ROLE_READER, true, true, true},
    {ROLE_AUDITOR, false, true, true},
    {ROLE_FACTS, false, true, false},
};

static void
test_roles(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(holdings); i++) {
		const struct holding *h = &holdings[i];
		assert_int_equal(role_parse(role_name(h->role)), h->role);
		assert_int_equal(role_holds(h->role, LEVEL_CONTENT), h->content);
		assert_int_equal(role_holds(h->role, LEVEL_FACTS), h->facts);
		assert_int_equal(role_holds(h->role, LEVEL_INDEX), h->index);
	}
	assert_int_equal(role_parse("share"), -1);
	assert_int_equal(role_parse(""), -1);
}

/* Section 5.1, as libsodium computes it. */
static void
test_commit(void **state)
{
	static const char domain[] = "mailpouch/1 key", level[] = "facts";
	unsigned char message[15 + 16 + 5 + 32], archive[16], key[32];
	unsigned char found[HASH_SIZE], expected[HASH_SIZE];

	(void)state;
	memset(archive, 0xab, sizeof(archive));
	memset(key, 0xcd, sizeof(key));
	memcpy(message, domain, 15);
	memcpy(message + 15, archive, 16);
	memcpy(message + 31, level, 5);
	memcpy(message + 36, key, 32);
	crypto_generichash(expected, sizeof(expected), message, sizeof(message), NULL, 0);
	preamble_commit(archive, LEVEL_FACTS, key, found);
	assert_memory_equal(found, expected, HASH_SIZE);
}

static int
set_up(void **state)
{
	struct random_source random = {.purpose = "signer"};
	struct preamble p;
	g_autoptr(GBytes) bytes = NULL;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(signers); i++) {
		g_autoptr(minisign_secret) s = minisign_secret_generate(&random);
		minisign_secret_public(s, &signers[i]);
	}
	fill(&p);
	bytes = preamble_format(&p, NULL);
	preamble_clear(&p);
	text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	g_free(text);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_round_trip),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_reserved),
	    cmocka_unit_test(test_signers),
	    cmocka_unit_test(test_limits),
	    cmocka_unit_test(test_roles),
	    cmocka_unit_test(test_commit),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests_name("preamble", tests, set_up, tear_down);
}
