/* SPDX-License-Identifier: Apache-2.0 */
/* Hash trees against RFC 6962, 2.1, written down once more as it stands there. */
#include "crypto/hashtree.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define NLEAVES 70
#define BLOCK 300

static unsigned char blocks[NLEAVES * BLOCK];
static unsigned char leaves[NLEAVES][32];

static void
naive_hash(unsigned char prefix, const void *a, size_t alen, const void *b, size_t blen,
    unsigned char out[32])
{
	crypto_generichash_state s;

	crypto_generichash_init(&s, NULL, 0, 32);
	crypto_generichash_update(&s, &prefix, 1);
	crypto_generichash_update(&s, a, alen);
	crypto_generichash_update(&s, b, blen);
	crypto_generichash_final(&s, out, 32);
}

/* MTH(D[first:first + n]) of RFC 6962, 2.1. */
static void
naive_root(size_t first, size_t n, unsigned char out[32])
{
	unsigned char left[32], right[32];
	size_t k = 1;

	if (n == 0) {
		crypto_generichash(out, 32, NULL, 0, NULL, 0);
	} else if (n == 1) {
		naive_hash(0, blocks + first * BLOCK, BLOCK, "", 0, out);
	} else {
		while (2 * k < n)
			k *= 2;
		naive_root(first, k, left);
		naive_root(first + k, n - k, right);
		naive_hash(1, left, 32, right, 32, out);
	}
}

static void
test_leaves(void **state)
{
	unsigned char one[32], expected[32];

	(void)state;
	for (size_t i = 0; i < NLEAVES; i++) {
		naive_root(i, 1, expected);
		hashtree_leaf(blocks + i * BLOCK, BLOCK, one);
		assert_memory_equal(one, expected, 32);
		assert_memory_equal(leaves[i], expected, 32);
	}
}

/* More leaves than one batch, of one byte each. */
static void
test_leaves_batches(void **state)
{
	unsigned char many[1000][32], one[32];

	(void)state;
	hashtree_leaves(blocks, 1000, 1, many);
	for (size_t i = 0; i < 1000; i++) {
		hashtree_leaf(blocks + i, 1, one);
		assert_memory_equal(many[i], one, 32);
	}
}

static void
test_roots(void **state)
{
	unsigned char root[32], expected[32];
	struct hashtree t;

	(void)state;
	hashtree_init(&t);
	for (size_t n = 0; n <= NLEAVES; n++) {
		naive_root(0, n, expected);
		hashtree_root(&t, root);
		assert_memory_equal(root, expected, 32);
		hashtree_root_of(leaves[0], n, root);
		assert_memory_equal(root, expected, 32);
		if (n < NLEAVES)
			hashtree_add_leaf_hash(&t, leaves[n]);
	}
}

/* What the header says of the frontier is all that a resumed run needs. */
static void
test_resume(void **state)
{
	unsigned char root[32], expected[32];
	struct hashtree t, resumed;

	(void)state;
	hashtree_init(&t);
	for (size_t i = 0; i < 45; i++)
		hashtree_add_leaf_hash(&t, leaves[i]);
	memset(&resumed, 0xee, sizeof(resumed));
	resumed.n = t.n;
	for (int k = 0; k < HASHTREE_DEPTH_MAX; k++) {
		if (t.n >> k & 1)
			memcpy(resumed.nodes[k], t.nodes[k], 32);
	}
	for (size_t i = 45; i < NLEAVES; i++)
		hashtree_add_leaf_hash(&resumed, leaves[i]);
	naive_root(0, NLEAVES, expected);
	hashtree_root(&resumed, root);
	assert_memory_equal(root, expected, 32);
}

/* The roots of 0 to 8 leaves "0", "1", ... by another implementation. */
static const char python[] = "import hashlib\n"
			     "def h(x): return hashlib.blake2b(x, digest_size=32).digest()\n"
			     "def mth(d):\n"
			     "    if not d: return h(b'')\n"
			     "    if len(d) == 1: return h(b'\\0' + d[0])\n"
			     "    k = 1 << (len(d) - 1).bit_length() - 1\n"
			     "    return h(b'\\1' + mth(d[:k]) + mth(d[k:]))\n"
			     "for n in range(9): print(mth([b'%d' % i for i in range(n)]).hex())\n";

static void
test_python_agrees(void **state)
{
	const char *argv[] = {"python3", "-c", python, NULL};
	g_autofree char *path = g_find_program_in_path("python3"), *out = NULL;
	g_auto(GStrv) lines = NULL;
	unsigned char hash[32];
	struct hashtree t;
	char hex[65];

	(void)state;
	if (path == NULL)
		skip();
	assert_true(g_spawn_sync(NULL, (char **)(uintptr_t)argv, NULL, G_SPAWN_SEARCH_PATH, NULL,
	    NULL, &out, NULL, NULL, NULL));
	lines = g_strsplit(out, "\n", -1);
	assert_int_equal(g_strv_length(lines), 10);
	hashtree_init(&t);
	for (int n = 0; n < 9; n++) {
		hashtree_root(&t, hash);
		assert_string_equal(sodium_bin2hex(hex, sizeof(hex), hash, 32), lines[n]);
		hashtree_leaf(&"012345678"[n], 1, hash);
		hashtree_add_leaf_hash(&t, hash);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_leaves),
	    cmocka_unit_test(test_leaves_batches),
	    cmocka_unit_test(test_roots),
	    cmocka_unit_test(test_resume),
	    cmocka_unit_test(test_python_agrees),
	};

	for (size_t i = 0; i < sizeof(blocks); i++)
		blocks[i] = (unsigned char)(i * 31 + (i >> 8) * 7);
	hashtree_leaves(blocks, NLEAVES, BLOCK, leaves);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
