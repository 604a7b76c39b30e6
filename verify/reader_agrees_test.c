/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The judge (volume_check.c) and the reader (crypto/volume.c) are two programs
 * over one format: what the one calls whole the other reads, and what the other
 * refuses it refuses for the same reason.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/pouch_reading.h"

static struct minisign_secret *signer;
static struct vouched_signer vouched;
static struct vouching vouching = {.signers = &vouched, .nsigners = 1};

typedef void tweak(struct forge *f, enum forge_moment moment, void *what);

/* Two stripes, or one. */
static GByteArray *
make(tweak *t, bool two)
{
	struct forge f;
	GByteArray *out;

	forge_init(&f, signer, 0x11);
	((struct forged_member *)f.members->pdata[1])->end_stripe = two;
	f.tweak = t;
	out = forge_write(&f);
	forge_clear(&f);
	return out;
}

/* Fails unless both say the same of the bytes, and that is status if it is not -1. */
static void
assert_agree(const GByteArray *b, const char *name, gsize at, int status)
{
	g_auto(verdict) v = {0};
	g_autofree char *why = NULL;
	int judged = judge_bytes(&v, b->data, b->len, &vouching);
	int got = judge_reading(b->data, b->len, &why);

	/* The reader needs not everything that the judge looks at. */
	if ((got == 0 || got == judged) && (judged != 8 || got == 0) &&
	    (status < 0 || (judged == status && (got == status || status == 8))))
		return;
	judge_print(&v);
	fail_msg("%s, byte %zu: judged %d, read %d: %s", name, at, judged, got,
	    why != NULL ? why : "whole");
}

/* The offset of the header of a member. */
static gsize
find(const GByteArray *b, const char *name)
{
	for (gsize i = 0; i + USTAR_BLOCK <= b->len; i += USTAR_BLOCK)
		if (strcmp((const char *)b->data + i, name) == 0)
			return i;
	fail_msg("no %s", name);
	return 0;
}

static void
check_flips(const GByteArray *b, const char *name, gsize from, gsize to, gsize step)
{
	for (gsize i = from, n = 0; i < to; i += step, n++) {
		unsigned char bit = (unsigned char)(1 << n % 8);

		b->data[i] ^= bit;
		assert_agree(b, name, i, -1);
		b->data[i] ^= bit;
	}
}

/* A bit in each part of a volume. */
static void
test_flips(void **state)
{
	(void)state;
	for (int two = 0; two < 2; two++) {
		g_autoptr(GByteArray) b = make(NULL, two != 0);
		gsize seal = find(b, "SEAL.txt"), again = find(b, "SEAL-again.txt");
		gsize tree = find(b, "tree/00000000-a"), slot = find(b, "keys/000.age");

		check_flips(b, "the start", 0, slot, 37);
		check_flips(b, "data", slot, tree, 4111);
		check_flips(b, "trees and checkpoint", tree, tree + 6000, 17);
		check_flips(b, "the SEAL", seal, seal + 4096, 23);
		check_flips(b, "the gap", seal + 4096, again, 65537);
		check_flips(b, "the second SEAL", again, b->len, 37);
	}
}

static void
test_cuts(void **state)
{
	g_autoptr(GByteArray) b = make(NULL, true);
	gsize whole = b->len;

	(void)state;
	for (gsize len = whole - 1; len > 20000; len -= len > whole - 5000 ? 311 : 20011) {
		g_byte_array_set_size(b, (guint)len);
		assert_agree(b, "cut", len, -1);
	}
	for (gsize len = 6000; len > 100; len -= 97) {
		g_byte_array_set_size(b, (guint)len);
		assert_agree(b, "cut", len, -1);
	}
}

static const struct hurt {
	const char *name, *member;
	gsize from, len; /* bytes from its header that become 0x55 */
	int status;
} hurts[] = {
    {"header of the README", "00-README.txt", 0, 512, 9},
    {"a byte of the README's header", "00-README.txt", 100, 1, 9},
    {"header of the preamble", "preamble.txt", 0, 512, 9},
    {"the preamble", "preamble.txt", 512, 400, 9},
    {"the padding behind the preamble", "preamble.txt", 1534, 1, 9},
    {"header of tree a", "tree/00000001-a", 0, 512, 8},
    {"tree b", "tree/00000000-b", 512, 64, 8},
    {"header of a checkpoint", "ckpt/00000000.txt", 0, 512, 8},
    {"header of the last checkpoint", "ckpt/00000001.txt", 0, 512, 8},
    {"header of a checkpoint's signature", "ckpt/00000000.txt.minisig", 0, 512, 8},
    {"header of the last one's signature", "ckpt/00000001.txt.minisig", 0, 512, 8},
    {"padding behind a checkpoint", "ckpt/00000001.txt", 1023, 1, 8},
    {"padding behind a signature", "ckpt/00000000.txt.minisig", 1020, 4, 8},
    {"a checkpoint", "ckpt/00000000.txt", 512, 300, 9},
    {"the last checkpoint", "ckpt/00000001.txt", 520, 300, 9},
    {"a checkpoint's signature", "ckpt/00000001.txt.minisig", 512, 290, 9},
    {"all of a checkpoint", "ckpt/00000000.txt", 0, 1024, 9},
    {"all of the last checkpoint", "ckpt/00000001.txt", 0, 2048, 9},
    {"header of the SEAL", "SEAL.txt", 0, 512, 8},
    {"the SEAL", "SEAL.txt", 512, 500, 8},
    {"the SEAL's signature", "SEAL.txt.minisig", 512, 290, 8},
    {"header of the gap", "SEAL.txt.minisig", 1024, 512, 8},
};

static void
test_hurts(void **state)
{
	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(hurts); i++) {
		const struct hurt *h = &hurts[i];
		g_autoptr(GByteArray) b = make(NULL, true);

		memset(b->data + find(b, h->member) + h->from, 0x55, h->len);
		assert_agree(b, h->name, h->from, h->status);
	}
}

/* Both copies of the hashes, or of the SEAL. */
static void
test_both_copies(void **state)
{
	g_autoptr(GByteArray) trees = make(NULL, true);
	g_autoptr(GByteArray) seals = make(NULL, true);

	(void)state;
	for (int i = 0; i < 2; i++) {
		gsize tree = find(trees, i == 0 ? "tree/00000000-a" : "tree/00000000-b");
		gsize seal = find(seals, i == 0 ? "SEAL.txt" : "SEAL-again.txt");

		trees->data[tree + 512 + (i == 0 ? 0 : HASH_SIZE)] ^= 1;
		seals->data[seal + 512] ^= 1;
	}
	assert_agree(trees, "both trees, good blocks", 0, 8);
	assert_agree(seals, "both SEALs", 0, 10);
	trees->data[5000] ^= 1;
	assert_agree(trees, "both trees, and a block", 0, 9);
}

/* Without its start, and without its start and its SEAL. */
static void
test_no_start(void **state)
{
	g_autoptr(GByteArray) b = make(NULL, true);

	(void)state;
	memset(b->data, 0, 512);
	assert_agree(b, "no first header", 0, 9);
	memset(b->data, 0x55, 4000);
	assert_agree(b, "no start", 0, 9);
	g_byte_array_set_size(b, (guint)find(b, "SEAL.txt"));
	assert_agree(b, "neither start nor SEAL", 0, 10);
	memset(b->data, 0x55, b->len);
	assert_agree(b, "nothing", 0, 4);
	g_byte_array_set_size(b, 0);
	assert_agree(b, "empty", 0, 4);
}

static void
test_prefixed(void **state)
{
	g_autoptr(GByteArray) b = make(NULL, true);
	static const unsigned char junk[512] = {1};

	(void)state;
	g_byte_array_prepend(b, junk, 1);
	assert_agree(b, "a byte before it", 0, 1);
	g_byte_array_prepend(b, junk, 511);
	assert_agree(b, "a block before it", 0, 1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_flips),
	    cmocka_unit_test(test_cuts),
	    cmocka_unit_test(test_hurts),
	    cmocka_unit_test(test_both_copies),
	    cmocka_unit_test(test_no_start),
	    cmocka_unit_test(test_prefixed),
	};
	int failed;

	if (sodium_init() < 0)
		return 1;
	signer = judge_signer(&vouched);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	minisign_secret_free(signer);
	return failed;
}
