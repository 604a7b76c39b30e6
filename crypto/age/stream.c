/* SPDX-License-Identifier: Apache-2.0 */
/* The payload of an age file; see stream.h. */
#include "crypto/age/stream.h"

#include <sodium.h>
#include <string.h>

#include "crypto/age/hkdf.h"

#define CHUNK_NONCE crypto_aead_chacha20poly1305_ietf_NPUBBYTES

G_STATIC_ASSERT(AGE_TAG == crypto_aead_chacha20poly1305_ietf_ABYTES);

struct age_stream {
	unsigned char key[HKDF_KEY];
};

struct age_stream *
age_stream_new(const unsigned char file_key[AGE_FILE_KEY], const unsigned char nonce[AGE_NONCE])
{
	const struct hkdf from = {file_key, AGE_FILE_KEY, nonce, AGE_NONCE, "payload"};
	struct age_stream *s = sodium_malloc(sizeof(*s));

	if (s == NULL)
		g_error("cannot allocate a payload key");
	hkdf_sha256(&from, s->key);
	return s;
}

void
age_stream_free(struct age_stream *s)
{
	sodium_free(s);
}

guint64
age_stream_sealed_size(guint64 plain)
{
	guint64 nchunks = plain == 0 ? 1 : (plain - 1) / AGE_CHUNK + 1;

	return plain + nchunks * AGE_TAG;
}

bool
age_stream_plain_size(guint64 sealed, guint64 *plain, GError **error)
{
	guint64 nfull = sealed / AGE_SEALED_CHUNK, rest = sealed % AGE_SEALED_CHUNK;

	if (rest == 0 && nfull > 0) {
		*plain = nfull * AGE_CHUNK;
		return true;
	}
	if (rest < AGE_TAG || (rest == AGE_TAG && nfull > 0))
		return err_set(error, ERR_ALTERED, "age payload: cut off or extended");
	*plain = nfull * AGE_CHUNK + rest - AGE_TAG;
	return true;
}

/* A big-endian counter of 11 bytes, of which ours fills 8, and the flag of the last chunk. */
static void
chunk_nonce(const struct age_chunk *chunk, unsigned char nonce[CHUNK_NONCE])
{
	guint64 index = GUINT64_TO_BE(chunk->index);

	memset(nonce, 0, CHUNK_NONCE);
	memcpy(nonce + CHUNK_NONCE - 1 - sizeof(index), &index, sizeof(index));
	nonce[CHUNK_NONCE - 1] = chunk->last ? 1 : 0;
}

void
age_stream_seal_chunk(const struct age_stream *s, const struct age_chunk *chunk, unsigned char *out)
{
	unsigned char nonce[CHUNK_NONCE];

	g_assert(chunk->len <= AGE_CHUNK);
	chunk_nonce(chunk, nonce);
	crypto_aead_chacha20poly1305_ietf_encrypt(
	    out, NULL, chunk->data, chunk->len, NULL, 0, NULL, nonce, s->key);
}

/* The rule that gives each payload one form: full chunks, and no empty one beside others. */
static bool
has_valid_size(const struct age_chunk *chunk)
{
	if (!chunk->last)
		return chunk->len == AGE_SEALED_CHUNK;
	if (chunk->index > 0 && chunk->len == AGE_TAG)
		return false;
	return chunk->len >= AGE_TAG && chunk->len <= AGE_SEALED_CHUNK;
}

bool
age_stream_open_chunk(
    const struct age_stream *s, const struct age_chunk *chunk, unsigned char *out, GError **error)
{
	unsigned char nonce[CHUNK_NONCE];

	chunk_nonce(chunk, nonce);
	if (!has_valid_size(chunk) ||
	    crypto_aead_chacha20poly1305_ietf_decrypt(
		out, NULL, NULL, chunk->data, chunk->len, NULL, 0, nonce, s->key) != 0)
		return err_set(error, ERR_ALTERED,
		    "age payload: chunk %" G_GUINT64_FORMAT " is altered", chunk->index);
	return true;
}

/* Chunk number index of a payload that is cut into pieces of size bytes. */
static struct age_chunk
chunk_at(const unsigned char *payload, size_t len, guint64 index, size_t size)
{
	size_t at = index * size;

	return (struct age_chunk){
	    .index = index,
	    .last = len - at <= size,
	    .data = at > 0 ? payload + at : payload, /* an empty payload may be NULL */
	    .len = MIN(len - at, size),
	};
}

void
age_stream_seal(const struct age_stream *s, const void *plain, size_t len, unsigned char *out)
{
	for (guint64 i = 0;; i++, out += AGE_SEALED_CHUNK) {
		struct age_chunk chunk = chunk_at(plain, len, i, AGE_CHUNK);

		age_stream_seal_chunk(s, &chunk, out);
		if (chunk.last)
			return;
	}
}

bool
age_stream_open(const struct age_stream *s, const unsigned char *sealed, size_t len,
    unsigned char *out, GError **error)
{
	for (guint64 i = 0;; i++, out += AGE_CHUNK) {
		struct age_chunk chunk = chunk_at(sealed, len, i, AGE_SEALED_CHUNK);

		if (!age_stream_open_chunk(s, &chunk, out, error))
			return false;
		if (chunk.last)
			return true;
	}
}
