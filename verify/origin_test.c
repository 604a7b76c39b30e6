/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of origin.c: trusted signers, their time, and receipts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/pouch_judge.h"

#define SEALED 1795449600 /* FORGE_TIME */

static struct minisign_secret *signer, *stranger;
static struct vouched_signer vouched, unvouched;
static int ours, theirs;

/* A receipt of the volume in fd, as text. */
static GString *
make_receipt(int fd)
{
	g_auto(verdict) v;
	g_auto(receipt) r;
	struct vouching nobody = {0};
	struct volume_options options = {.digest = true};
	const struct volume_result *got;

	receipt_init(&r);
	judge_files(&v, &fd, 1, &nobody, &options);
	got = &g_array_index(v.volumes, struct volume_result, 0);
	r.signers[0] = got->signers[0];
	r.nsigners = 1;
	receipt_add(&r, "a.pouch", got->digest, got->seal_text, got->seal_signature, &got->seal);
	return receipt_format(&r);
}

static int
judge(int fd, const struct vouching *vouching, struct verdict *v)
{
	struct volume_options options = {.digest = vouching->receipt != NULL};

	return judge_files(v, &fd, 1, vouching, &options);
}

static void
test_signers(void **state)
{
	const struct {
		const char *name;
		const struct vouched_signer *signer;
		gint64 after, before;
		int status;
	} cases[] = {
	    {"trusted", &vouched, G_MININT64, G_MAXINT64, 0},
	    {"another", &unvouched, G_MININT64, G_MAXINT64, 7},
	    {"from that second on", &vouched, SEALED, G_MAXINT64, 0},
	    {"not yet", &vouched, SEALED + 1, G_MAXINT64, 7},
	    {"no more", &vouched, 0, SEALED, 7},
	};

	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct vouched_signer s = *cases[i].signer;
		struct vouching w = {.signers = &s, .nsigners = 1};
		g_auto(verdict) v;
		int status;

		s.valid_after = cases[i].after;
		s.valid_before = cases[i].before;
		status = judge(ours, &w, &v);
		if (status != cases[i].status)
			fail_msg("%s: status %d", cases[i].name, status);
		assert_int_equal(verdict_of_contents(&v), VERDICT_OK);
		assert_true((v.origin.signer != NULL) == (status == 0));
	}
}

static void
test_nobody_vouches(void **state)
{
	struct vouching nobody = {0};
	g_auto(verdict) v;

	(void)state;
	assert_int_equal(judge(ours, &nobody, &v), 7);
	assert_int_equal(verdict_of_all(&v), VERDICT_ORIGIN);
	assert_int_equal(v.origin.state, ORIGIN_UNKNOWN);
}

static void
test_receipts(void **state)
{
	g_autoptr(GString) text = make_receipt(ours);
	g_auto(receipt) r;
	struct vouching w = {.receipt = &r, .receipt_text = text->str, .receipt_len = text->len};
	g_autofree char *comment = NULL, *good = NULL, *bad = NULL;
	g_auto(verdict) match, differs, good_signed, bad_signed;

	(void)state;
	assert_true(receipt_parse(&r, text->str, text->len, NULL));
	assert_int_equal(judge(ours, &w, &match), 0);
	assert_true(match.origin.by_receipt);
	assert_int_equal(judge(theirs, &w, &differs), 7);
	assert_int_equal(differs.origin.state, ORIGIN_CONTRADICTED);
	assert_true(judge_has(&differs, FOUND_RECEIPT_DIFFERS));

	comment = receipt_comment(&r);
	good = minisign_sign(signer, text->str, text->len, comment);
	w.receipt_signature = good;
	w.receipt_signature_len = strlen(good);
	assert_int_equal(judge(ours, &w, &good_signed), 0);
	bad = minisign_sign(stranger, text->str, text->len, comment);
	w.receipt_signature = bad;
	assert_int_equal(judge(ours, &w, &bad_signed), 7);
	assert_true(judge_has(&bad_signed, FOUND_RECEIPT_UNSIGNED));
}

/* Damage is damage, not another pouch; a trusted signer does not outweigh a wrong receipt. */
static void
test_receipt_beside_others(void **state)
{
	g_autoptr(GString) text = make_receipt(ours);
	g_auto(receipt) r;
	struct vouching w = {.signers = &vouched,
	    .nsigners = 1,
	    .receipt = &r,
	    .receipt_text = text->str,
	    .receipt_len = text->len};
	g_auto(verdict) damaged, other;
	unsigned char byte = 0x5a;

	(void)state;
	assert_true(receipt_parse(&r, text->str, text->len, NULL));
	assert_int_equal(judge(theirs, &w, &other), 7);
	assert_int_equal(pwrite(ours, &byte, 1, 30000), 1);
	assert_int_equal(judge(ours, &w, &damaged), 9);
	assert_true(damaged.origin.by_receipt);
}

static int
make(unsigned char archive)
{
	struct forge f;
	g_autoptr(GByteArray) b = NULL;

	forge_init(&f, signer, archive);
	b = forge_write(&f);
	forge_clear(&f);
	return forge_file(b->data, b->len);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_signers),
	    cmocka_unit_test(test_nobody_vouches),
	    cmocka_unit_test(test_receipts),
	    cmocka_unit_test(test_receipt_beside_others),
	};
	int failed;

	if (sodium_init() < 0)
		return 1;
	signer = judge_signer(&vouched);
	stranger = judge_signer(&unvouched);
	ours = make(0x11);
	theirs = make(0x22);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	minisign_secret_free(signer);
	minisign_secret_free(stranger);
	return failed;
}
