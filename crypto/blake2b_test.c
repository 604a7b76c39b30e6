/* SPDX-License-Identifier: Apache-2.0 */
/* Every kernel this CPU has, against RFC 7693 and against libsodium. */
#include "crypto/blake2b.h"

#include <glib.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/blake2b_kernel.h"

#define LONGEST 2100 /* past eight blocks, so that all lanes and edges meet */
#define NMANY 300

/* More than any test needs, with bytes that repeat nowhere near. */
static unsigned char data[1 << 18];

/* The kernel under test; main passes each in turn. */
static const struct blake2b_kernel *
use_kernel(void **state)
{
	const struct blake2b_kernel *kernel = *state;

	if (!kernel->usable())
		skip();
	blake2b_kernel_force(kernel);
	return kernel;
}

static void
digest_pieces(const unsigned char *p, size_t len, size_t piece, size_t outlen, unsigned char *out)
{
	struct blake2b s;

	blake2b_init(&s, outlen);
	for (size_t at = 0; at < len; at += piece)
		blake2b_update(&s, p + at, MIN(piece, len - at));
	blake2b_final(&s, out);
}

static void
test_rfc_vector(void **state)
{
	const char *expected = "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
			       "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923";
	unsigned char out[64];
	char hex[129];

	use_kernel(state);
	digest_pieces((const unsigned char *)"abc", 3, 3, 64, out);
	assert_string_equal(sodium_bin2hex(hex, sizeof(hex), out, 64), expected);
}

static void
test_every_length(void **state)
{
	const size_t sizes[] = {BLAKE2B_256_SIZE, BLAKE2B_512_SIZE};
	unsigned char out[64], expected[64];

	use_kernel(state);
	for (size_t len = 0; len <= LONGEST; len++) {
		for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
			digest_pieces(data + 1, len, LONGEST, sizes[i], out);
			crypto_generichash(expected, sizes[i], data + 1, len, NULL, 0);
			assert_memory_equal(out, expected, sizes[i]);
		}
	}
}

static void
test_every_split(void **state)
{
	const size_t lengths[] = {1, 127, 128, 129, 255, 256, 257, 384, 1000, 1024, 1025};
	unsigned char out[32], expected[32];

	use_kernel(state);
	for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
		crypto_generichash(expected, 32, data, lengths[i], NULL, 0);
		for (size_t piece = 1; piece <= lengths[i]; piece++) {
			digest_pieces(data, lengths[i], piece, 32, out);
			assert_memory_equal(out, expected, 32);
		}
	}
}

static void
test_uneven_pieces(void **state)
{
	unsigned char out[64], expected[64];
	struct blake2b s;
	size_t at = 0;

	use_kernel(state);
	blake2b_init(&s, 64);
	for (size_t n = 0; at < sizeof(data); n++) {
		size_t piece = MIN(n * 37 % 1500, sizeof(data) - at);

		blake2b_update(&s, data + at, piece);
		at += piece;
	}
	blake2b_final(&s, out);
	crypto_generichash(expected, 64, data, sizeof(data), NULL, 0);
	assert_memory_equal(out, expected, 64);
}

static void
expect_input(const struct blake2b_input *in, const unsigned char out[32])
{
	crypto_generichash_state s;
	unsigned char expected[32];

	crypto_generichash_init(&s, NULL, 0, 32);
	crypto_generichash_update(&s, in->head, in->head_len);
	crypto_generichash_update(&s, in->data, in->len);
	crypto_generichash_final(&s, expected, 32);
	assert_memory_equal(out, expected, 32);
}

static void
check_many(size_t n, const struct blake2b_input in[])
{
	unsigned char out[NMANY][32];

	blake2b_many(n, in, out);
	for (size_t i = 0; i < n; i++)
		expect_input(&in[i], out[i]);
}

/* All lanes end at once, and each length meets each number of lanes. */
static void
test_many_alike(void **state)
{
	struct blake2b_input in[20];

	use_kernel(state);
	for (size_t len = 0; len <= 520; len++) {
		for (size_t i = 0; i < G_N_ELEMENTS(in); i++)
			in[i] = (struct blake2b_input){.data = data + 700 * i + i,
			    .len = len,
			    .head = data + len,
			    .head_len = len % 3};
		check_many(len % (G_N_ELEMENTS(in) + 1), in);
	}
}

/* Every length of head meets every length of data around the blocks. */
static void
test_many_heads(void **state)
{
	struct blake2b_input in[NMANY];

	use_kernel(state);
	for (size_t head_len = 0; head_len <= 390; head_len++) {
		for (size_t i = 0; i < NMANY; i++)
			in[i] = (struct blake2b_input){.data = data + 5 * i,
			    .len = i,
			    .head = data + 7 * i,
			    .head_len = head_len};
		check_many(NMANY, in);
	}
}

/* Lengths from a fixed sequence: many short ones, some long, heads mixed. */
static void
test_many_mixed(void **state)
{
	struct blake2b_input in[NMANY];
	g_autoptr(GRand) rand = g_rand_new_with_seed(7693);

	use_kernel(state);
	for (int round = 0; round < 10; round++) {
		for (size_t i = 0; i < NMANY; i++) {
			gint32 most = g_rand_int_range(rand, 0, 20) == 0 ? 60000 : 600;

			in[i].len = (size_t)g_rand_int_range(rand, 0, most);
			in[i].data = data + g_rand_int_range(rand, 0, 100000);
			in[i].head = data + g_rand_int_range(rand, 0, 1000);
			in[i].head_len = (size_t)g_rand_int_range(rand, 0, 3) *
			    (size_t)g_rand_int_range(rand, 0, most);
		}
		check_many(NMANY - (size_t)round, in);
	}
}

static void
test_no_data(void **state)
{
	const struct blake2b_input in[] = {{.data = NULL}, {.head = "\0", .head_len = 1},
	    {.data = "x", .len = 1}, {.head = data, .head_len = 256}};

	use_kernel(state);
	check_many(0, NULL);
	check_many(1, in);
	check_many(G_N_ELEMENTS(in), in);
}

static void
test_kernel_choice(void **state)
{
	const struct blake2b_kernel *kernel = use_kernel(state);
	size_t fastest = 0;

	assert_string_equal(blake2b_kernel(), kernel->name);
	blake2b_kernel_force(NULL);
	while (!blake2b_kernel_all()[fastest]->usable())
		fastest++;
	assert_ptr_equal(blake2b_kernel_get(), blake2b_kernel_all()[fastest]);
}

static int
run_kernel(const struct blake2b_kernel *kernel)
{
	void *state = (void *)(uintptr_t)kernel;
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_prestate(test_rfc_vector, state),
	    cmocka_unit_test_prestate(test_every_length, state),
	    cmocka_unit_test_prestate(test_every_split, state),
	    cmocka_unit_test_prestate(test_uneven_pieces, state),
	    cmocka_unit_test_prestate(test_many_alike, state),
	    cmocka_unit_test_prestate(test_many_heads, state),
	    cmocka_unit_test_prestate(test_many_mixed, state),
	    cmocka_unit_test_prestate(test_no_data, state),
	    cmocka_unit_test_prestate(test_kernel_choice, state),
	};

	return cmocka_run_group_tests_name(kernel->name, tests, NULL, NULL);
}

int
main(void)
{
	int failed = 0;

	if (sodium_init() < 0)
		return 1;
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (unsigned char)(i * 31 + (i >> 8) * 7 + (i >> 16));
	for (size_t i = 0; blake2b_kernel_all()[i] != NULL; i++)
		failed += run_kernel(blake2b_kernel_all()[i]);
	return failed;
}
