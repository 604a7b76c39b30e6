/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of age payloads. */
#include "crypto/age/stream.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const unsigned char file_key[AGE_FILE_KEY] = "YELLOW SUBMARINE";
static const unsigned char nonce[AGE_NONCE];

static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 131072, 3 * 65536, 3 * 65536 + 1};

struct sealed {
	struct age_stream *stream;
	unsigned char *plain, *bytes;
	size_t plain_len, len;
};

static struct sealed
seal(size_t len)
{
	struct sealed s = {
	    .stream = age_stream_new(file_key, nonce),
	    .plain = g_malloc(len + 1),
	    .plain_len = len,
	    .len = age_stream_sealed_size(len),
	};

	randombytes_buf_deterministic(s.plain, len, (const unsigned char[32]){1});
	s.bytes = g_malloc(s.len);
	age_stream_seal(s.stream, s.plain, len, s.bytes);
	return s;
}

static void
sealed_free(struct sealed *s)
{
	age_stream_free(s->stream);
	g_free(s->plain);
	g_free(s->bytes);
}

static void
round_trips(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
		struct sealed s = seal(sizes[i]);
		g_autofree unsigned char *out = g_malloc(sizes[i] + 1);
		guint64 plain;

		assert_true(age_stream_plain_size(s.len, &plain, NULL));
		assert_int_equal(plain, sizes[i]);
		assert_true(age_stream_open(s.stream, s.bytes, s.len, out, NULL));
		assert_memory_equal(out, s.plain, sizes[i]);
		sealed_free(&s);
	}
}

static void
impossible_sizes_are_refused(void **state)
{
	static const guint64 impossible[] = {
	    0, 1, 15, AGE_SEALED_CHUNK + 1, AGE_SEALED_CHUNK + 16, 2 * AGE_SEALED_CHUNK + 16};
	guint64 plain;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(impossible); i++) {
		g_autoptr(GError) error = NULL;

		assert_false(age_stream_plain_size(impossible[i], &plain, &error));
		assert_int_equal(err_kind(error), ERR_ALTERED);
	}
	assert_true(age_stream_plain_size(AGE_SEALED_CHUNK + 17, &plain, NULL));
	assert_int_equal(plain, AGE_CHUNK + 1);
	assert_true(age_stream_plain_size(G_MAXUINT64 - 65535, &plain, NULL));
}

/* Any chunk opens alone, at its own place and as what it is, and nowhere else. */
static void
chunks_open_only_at_their_place(void **state)
{
	struct sealed s = seal(3 * AGE_CHUNK);
	g_autofree unsigned char *out = g_malloc(AGE_CHUNK);

	(void)state;
	for (guint64 from = 0; from < 3; from++)
		for (guint64 index = 0; index < 4; index++)
			for (int last = 0; last < 2; last++) {
				const struct age_chunk chunk = {index, last,
				    s.bytes + from * AGE_SEALED_CHUNK, AGE_SEALED_CHUNK};
				bool good = age_stream_open_chunk(s.stream, &chunk, out, NULL);

				assert_int_equal(good, index == from && last == (from == 2));
				if (good)
					assert_memory_equal(
					    out, s.plain + from * AGE_CHUNK, AGE_CHUNK);
			}
	sealed_free(&s);
}

static void
chunk_opens_in_place(void **state)
{
	struct sealed s = seal(1000);
	const struct age_chunk chunk = {0, true, s.bytes, s.len};

	(void)state;
	assert_true(age_stream_open_chunk(s.stream, &chunk, s.bytes, NULL));
	assert_memory_equal(s.bytes, s.plain, 1000);
	sealed_free(&s);
}

/* The counter is big-endian and wider than 32 bits. */
static void
large_indexes_differ(void **state)
{
	struct age_stream *stream = age_stream_new(file_key, nonce);
	unsigned char sealed[17], out[1];
	struct age_chunk chunk = {
	    G_GUINT64_CONSTANT(1) << 32 | 5, true, (const unsigned char *)"x", 1};

	(void)state;
	age_stream_seal_chunk(stream, &chunk, sealed);
	chunk.data = sealed;
	chunk.len = sizeof(sealed);
	assert_true(age_stream_open_chunk(stream, &chunk, out, NULL));
	chunk.index = 5;
	assert_false(age_stream_open_chunk(stream, &chunk, out, NULL));
	age_stream_free(stream);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(round_trips),
	    cmocka_unit_test(impossible_sizes_are_refused),
	    cmocka_unit_test(chunks_open_only_at_their_place),
	    cmocka_unit_test(chunk_opens_in_place),
	    cmocka_unit_test(large_indexes_differ),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests_name("age stream", tests, NULL, NULL);
}
