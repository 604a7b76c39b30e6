/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The payload of an age file (C2SP age.md, "Payload"): a nonce, then chunks of
 * 64 KiB of plaintext, each sealed with ChaCha20-Poly1305 under its place and
 * whether it is the last, so that any chunk can be opened alone and none can be
 * moved, dropped or added. Only the last is shorter, and it is empty only if the
 * whole payload is.
 */
#ifndef CRYPTO_AGE_STREAM_H
#define CRYPTO_AGE_STREAM_H

#include <stddef.h>

#include "crypto/age/header.h"
#include "crypto/error.h"

#define AGE_NONCE 16                           /* bytes between header and first chunk */
#define AGE_CHUNK 65536                        /* bytes of plaintext in a full chunk */
#define AGE_TAG 16                             /* bytes that sealing adds to a chunk */
#define AGE_SEALED_CHUNK (AGE_CHUNK + AGE_TAG) /* bytes of a full chunk in the file */

/* The key of one file's payload, in guarded memory. Threads may share it. */
struct age_stream;

typedef struct age_stream age_stream; /* for g_autoptr(age_stream) alone */

/* One chunk and its place. Chunk i begins i * AGE_SEALED_CHUNK after the nonce. */
struct age_chunk {
	guint64 index; /* from 0 */
	bool last;
	const unsigned char *data; /* plaintext to seal, or sealed bytes to open */
	size_t len;                /* at most AGE_CHUNK, or AGE_SEALED_CHUNK to open */
};

/* The key of a file's payload; the caller ends it with age_stream_free. */
struct age_stream *age_stream_new(
    const unsigned char file_key[AGE_FILE_KEY], const unsigned char nonce[AGE_NONCE]);

/* Wipes and releases; NULL is fine. */
void age_stream_free(struct age_stream *s);

/* How many sealed bytes, without the nonce, plain bytes of plaintext become. */
guint64 age_stream_sealed_size(guint64 plain);

/*
 * The inverse. *plain: set to the bytes of plaintext in sealed bytes of chunks.
 * Fails with ERR_ALTERED for a number that no payload has.
 */
MUST_USE bool age_stream_plain_size(guint64 sealed, guint64 *plain, GError **error);

/* Seals a chunk into out, which has room for chunk->len + AGE_TAG bytes. */
void age_stream_seal_chunk(
    const struct age_stream *s, const struct age_chunk *chunk, unsigned char *out);

/*
 * Opens a chunk into out, which has room for chunk->len - AGE_TAG bytes and may
 * be chunk->data. Fails with ERR_ALTERED if it is not this file's chunk at this
 * place, and then out has no plaintext.
 *
 * That a chunk opens says nothing of the others: the file is whole only if its
 * last chunk opens as the last.
 */
MUST_USE bool age_stream_open_chunk(
    const struct age_stream *s, const struct age_chunk *chunk, unsigned char *out, GError **error);

/* Seals a whole payload of len bytes into age_stream_sealed_size(len) bytes at out. */
void age_stream_seal(const struct age_stream *s, const void *plain, size_t len, unsigned char *out);

/*
 * Opens a whole payload of len sealed bytes into out, which has room for the
 * bytes that age_stream_plain_size says. Fails with ERR_ALTERED; then the chunks
 * before the bad one are in out, and the caller wipes what it hands to nobody.
 */
MUST_USE bool age_stream_open(const struct age_stream *s, const unsigned char *sealed, size_t len,
    unsigned char *out, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(age_stream, age_stream_free)

#endif
