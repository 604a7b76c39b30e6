/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One message of BLAKE2b with its work vector as four rows of four words, one
 * row in a 256-bit register: what the kernels for AVX2 and AVX-512 share. They
 * differ in how words of the message get to their places, so who includes this
 * defines
 *
 *	HALF_ROUND(s, w0, w1, w2, w3)   G on the rows a, b, c and d with words
 *	                                s[w0], s[w1] ... for x, and those that
 *	                                follow them in s for y
 */
#ifndef CRYPTO_BLAKE2B_ROWS_H
#define CRYPTO_BLAKE2B_ROWS_H

#include "crypto/blake2b_kernel.h"

#if defined(__x86_64__)

#include <immintrin.h>

typedef uint64_t u64x4 __attribute__((vector_size(32)));

/*
 * The rows of one message wait for each other, so order matters: the message
 * word is added while b is still on its way. Compilers would regroup the sum.
 */
static inline __attribute__((always_inline, target("avx2"))) u64x4
add_word(u64x4 a, u64x4 word)
{
	a += word;
	__asm__("" : "+v"(a));
	return a;
}

#define PERMUTE(x, order) ((u64x4)_mm256_permute4x64_epi64((__m256i)(x), order))

/*
 * A round with one row of the 4x4 work vector in each of a, b, c and d. For the
 * diagonals the rows a, c and d turn, and b, which is known last, stays; so
 * the four G of the diagonals stand one place further to the right.
 */
#define ROW_ROUND(r)                                         \
	do {                                                 \
		HALF_ROUND(blake2b_sigma[r], 0, 2, 4, 6);    \
		a = PERMUTE(a, _MM_SHUFFLE(2, 1, 0, 3));     \
		c = PERMUTE(c, _MM_SHUFFLE(0, 3, 2, 1));     \
		d = PERMUTE(d, _MM_SHUFFLE(1, 0, 3, 2));     \
		HALF_ROUND(blake2b_sigma[r], 14, 8, 10, 12); \
		a = PERMUTE(a, _MM_SHUFFLE(0, 3, 2, 1));     \
		c = PERMUTE(c, _MM_SHUFFLE(2, 1, 0, 3));     \
		d = PERMUTE(d, _MM_SHUFFLE(1, 0, 3, 2));     \
	} while (0)

/*
 * The body of a kernel's blocks(), with its parameters. LOAD declares what
 * HALF_ROUND takes the words of block from.
 */
#define ROW_BLOCKS(LOAD)                                                                    \
	do {                                                                                \
		u64x4 h0 = (u64x4)_mm256_loadu_si256((const void *)h);                      \
		u64x4 h1 = (u64x4)_mm256_loadu_si256((const void *)(h + 4));                \
		u64x4 iv0 = (u64x4)_mm256_loadu_si256((const void *)blake2b_iv);            \
		u64x4 iv1 = (u64x4)_mm256_loadu_si256((const void *)(blake2b_iv + 4));      \
                                                                                            \
		for (; nblocks > 0; nblocks--) {                                            \
			u64x4 a = h0, b = h1, c = iv0, d = iv1 ^ (u64x4) { t, 0, last, 0 }; \
			LOAD;                                                               \
			BLAKE2B_ROUNDS(ROW_ROUND);                                          \
			h0 ^= a ^ c;                                                        \
			h1 ^= b ^ d;                                                        \
			block += BLAKE2B_BLOCK;                                             \
			t += BLAKE2B_BLOCK;                                                 \
		}                                                                           \
		_mm256_storeu_si256((void *)h, (__m256i)h0);                                \
		_mm256_storeu_si256((void *)(h + 4), (__m256i)h1);                          \
	} while (0)

#endif
#endif
