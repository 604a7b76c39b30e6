/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The compression function of BLAKE2b (RFC 7693, 3.2) in several kernels, of
 * which the CPU decides. Only blake2b.c and the tests use this header.
 */
#ifndef CRYPTO_BLAKE2B_KERNEL_H
#define CRYPTO_BLAKE2B_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BLAKE2B_BLOCK 128
#define BLAKE2B_LANES_MAX 8

/* What a final block carries in "last", and other blocks zero. */
#define BLAKE2B_LAST UINT64_MAX

/*
 * Independent messages that advance together. Lane i is column i of each
 * array; h is stored word by word, so that a word of all lanes is one vector.
 */
struct blake2b_lanes {
	uint64_t h[8][BLAKE2B_LANES_MAX];              /* chaining values */
	uint64_t t[BLAKE2B_LANES_MAX];                 /* as in blocks() below */
	uint64_t last[BLAKE2B_LANES_MAX];              /* 0 or BLAKE2B_LAST */
	const unsigned char *block[BLAKE2B_LANES_MAX]; /* borrowed, any alignment */
};

struct blake2b_kernel {
	const char *name;     /* as --version --verbose shows it */
	size_t nlanes;        /* of lanes(); 1 if there is no lanes() */
	bool (*usable)(void); /* whether this CPU can run it */

	/*
	 * Compresses nblocks consecutive blocks of one message into h.
	 *
	 * t: bytes of the message up to and including the first block; grows by
	 *    BLAKE2B_BLOCK with each. Padding does not count.
	 * last: 0 or, with one block, BLAKE2B_LAST
	 */
	void (*blocks)(
	    uint64_t h[8], const unsigned char *block, size_t nblocks, uint64_t t, uint64_t last);

	/*
	 * Compresses nblocks consecutive blocks of each lane into its column of
	 * l->h; t and block of each lane mean the first one. Changes only l->h.
	 */
	void (*lanes)(struct blake2b_lanes *l, size_t nblocks);
};

extern const struct blake2b_kernel blake2b_portable;
#if defined(__x86_64__)
extern const struct blake2b_kernel blake2b_avx2;
extern const struct blake2b_kernel blake2b_avx512;
#endif

/* The kernel in force: the fastest that this CPU has, unless one was forced. */
const struct blake2b_kernel *blake2b_kernel_get(void);

/*
 * All kernels of this build, fastest first and ended by NULL. Whoever calls
 * one must ask its usable() first.
 */
const struct blake2b_kernel *const *blake2b_kernel_all(void);

/*
 * Puts a usable kernel in force for the whole process, so that tests reach all
 * of them; NULL returns to the fastest. Not while another thread is hashing.
 */
void blake2b_kernel_force(const struct blake2b_kernel *kernel);

/* The initial chaining value before parameters (RFC 7693, 2.6). */
extern const uint64_t blake2b_iv[8];

/* The order of message words in each round (RFC 7693, 2.7). It is here so that
 * unrolled rounds see constants. */
static const unsigned char blake2b_sigma[12][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
};

/*
 * The mixing function G (RFC 7693, 3.1) on integers or on vectors of them.
 * ADD(x, y) adds, ROR(x, n) rotates right. x and y come before b, which is
 * known last.
 */
#define BLAKE2B_G(ADD, ROR, a, b, c, d, x, y) \
	do {                                  \
		a = ADD(a, x) + b;            \
		d = ROR(d ^ a, 32);           \
		c = c + d;                    \
		b = ROR(b ^ c, 24);           \
		a = ADD(a, y) + b;            \
		d = ROR(d ^ a, 16);           \
		c = c + d;                    \
		b = ROR(b ^ c, 63);           \
	} while (0)

/* One round over the work vector v[16] with the message m[16] and s, a row of sigma. */
#define BLAKE2B_ROUND(ADD, ROR, v, m, s)                                           \
	do {                                                                       \
		BLAKE2B_G(ADD, ROR, v[0], v[4], v[8], v[12], m[s[0]], m[s[1]]);    \
		BLAKE2B_G(ADD, ROR, v[1], v[5], v[9], v[13], m[s[2]], m[s[3]]);    \
		BLAKE2B_G(ADD, ROR, v[2], v[6], v[10], v[14], m[s[4]], m[s[5]]);   \
		BLAKE2B_G(ADD, ROR, v[3], v[7], v[11], v[15], m[s[6]], m[s[7]]);   \
		BLAKE2B_G(ADD, ROR, v[0], v[5], v[10], v[15], m[s[8]], m[s[9]]);   \
		BLAKE2B_G(ADD, ROR, v[1], v[6], v[11], v[12], m[s[10]], m[s[11]]); \
		BLAKE2B_G(ADD, ROR, v[2], v[7], v[8], v[13], m[s[12]], m[s[13]]);  \
		BLAKE2B_G(ADD, ROR, v[3], v[4], v[9], v[14], m[s[14]], m[s[15]]);  \
	} while (0)

/* The twelve rounds spelled out, so that each has its row of sigma as constants. */
#define BLAKE2B_ROUNDS(ROUND) \
	do {                  \
		ROUND(0);     \
		ROUND(1);     \
		ROUND(2);     \
		ROUND(3);     \
		ROUND(4);     \
		ROUND(5);     \
		ROUND(6);     \
		ROUND(7);     \
		ROUND(8);     \
		ROUND(9);     \
		ROUND(10);    \
		ROUND(11);    \
	} while (0)

#endif
