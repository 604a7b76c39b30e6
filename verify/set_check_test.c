/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of set_check.c: pouches of three volumes, with volumes missing, doubled and exchanged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/pouch_judge.h"

#define NVOLUMES 3

static struct minisign_secret *signer;
static struct vouched_signer vouched;
static struct vouching vouching = {.signers = &vouched, .nsigners = 1};
static struct volume_options options = {.vouched = &vouched.key, .nvouched = 1};

/* Three volumes of two archives; [1] is sealed again at another time as well. */
static int ours[NVOLUMES], theirs[NVOLUMES], again[NVOLUMES];

/* The H of the SEAL text of a volume. */
static void
seal_hash(const GByteArray *b, unsigned char out[HASH_SIZE])
{
	const unsigned char *p = NULL;

	for (gsize i = 0; i < b->len && p == NULL; i += USTAR_BLOCK)
		if (strcmp((const char *)b->data + i, MEMBER_SEAL) == 0)
			p = b->data + i + USTAR_BLOCK;
	statement_hash(p, strlen((const char *)p), out);
}

/* One segment in each volume. */
static void
make(int fds[NVOLUMES], unsigned char archive, guint64 messages)
{
	struct forge f;
	char name[MEMBER_NAME_SIZE];

	forge_init(&f, signer, archive);
	f.seal.tree_chunks = f.seal.mail_chunks = 0;
	f.seal.messages = messages;
	for (guint i = 0; i < NVOLUMES; i++) {
		g_autoptr(GByteArray) b = NULL;
		g_ptr_array_set_size(f.members, 1);
		g_snprintf(name, sizeof(name), "seg/%08u.age", i);
		forge_add(&f, name, 1000, (guint64)i * SEGMENT_SIZE, SEGMENT_SIZE);
		f.preamble.volume = i + 1;
		f.seal.final = i + 1 == NVOLUMES;
		f.seal.segments = i + 1;
		f.segments = i;
		f.seal.payload = (guint64)(i + 1) * SEGMENT_SIZE;
		b = forge_write(&f);
		seal_hash(b, f.preamble.previous_seal);
		f.preamble.has_previous_seal = true;
		fds[i] = forge_file(b->data, b->len);
	}
	forge_clear(&f);
}

static const struct {
	const char *name;
	int *fds[NVOLUMES + 1]; /* as given on the command line; NULL ends */
	int status;
	enum finding_code code; /* FINDING_NCODES: none at all */
	guint64 present;
} cases[] = {
    {"all", {&ours[0], &ours[1], &ours[2]}, 0, FINDING_NCODES, 3},
    {"shuffled", {&ours[2], &ours[0], &ours[1]}, 0, FINDING_NCODES, 3},
    {"first missing", {&ours[1], &ours[2]}, 10, FOUND_VOLUME_MISSING, 2},
    {"middle missing", {&ours[0], &ours[2]}, 10, FOUND_VOLUME_MISSING, 2},
    {"last missing", {&ours[0], &ours[1]}, 10, FOUND_VOLUME_MISSING, 2},
    {"first alone", {&ours[0]}, 10, FOUND_VOLUME_MISSING, 1},
    {"one twice", {&ours[0], &ours[1], &ours[1], &ours[2]}, 0, FOUND_VOLUME_TWICE, 3},
    {"one of another pouch", {&ours[0], &theirs[1], &ours[2]}, 1, FOUND_FOREIGN_VOLUME, 2},
    {"two with one number", {&ours[0], &ours[1], &again[1], &ours[2]}, 1, FOUND_VOLUME_CONFLICT, 3},
    {"of another sealing", {&ours[0], &again[1], &ours[2]}, 1, FOUND_CHAIN_BROKEN, 3},
};

static void
test_sets(void **state)
{
	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(verdict) v;
		int fds[NVOLUMES + 1], status;
		gsize n = 0;

		for (; n <= NVOLUMES && cases[i].fds[n] != NULL; n++)
			fds[n] = *cases[i].fds[n];
		status = judge_files(&v, fds, n, &vouching, &options);
		if (status != cases[i].status || v.set.present != cases[i].present) {
			judge_print(&v);
			fail_msg("%s: status %d", cases[i].name, status);
		}
		if (cases[i].code == FINDING_NCODES)
			assert_int_equal(v.findings.total, 0);
		else
			assert_true(judge_has(&v, cases[i].code));
	}
}

static void
test_totals_are_the_last_ones(void **state)
{
	const int fds[] = {ours[2], ours[0], ours[1]};
	g_auto(verdict) v;

	(void)state;
	assert_int_equal(judge_files(&v, fds, NVOLUMES, &vouching, &options), 0);
	assert_int_equal(v.set.newest, 0);
	assert_true(v.set.last_known);
	assert_int_equal(v.set.expected, NVOLUMES);
	assert_int_equal(v.messages.declared, 4);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sets),
	    cmocka_unit_test(test_totals_are_the_last_ones),
	};
	int failed;

	if (sodium_init() < 0)
		return 1;
	signer = judge_signer(&vouched);
	make(ours, 0x11, 4);
	make(theirs, 0x22, 4);
	make(again, 0x11, 5);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	minisign_secret_free(signer);
	return failed;
}
