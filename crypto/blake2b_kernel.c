/* SPDX-License-Identifier: Apache-2.0 */
/* The portable kernel of BLAKE2b, and the choice among all; see blake2b_kernel.h. */
#include "crypto/blake2b_kernel.h"

#include <glib.h>
#include <string.h>

const uint64_t blake2b_iv[8] = {
    0x6a09e667f3bcc908,
    0xbb67ae8584caa73b,
    0x3c6ef372fe94f82b,
    0xa54ff53a5f1d36f1,
    0x510e527fade682d1,
    0x9b05688c2b3e6c1f,
    0x1f83d9abfb41bd6b,
    0x5be0cd19137e2179,
};

#define ADD(x, y) ((x) + (y))
#define ROR(x, n) (((x) >> (n)) | ((x) << (64 - (n))))
#define ROUND(r) BLAKE2B_ROUND(ADD, ROR, v, m, blake2b_sigma[r])

static void
compress(uint64_t h[8], const unsigned char *block, uint64_t t, uint64_t last)
{
	uint64_t m[16], v[16];

	memcpy(m, block, sizeof(m));
	for (int i = 0; i < 16; i++)
		m[i] = GUINT64_FROM_LE(m[i]);
	memcpy(v, h, 64);
	memcpy(v + 8, blake2b_iv, 64);
	v[12] ^= t;
	v[14] ^= last;
	BLAKE2B_ROUNDS(ROUND);
	for (int i = 0; i < 8; i++)
		h[i] ^= v[i] ^ v[i + 8];
}

static void
portable_blocks(
    uint64_t h[8], const unsigned char *block, size_t nblocks, uint64_t t, uint64_t last)
{
	for (; nblocks > 0; nblocks--) {
		compress(h, block, t, last);
		block += BLAKE2B_BLOCK;
		t += BLAKE2B_BLOCK;
	}
}

static bool
portable_usable(void)
{
	return true;
}

const struct blake2b_kernel blake2b_portable = {
    .name = "portable",
    .nlanes = 1,
    .usable = portable_usable,
    .blocks = portable_blocks,
};

static const struct blake2b_kernel *const kernels[] = {
#if defined(__x86_64__)
    &blake2b_avx512,
    &blake2b_avx2,
#endif
    &blake2b_portable,
    NULL,
};

static const struct blake2b_kernel *in_force;

const struct blake2b_kernel *const *
blake2b_kernel_all(void)
{
	return kernels;
}

/* Threads that come here at once all choose the same, so no lock is needed. */
const struct blake2b_kernel *
blake2b_kernel_get(void)
{
	const struct blake2b_kernel *k = g_atomic_pointer_get(&in_force);

	if (k != NULL)
		return k;
	for (size_t i = 0; k == NULL; i++)
		k = kernels[i]->usable() ? kernels[i] : NULL;
	g_atomic_pointer_set(&in_force, k);
	return k;
}

void
blake2b_kernel_force(const struct blake2b_kernel *kernel)
{
	g_assert(kernel == NULL || kernel->usable());
	g_atomic_pointer_set(&in_force, kernel);
}
