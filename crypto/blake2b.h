/* SPDX-License-Identifier: Apache-2.0 */
/*
 * BLAKE2b without key (RFC 7693), by the fastest kernel that the CPU can run
 * (AVX-512, AVX2 or portable C): one message as a stream, or many independent
 * messages side by side, several times faster. Gives what crypto_generichash
 * and b2sum give. The digests are of public or encrypted data, so that nothing
 * is wiped.
 */
#ifndef CRYPTO_BLAKE2B_H
#define CRYPTO_BLAKE2B_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BLAKE2B_256_SIZE 32
#define BLAKE2B_512_SIZE 64

/* A stream; its fields are blake2b.c's own. Copying it forks the stream. */
struct blake2b {
	uint64_t h[8];
	uint64_t compressed; /* bytes of the message that are in h */
	size_t fill;         /* bytes in buf, of which the last are the latest */
	size_t outlen;
	unsigned char buf[128];
};

/* Begins a message. outlen: BLAKE2B_256_SIZE or BLAKE2B_512_SIZE (bytes). */
void blake2b_init(struct blake2b *s, size_t outlen);

/* Adds len bytes, which may be none; a message has at most 2^64 - 1. */
void blake2b_update(struct blake2b *s, const void *data, size_t len);

/* Writes the digest, outlen bytes. Afterwards only blake2b_init may follow. */
void blake2b_final(struct blake2b *s, unsigned char out[]);

/* One of many messages: the bytes of head, then those of data. */
struct blake2b_input {
	const void *data; /* borrowed; may be NULL if len is 0 */
	size_t len;       /* bytes of data */
	const void *head; /* borrowed; may be NULL if head_len is 0 */
	size_t head_len;
};

/*
 * The BLAKE2b-256 digests of n messages, out[i] of in[i]. Neither data nor
 * lengths need alignment or likeness; the more there are at once, the better
 * long ones among them find company.
 */
void blake2b_many(size_t n, const struct blake2b_input in[], unsigned char (*out)[32]);

/* The name of the kernel in force: "avx512", "avx2" or "portable". */
const char *blake2b_kernel(void);

#endif
