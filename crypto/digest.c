/* SPDX-License-Identifier: Apache-2.0 */
/* BLAKE2b-256 and XXH3-128 taken together; see digest.h. */
#include "crypto/digest.h"

#include <string.h>
#include <xxhash.h>

struct digest_stream {
	struct blake2b blake2b;
	XXH3_state_t *xxh3;
};

static void
start(struct digest_stream *s)
{
	blake2b_init(&s->blake2b, DIGEST_SIZE);
	XXH3_128bits_reset(s->xxh3);
}

static void
write_xxh3(unsigned char out[XXH_SIZE], XXH128_hash_t hash)
{
	XXH128_canonical_t canonical;

	XXH128_canonicalFromHash(&canonical, hash);
	memcpy(out, canonical.digest, XXH_SIZE);
}

struct digest_stream *
digest_stream_new(void)
{
	struct digest_stream *s = g_new(struct digest_stream, 1);

	s->xxh3 = XXH3_createState();
	if (s->xxh3 == NULL)
		g_error("out of memory");
	start(s);
	return s;
}

void
digest_stream_free(struct digest_stream *s)
{
	if (s == NULL)
		return;
	XXH3_freeState(s->xxh3);
	g_free(s);
}

void
digest_update(struct digest_stream *s, const void *data, size_t len)
{
	if (len == 0)
		return;
	blake2b_update(&s->blake2b, data, len);
	XXH3_128bits_update(s->xxh3, data, len);
}

void
digest_final(struct digest_stream *s, struct digest *out)
{
	blake2b_final(&s->blake2b, out->blake2b);
	write_xxh3(out->xxh3, XXH3_128bits_digest(s->xxh3));
	start(s);
}

void
digest_add(struct blake2b_queue *q, const void *data, size_t len, struct digest *out)
{
	blake2b_queue_add(q, &(struct blake2b_input){.data = data, .len = len}, out->blake2b);
	write_xxh3(out->xxh3, XXH3_128bits(data, len));
}
