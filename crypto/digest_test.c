/* SPDX-License-Identifier: Apache-2.0 */
/* The digests against known values, themselves, and the tools that people use. */
#include "crypto/digest.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static unsigned char data[1 << 17];

/* Across the lengths at which XXH3 and BLAKE2b change their ways. */
static const size_t lengths[] = {0, 1, 3, 4, 8, 9, 16, 17, 127, 128, 129, 240, 241, 256, 257, 1023,
    1024, 1025, 4096, 65536, 65537, 100000};

static void
stream_digest(struct digest_stream *s, size_t len, size_t piece, struct digest *out)
{
	for (size_t at = 0; at < len; at += piece)
		digest_update(s, data + at, MIN(piece, len - at));
	digest_final(s, out);
}

static void
test_empty(void **state)
{
	const char *blake2b = "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8";
	const char *xxh3 = "99aa06d3014798d86001c324468d497f";
	g_autoptr(digest_stream) s = digest_stream_new();
	struct digest d;
	char hex[65];

	(void)state;
	digest_update(s, NULL, 0);
	digest_final(s, &d);
	assert_string_equal(sodium_bin2hex(hex, sizeof(hex), d.blake2b, DIGEST_SIZE), blake2b);
	assert_string_equal(sodium_bin2hex(hex, sizeof(hex), d.xxh3, XXH_SIZE), xxh3);
}

/* One stream takes all messages, so that this also shows that it starts afresh. */
static void
test_stream_and_many_agree(void **state)
{
	g_autoptr(digest_stream) s = digest_stream_new();
	g_autoptr(blake2b_queue) q = blake2b_queue_new();
	struct digest many[G_N_ELEMENTS(lengths)], one;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++)
		digest_add(q, data, lengths[i], &many[i]);
	blake2b_queue_run(q);
	for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
		for (size_t piece = 1; piece <= 65536; piece = piece * 5 + 2) {
			stream_digest(s, lengths[i], piece, &one);
			assert_memory_equal(&one, &many[i], sizeof(one));
		}
	}
}

/* More messages than one batch holds; the digest of each stands in its place. */
static void
test_many_batches(void **state)
{
	enum { N = 1000 };
	g_autofree struct digest *out = g_new0(struct digest, N);
	g_autoptr(blake2b_queue) q = blake2b_queue_new();
	g_autoptr(digest_stream) s = digest_stream_new();
	struct digest one;

	(void)state;
	for (size_t i = 0; i < N; i++)
		digest_add(q, data, i, &out[i]);
	blake2b_queue_run(q);
	for (size_t i = 0; i < N; i++) {
		stream_digest(s, i, N, &one);
		assert_memory_equal(&one, &out[i], sizeof(one));
	}
}

/* The first word that a digest tool prints for the file at path. */
static char *
tool_digest(const char *tool, const char *option, const char *size, const char *path)
{
	const char *argv[] = {tool, option, size != NULL ? size : path, size ? path : NULL, NULL};
	g_auto(GStrv) words = NULL;
	g_autofree char *out = NULL;
	int status;

	assert_true(g_spawn_sync(NULL, (char **)(uintptr_t)argv, NULL,
	    G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out, NULL, &status,
	    NULL));
	assert_int_equal(status, 0);
	words = g_strsplit(out, " ", 2);
	return g_strdup(words[0]);
}

static bool
have_tool(const char *name)
{
	g_autofree char *path = g_find_program_in_path(name);

	return path != NULL;
}

static void
check_tools(const char *path, size_t len)
{
	g_autofree char *b2 = NULL, *xxh = NULL;
	g_autoptr(digest_stream) s = digest_stream_new();
	struct digest d;
	char hex[65];

	stream_digest(s, len, MAX(len, 1), &d);
	assert_true(g_file_set_contents(path, (const char *)data, (gssize)len, NULL));
	b2 = tool_digest("b2sum", "-l", "256", path);
	assert_string_equal(sodium_bin2hex(hex, sizeof(hex), d.blake2b, DIGEST_SIZE), b2);
	xxh = tool_digest("xxhsum", "-H2", NULL, path);
	assert_string_equal(sodium_bin2hex(hex, sizeof(hex), d.xxh3, XXH_SIZE), xxh);
}

static void
test_tools_agree(void **state)
{
	g_autofree char *dir = NULL, *path = NULL;

	(void)state;
	if (!have_tool("b2sum") || !have_tool("xxhsum"))
		skip();
	dir = g_dir_make_tmp("digest-XXXXXX", NULL);
	path = g_build_filename(dir, "file", NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++)
		check_tools(path, lengths[i]);
	assert_int_equal(g_unlink(path), 0);
	assert_int_equal(g_rmdir(dir), 0);
}

static void
test_free_nothing(void **state)
{
	(void)state;
	digest_stream_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_empty),
	    cmocka_unit_test(test_stream_and_many_agree),
	    cmocka_unit_test(test_many_batches),
	    cmocka_unit_test(test_tools_agree),
	    cmocka_unit_test(test_free_nothing),
	};

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (unsigned char)(i * 31 + (i >> 8) * 7);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
