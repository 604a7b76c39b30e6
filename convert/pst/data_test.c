/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of data.c and block.c: blocks of every layout and encoding, lists of them, and damage. */
#include "convert/pst/data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "convert/pst/image_testing.h"

static struct pst_file *
finish(struct image *im)
{
	struct pst_file *f;

	image_finish(im);
	f = pst_file_open(&im->source, &im->report, NULL);
	assert_non_null(f);
	return f;
}

static void
test_blocks(void **state)
{
	static const enum pst_format formats[] = {PST_ANSI, PST_UNICODE, PST_UNICODE_4K};
	static const guint lens[] = {0, 1, 48, 49, 52, 53, 8000, 8176};
	unsigned char bytes[8176];

	(void)state;
	for (guint i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i / 3);
	for (guint k = 0; k < 3 * 3 * 2; k++) {
		guint64 ids[G_N_ELEMENTS(lens)];
		struct image im;
		struct pst_file *f;

		image_init(&im, formats[k % 3], (enum pst_crypt)(k / 3 % 3));
		im.deflate = k >= 9 && formats[k % 3] == PST_UNICODE_4K;
		for (guint i = 0; i < G_N_ELEMENTS(lens); i++)
			ids[i] = image_block(&im, bytes, lens[i]);
		f = finish(&im);
		for (guint i = 0; i < G_N_ELEMENTS(lens); i++) {
			g_autoptr(GBytes) b = pst_block_read(f, ids[i], NULL);
			size_t len;
			const void *p = g_bytes_get_data(b, &len);

			assert_int_equal(len, lens[i]);
			assert_true(len == 0 || memcmp(p, bytes, len) == 0);
		}
		assert_string_equal(im.warnings->str, "");
		assert_null(pst_block_read(f, 0xffff0, NULL));
		pst_file_close(f);
		image_clear(&im);
	}
}

/* A wrong checksum, and a wrong trailer, are told; the bytes are read all the same. */
static void
test_checksum(void **state)
{
	struct image im;
	struct pst_file *f;
	g_autoptr(GBytes) b = NULL;
	guint64 bid;

	(void)state;
	image_init(&im, PST_UNICODE, PST_CRYPT_NONE);
	bid = image_block(&im, "block", 5);
	f = finish(&im);
	im.bytes->data[IMAGE_FIRST] = 'B';
	im.bytes->data[IMAGE_FIRST + 48] = 9;
	b = pst_block_read(f, bid, NULL);
	assert_memory_equal(g_bytes_get_data(b, NULL), "Block", 5);
	assert_string_equal(im.warnings->str, "pst-block-trailer pst-block-checksum ");
	assert_int_equal(f->nwarnings, 2);
	pst_file_close(f);
	image_clear(&im);
}

static void
test_inflate(void **state)
{
	g_autofree char *text = g_strnfill(60000, 'x');
	struct image im;
	struct pst_file *f;
	guint64 bid;

	(void)state;
	image_init(&im, PST_UNICODE_4K, PST_CRYPT_NONE);
	im.deflate = true;
	bid = image_block(&im, text, 60000);
	assert_true(g_array_index(im.places, struct image_place, 0).size < 1000);
	f = finish(&im);
	im.bytes->data[g_array_index(im.places, struct image_place, 0).at + 2] ^= 0x40;
	assert_null(pst_block_read(f, bid, NULL));
	pst_file_close(f);
	image_clear(&im);
}

#define BLOCKS 30

/* The bytes of a list of blocks of 0, 1, 2 ... bytes would be none: these are of 1, 2, 3 ... */
static guint64
make_tree(struct image *im, guint level, GByteArray *all)
{
	guint64 ids[BLOCKS], lists[BLOCKS];
	guint n = 0;

	for (guint i = 0; i < BLOCKS; i++) {
		g_autofree char *text = g_strnfill(i + 1, (char)('a' + i % 26));

		ids[i] = image_block(im, text, i + 1);
		g_byte_array_append(all, (const guint8 *)text, i + 1);
	}
	if (level == 0)
		return ids[0];
	if (level == 1)
		return image_list(im, 1, ids, BLOCKS, all->len);
	for (guint i = 0; i < BLOCKS; i += 7)
		lists[n++] = image_list(im, 1, ids + i, MIN(7, BLOCKS - i), 0);
	return image_list(im, 2, lists, n, all->len);
}

static void
check_tree(struct pst_data *d, const GByteArray *all, guint level)
{
	guint len = level == 0 ? 1 : all->len, nblocks = level == 0 ? 1 : BLOCKS;
	unsigned char buf[600];
	guint64 at = 0;
	gssize n;

	assert_int_equal(pst_data_size(d), len);
	while ((n = pst_data_read(d, buf + at, 5, at, NULL)) > 0)
		at += (guint64)n;
	assert_int_equal(n, 0);
	assert_int_equal(at, len);
	assert_memory_equal(buf, all->data, len);
	for (guint i = len; i-- > 0;) {
		assert_int_equal(pst_data_read(d, buf, 1, i, NULL), 1);
		assert_int_equal(buf[0], all->data[i]);
	}
	for (guint i = nblocks; i-- > 0;) {
		g_autoptr(GBytes) b = pst_data_block(d, i, NULL);

		assert_int_equal(g_bytes_get_size(b), i + 1);
	}
	assert_null(pst_data_block(d, nblocks, NULL));
	assert_null(pst_data_block(d, 1000000, NULL));
}

static void
test_trees(void **state)
{
	(void)state;
	for (guint k = 0; k < 9; k++) {
		g_autoptr(GByteArray) all = g_byte_array_new();
		struct image im;
		struct pst_file *f;
		guint64 bid;
		struct pst_data *d;

		image_init(&im, (enum pst_format)(k / 3), PST_CRYPT_PERMUTE);
		bid = make_tree(&im, k % 3, all);
		f = finish(&im);
		d = pst_data_open(f, bid, NULL);
		check_tree(d, all, k % 3);
		pst_data_close(d);
		assert_string_equal(im.warnings->str, "");
		pst_file_close(f);
		image_clear(&im);
	}
}

/* An empty node, a list that is none, a list in itself, blocks that are missing. */
static void
test_damage(void **state)
{
	struct image im;
	struct pst_file *f;
	struct pst_data *d;
	guint64 ids[3] = {0xff00, 0, 0}, missing, inner, deep, fake;
	g_autoptr(GByteArray) junk = g_byte_array_new();
	g_autoptr(GError) error = NULL;
	char buf[8];

	(void)state;
	image_init(&im, PST_UNICODE, PST_CRYPT_NONE);
	missing = image_list(&im, 1, ids, 1, 5);
	inner = image_list(&im, 2, &missing, 1, 5);
	deep = image_list(&im, 2, &inner, 1, 5);
	image_append(junk, 1, 1);
	fake = image_list_block(&im, junk);
	f = finish(&im);
	d = pst_data_open(f, 0, NULL);
	assert_int_equal(pst_data_size(d), 0);
	assert_int_equal(pst_data_read(d, buf, 1, 0, NULL), 0);
	assert_null(pst_data_block(d, 0, NULL));
	pst_data_close(d);
	assert_null(pst_data_open(f, fake, NULL));
	d = pst_data_open(f, missing, NULL);
	assert_int_equal(pst_data_read(d, buf, 1, 0, &error), -1);
	assert_int_equal(error->code, ERR_FORMAT);
	pst_data_close(d);
	d = pst_data_open(f, deep, NULL);
	assert_int_equal(pst_data_read(d, buf, 1, 0, NULL), -1);
	pst_data_close(d);
	pst_file_close(f);
	image_clear(&im);
}

/* A list that names one block over and over has an end. */
static void
test_bomb(void **state)
{
	struct image im;
	struct pst_file *f;
	struct pst_data *d;
	guint64 ids[1000], lists[1000], bid, at = 0;
	char bytes[8000] = {0};
	gssize n;

	(void)state;
	image_init(&im, PST_UNICODE, PST_CRYPT_NONE);
	ids[0] = image_block(&im, bytes, sizeof(bytes));
	for (guint i = 1; i < 1000; i++)
		ids[i] = ids[0];
	lists[0] = image_list(&im, 1, ids, 1000, 0);
	for (guint i = 1; i < 1000; i++)
		lists[i] = lists[0];
	bid = image_list(&im, 2, lists, 1000, 0);
	f = finish(&im);
	d = pst_data_open(f, bid, NULL);
	while ((n = pst_data_read(d, bytes, sizeof(bytes), at, NULL)) > 0)
		at += (guint64)n;
	assert_int_equal(n, -1);
	assert_true(at <= 2 * im.source.size);
	pst_data_close(d);
	pst_file_close(f);
	image_clear(&im);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_blocks),
	    cmocka_unit_test(test_checksum),
	    cmocka_unit_test(test_inflate),
	    cmocka_unit_test(test_trees),
	    cmocka_unit_test(test_damage),
	    cmocka_unit_test(test_bomb),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
