/* SPDX-License-Identifier: Apache-2.0 */
/*
 * BLAKE2b with AVX-512, which rotates 64-bit words in one instruction and picks
 * any eight words of a block in another; see blake2b_kernel.h.
 */
#include "crypto/blake2b_rows.h"

#if defined(__x86_64__)

#define AVX512 __attribute__((target("avx512f,avx512vl")))

typedef uint64_t u64x8 __attribute__((vector_size(64)));

#define ADD(x, y) ((x) + (y))

/* Macros, since the count must be a constant even in builds without inlining.
 * Where one message waits for each step, swapping halves beats rotating by 32. */
#define SWAP_X4(x) _mm256_shuffle_epi32((__m256i)(x), _MM_SHUFFLE(2, 3, 0, 1))
#define ROR_X4(x, n) ((u64x4)((n) == 32 ? SWAP_X4(x) : _mm256_ror_epi64((__m256i)(x), n)))
#define ROR_X8(x, n) ((u64x8)_mm512_ror_epi64((__m512i)(x), n))

/* The eight words of a block, in registers m0 and m1, that a half round takes:
 * the first four for x, the others for y of the four G. */
#define PICK(s, x0, x1, x2, x3)                                                          \
	_mm512_permutex2var_epi64(m0,                                                    \
	    _mm512_setr_epi64(                                                           \
		s[x0], s[x1], s[x2], s[x3], s[x0 + 1], s[x1 + 1], s[x2 + 1], s[x3 + 1]), \
	    m1)

#define HALF_ROUND(s, w0, w1, w2, w3)                                                     \
	do {                                                                              \
		__m512i w = PICK(s, w0, w1, w2, w3);                                      \
		BLAKE2B_G(add_word, ROR_X4, a, b, c, d, (u64x4)_mm512_castsi512_si256(w), \
		    (u64x4)_mm512_extracti64x4_epi64(w, 1));                              \
	} while (0)

AVX512 static void
avx512_blocks(uint64_t h[8], const unsigned char *block, size_t nblocks, uint64_t t, uint64_t last)
{
	ROW_BLOCKS(__m512i m0 = _mm512_loadu_si512(block);
		   __m512i m1 = _mm512_loadu_si512(block + 64));
}

/* Loads 64 bytes at offset at of each lane's block, and transposes them: m[i]
 * becomes word i of all lanes. Unrolled, it stays in registers. */
AVX512 static inline void
load_words(u64x8 m[8], const unsigned char *const block[8], size_t at)
{
	__m512i pair[8], four[8];

#pragma GCC unroll 4
	for (int i = 0; i < 8; i += 2) {
		__m512i x = _mm512_loadu_si512(block[i] + at);
		__m512i y = _mm512_loadu_si512(block[i + 1] + at);

		pair[i] = _mm512_unpacklo_epi64(x, y);
		pair[i + 1] = _mm512_unpackhi_epi64(x, y);
	}
	/* pair[i + odd] holds words odd, odd+2, odd+4, odd+6 of lanes i and i+1 */
#pragma GCC unroll 2
	for (int i = 0; i < 8; i += 4) {
#pragma GCC unroll 2
		for (int odd = 0; odd < 2; odd++) {
			four[i + odd] =
			    _mm512_shuffle_i64x2(pair[i + odd], pair[i + odd + 2], 0x88);
			four[i + odd + 2] =
			    _mm512_shuffle_i64x2(pair[i + odd], pair[i + odd + 2], 0xdd);
		}
	}
	/* four[i + odd] holds words odd, odd+4, and four[i + odd + 2] odd+2, odd+6,
	 * of lanes i to i+3 */
#pragma GCC unroll 4
	for (int w = 0; w < 4; w++) {
		m[w] = (u64x8)_mm512_shuffle_i64x2(four[w], four[w + 4], 0x88);
		m[w + 4] = (u64x8)_mm512_shuffle_i64x2(four[w], four[w + 4], 0xdd);
	}
}

#define LANE_ROUND(r) BLAKE2B_ROUND(ADD, ROR_X8, v, m, blake2b_sigma[r])

AVX512 static void
avx512_lanes(struct blake2b_lanes *l, size_t nblocks)
{
	u64x8 h[8], m[16], v[16];
	u64x8 t = (u64x8)_mm512_loadu_si512(l->t), last = (u64x8)_mm512_loadu_si512(l->last);

	for (int i = 0; i < 8; i++)
		h[i] = (u64x8)_mm512_loadu_si512(l->h[i]);
	for (size_t at = 0; at < nblocks * BLAKE2B_BLOCK; at += BLAKE2B_BLOCK) {
		load_words(m, l->block, at);
		load_words(m + 8, l->block, at + 64);
		for (int i = 0; i < 8; i++) {
			v[i] = h[i];
			v[i + 8] = (u64x8)_mm512_set1_epi64((long long)blake2b_iv[i]);
		}
		v[12] ^= t;
		v[14] ^= last;
		BLAKE2B_ROUNDS(LANE_ROUND);
		for (int i = 0; i < 8; i++)
			h[i] ^= v[i] ^ v[i + 8];
		t += BLAKE2B_BLOCK;
	}
	for (int i = 0; i < 8; i++)
		_mm512_storeu_si512(l->h[i], (__m512i)h[i]);
}

static bool
avx512_usable(void)
{
	return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl");
}

const struct blake2b_kernel blake2b_avx512 = {
    .name = "avx512",
    .nlanes = 8,
    .usable = avx512_usable,
    .blocks = avx512_blocks,
    .lanes = avx512_lanes,
};

#endif
