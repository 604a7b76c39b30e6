/* SPDX-License-Identifier: Apache-2.0 */
/* Digests of files beside everything else, and of files that are held. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/filehash.h"

/* Bytes number from to from + len - 1 of a made up file. */
static struct buffer *
piece(size_t from, size_t len)
{
	struct buffer *b = buffer_new(len);

	for (size_t i = 0; i < len; i++)
		b->data[i] = (unsigned char)((from + i) * 31 >> 3);
	b->len = len;
	return b;
}

static void
expect_digest(const struct digest *got, size_t len)
{
	struct buffer *whole = piece(0, len);
	g_autoptr(digest_stream) s = digest_stream_new();
	struct digest expected;

	digest_update(s, whole->data, whole->len);
	digest_final(s, &expected);
	assert_memory_equal(got, &expected, sizeof(expected));
	buffer_unref(whole);
}

static void
update(struct hasher *h, struct file_hash *f, size_t from, size_t len)
{
	struct buffer *b = piece(from, len);
	struct span s = {b, b->data, b->len};

	hasher_update(h, f, &s);
	buffer_unref(b); /* the hasher has its own reference */
}

/* Many files, their pieces mixed, more than may wait at a time. */
static void
test_many(void **state)
{
	struct hasher *h = hasher_new();
	struct file_hash *files[20];

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
		files[i] = hasher_begin(h);
	for (size_t at = 0; at < 40; at++)
		for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
			if (at < i * 2)
				update(h, files[i], at * 40000, 40000);
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
		hasher_end(h, files[i]);
	for (size_t i = G_N_ELEMENTS(files); i-- > 0;) {
		struct digest d;

		file_hash_wait(files[i], &d);
		expect_digest(&d, i * 2 * 40000);
		file_hash_unref(files[i]);
	}
	hasher_free(h);
}

/* A piece that is larger than all that may wait goes through alone; one of no bytes is none. */
static void
test_sizes(void **state)
{
	const size_t large = 17 * 1024 * 1024;
	struct hasher *h = hasher_new();
	struct file_hash *f = hasher_begin(h);
	struct digest d;

	(void)state;
	update(h, f, 0, large);
	update(h, f, large, 0);
	update(h, f, large, 5);
	hasher_end(h, f);
	file_hash_wait(f, &d);
	expect_digest(&d, large + 5);
	file_hash_unref(f);
	hasher_free(h);
}

/*
 * What nobody waits for holds up nobody else, and is released all the same: a search for leaks
 * looks at that.
 */
static void
test_abandoned(void **state)
{
	struct hasher *h = hasher_new();
	struct file_hash *ended = hasher_begin(h), *abandoned = hasher_begin(h);
	struct file_hash *other = hasher_begin(h);
	struct digest d;

	(void)state;
	update(h, other, 0, 500);
	update(h, ended, 0, 1000);
	hasher_end(h, ended);
	file_hash_unref(ended);
	update(h, abandoned, 0, 1000);
	hasher_abandon(h, abandoned);
	hasher_abandon(h, NULL);
	update(h, other, 500, 700);
	hasher_end(h, other);
	file_hash_wait(other, &d);
	expect_digest(&d, 1200);
	file_hash_unref(other);
	file_hash_unref(NULL);
	hasher_free(h);
	hasher_free(NULL);
}

/* Files of sizes around the limit; bytes without an owner do not count. */
static void
test_filehash(void **state)
{
	static const size_t sizes[] = {0, 1, FILEHASH_HELD - 1, FILEHASH_HELD, FILEHASH_HELD + 1};
	struct hasher *h = hasher_new();
	struct filehash f = {.hasher = h};

	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
		struct span zeros = {NULL, (const unsigned char *)"\0\0", 2};
		struct file_hash *hash;
		struct digest d;

		filehash_begin(&f, sizes[i]);
		assert_int_equal(filehash_is_held(&f), sizes[i] <= FILEHASH_HELD);
		for (size_t at = 0; at < sizes[i]; at += 300000) {
			struct buffer *b = piece(at, MIN(sizes[i] - at, 300000));
			struct span s = {b, b->data, b->len};

			filehash_bytes(&f, &s);
			buffer_unref(b);
		}
		filehash_bytes(&f, &zeros);
		hash = filehash_end(&f);
		file_hash_wait(hash, &d);
		expect_digest(&d, sizes[i]);
		file_hash_unref(hash);
		filehash_begin(&f, sizes[i]);
		filehash_drop(&f);
	}
	filehash_drop(&f);
	hasher_free(h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_many),
	    cmocka_unit_test(test_sizes),
	    cmocka_unit_test(test_abandoned),
	    cmocka_unit_test(test_filehash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
