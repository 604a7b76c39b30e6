/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The digests of files and messages: BLAKE2b-256, which proves sameness and
 * which "b2sum -l 256" checks, and beside it XXH3-128 with seed 0, which finds
 * accidental damage fast and which "xxhsum -H2" checks.
 */
#ifndef CRYPTO_DIGEST_H
#define CRYPTO_DIGEST_H

#include <glib.h>
#include <stddef.h>

#include "crypto/blake2b_queue.h"

#define DIGEST_SIZE 32
#define XXH_SIZE 16

struct digest {
	unsigned char blake2b[DIGEST_SIZE];
	unsigned char xxh3[XXH_SIZE]; /* canonical: big-endian, as xxhsum prints it */
};

/* Digests being taken over bytes that come piece by piece. */
struct digest_stream;

/* A new stream at the start of its first message; ends with digest_stream_free. */
struct digest_stream *digest_stream_new(void);
void digest_stream_free(struct digest_stream *s);

/* Adds len bytes, which may be none. */
void digest_update(struct digest_stream *s, const void *data, size_t len);

/* Writes the digests of what was added, and starts the next message. */
void digest_final(struct digest_stream *s, struct digest *out);

/*
 * The digests of one of many messages that lie in memory whole: several times faster than a
 * stream. data, which may be NULL if len is 0, and out are borrowed until blake2b_queue_run,
 * which completes *out.
 */
void digest_add(struct blake2b_queue *q, const void *data, size_t len, struct digest *out);

typedef struct digest_stream digest_stream; /* g_autoptr needs it */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(digest_stream, digest_stream_free)

#endif
