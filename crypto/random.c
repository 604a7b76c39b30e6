/* SPDX-License-Identifier: Apache-2.0 */
/* Randomness by purpose; see random.h. */
#include "crypto/random.h"

#include <sodium.h>
#include <string.h>

#ifdef MAILPOUCH_SEEDED

/* Adds a number to the hash in a fixed byte order. */
static void
hash_number(crypto_generichash_state *hash, guint64 number)
{
	guint64 little = GUINT64_TO_LE(number);

	crypto_generichash_update(hash, (const unsigned char *)&little, sizeof(little));
}

/* BLAKE2b, keyed with the seed, over purpose, number and what was drawn before. */
static void
next_block(const struct random_source *r, unsigned char block[crypto_generichash_BYTES_MAX])
{
	const char *seed = g_getenv("MAILPOUCH_SEED");
	unsigned char key[crypto_generichash_KEYBYTES];
	crypto_generichash_state hash;

	if (seed == NULL)
		seed = "mailpouch";
	crypto_generichash(key, sizeof(key), (const unsigned char *)seed, strlen(seed), NULL, 0);
	crypto_generichash_init(&hash, key, sizeof(key), crypto_generichash_BYTES_MAX);
	crypto_generichash_update(&hash, (const unsigned char *)r->purpose, strlen(r->purpose) + 1);
	hash_number(&hash, r->number);
	hash_number(&hash, r->drawn);
	crypto_generichash_final(&hash, block, crypto_generichash_BYTES_MAX);
}

void
random_fill(struct random_source *r, void *buf, size_t len)
{
	unsigned char block[crypto_generichash_BYTES_MAX];
	unsigned char *to = buf;

	while (len > 0) {
		size_t n = MIN(len, sizeof(block));

		next_block(r, block);
		memcpy(to, block, n);
		to += n;
		len -= n;
		r->drawn += n;
	}
	sodium_memzero(block, sizeof(block));
}

gint64
random_now(void)
{
	return 1700000000;
}

#else

void
random_fill(struct random_source *r, void *buf, size_t len)
{
	if (len > 0)
		randombytes_buf(buf, len);
	r->drawn += len;
}

gint64
random_now(void)
{
	return g_get_real_time() / G_USEC_PER_SEC;
}

#endif
