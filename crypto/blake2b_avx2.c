/* SPDX-License-Identifier: Apache-2.0 */
/*
 * BLAKE2b with AVX2, which has no rotation: by whole bytes it is a shuffle, by
 * 63 a shift and an addition; see blake2b_kernel.h.
 */
#include "crypto/blake2b_rows.h"

#if defined(__x86_64__)

#include <string.h>

#define AVX2 __attribute__((target("avx2")))

#define ADD(x, y) ((x) + (y))

AVX2 static inline __attribute__((always_inline)) u64x4
ror(u64x4 x, int n)
{
	const __m256i by24 = _mm256_setr_epi64x(
	    0x0201000706050403, 0x0a09080f0e0d0c0b, 0x0201000706050403, 0x0a09080f0e0d0c0b);
	const __m256i by16 = _mm256_setr_epi64x(
	    0x0100070605040302, 0x09080f0e0d0c0b0a, 0x0100070605040302, 0x09080f0e0d0c0b0a);

	if (n == 32)
		return (u64x4)_mm256_shuffle_epi32((__m256i)x, _MM_SHUFFLE(2, 3, 0, 1));
	if (n == 24)
		return (u64x4)_mm256_shuffle_epi8((__m256i)x, by24);
	if (n == 16)
		return (u64x4)_mm256_shuffle_epi8((__m256i)x, by16);
	return (x >> 63) | (x + x);
}

/* Four words of the message, as chosen by a row of sigma. */
#define PICK(s, w0, w1, w2, w3) ((u64x4){m[s[w0]], m[s[w1]], m[s[w2]], m[s[w3]]})

#define HALF_ROUND(s, w0, w1, w2, w3)                                 \
	BLAKE2B_G(add_word, ror, a, b, c, d, PICK(s, w0, w1, w2, w3), \
	    PICK(s, (w0) + 1, (w1) + 1, (w2) + 1, (w3) + 1))

AVX2 static void
avx2_blocks(uint64_t h[8], const unsigned char *block, size_t nblocks, uint64_t t, uint64_t last)
{
	ROW_BLOCKS(uint64_t m[16]; memcpy(m, block, sizeof(m)));
}

/* Loads 32 bytes at offset at of each lane's block, and transposes them: m[i]
 * becomes word i of all lanes. */
AVX2 static inline void
load_words(u64x4 m[4], const unsigned char *const block[4], size_t at)
{
	__m256i x0 = _mm256_loadu_si256((const void *)(block[0] + at));
	__m256i x1 = _mm256_loadu_si256((const void *)(block[1] + at));
	__m256i x2 = _mm256_loadu_si256((const void *)(block[2] + at));
	__m256i x3 = _mm256_loadu_si256((const void *)(block[3] + at));
	__m256i even01 = _mm256_unpacklo_epi64(x0, x1), odd01 = _mm256_unpackhi_epi64(x0, x1);
	__m256i even23 = _mm256_unpacklo_epi64(x2, x3), odd23 = _mm256_unpackhi_epi64(x2, x3);

	m[0] = (u64x4)_mm256_permute2x128_si256(even01, even23, 0x20);
	m[1] = (u64x4)_mm256_permute2x128_si256(odd01, odd23, 0x20);
	m[2] = (u64x4)_mm256_permute2x128_si256(even01, even23, 0x31);
	m[3] = (u64x4)_mm256_permute2x128_si256(odd01, odd23, 0x31);
}

#define LANE_ROUND(r) BLAKE2B_ROUND(ADD, ror, v, m, blake2b_sigma[r])

AVX2 static void
avx2_lanes(struct blake2b_lanes *l, size_t nblocks)
{
	u64x4 h[8], m[16], v[16];
	u64x4 t = (u64x4)_mm256_loadu_si256((const void *)l->t);
	u64x4 last = (u64x4)_mm256_loadu_si256((const void *)l->last);

	for (int i = 0; i < 8; i++)
		h[i] = (u64x4)_mm256_loadu_si256((const void *)l->h[i]);
	for (size_t at = 0; at < nblocks * BLAKE2B_BLOCK; at += BLAKE2B_BLOCK) {
		for (size_t i = 0; i < 16; i += 4)
			load_words(m + i, l->block, at + 8 * i);
		for (int i = 0; i < 8; i++) {
			v[i] = h[i];
			v[i + 8] = (u64x4)_mm256_set1_epi64x((long long)blake2b_iv[i]);
		}
		v[12] ^= t;
		v[14] ^= last;
		BLAKE2B_ROUNDS(LANE_ROUND);
		for (int i = 0; i < 8; i++)
			h[i] ^= v[i] ^ v[i + 8];
		t += BLAKE2B_BLOCK;
	}
	for (int i = 0; i < 8; i++)
		_mm256_storeu_si256((void *)l->h[i], (__m256i)h[i]);
}

static bool
avx2_usable(void)
{
	return __builtin_cpu_supports("avx2");
}

const struct blake2b_kernel blake2b_avx2 = {
    .name = "avx2",
    .nlanes = 4,
    .usable = avx2_usable,
    .blocks = avx2_blocks,
    .lanes = avx2_lanes,
};

#endif
