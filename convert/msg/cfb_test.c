/* SPDX-License-Identifier: Apache-2.0 */
/* Compound files: those of the corpus, whole, cut and damaged. */
#include "convert/msg/cfb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/msg/image_testing.h"

#define FILES "../shared/corpus/msg/hfig_MAPI"

struct bytes {
	char *data;
	gsize len;
};

static gssize
pread_bytes(void *user, void *buf, size_t len, guint64 at, GError **error)
{
	const struct bytes *b = user;
	size_t n = at < b->len ? MIN(len, b->len - (size_t)at) : 0;

	(void)error;
	if (n > 0)
		memcpy(buf, b->data + at, n);
	return (gssize)n;
}

/* Reads every stream; counts those, and those that could not be read. */
static void
read_storage(struct cfb *c, guint32 storage, guint *nstreams, guint *nbad, guint64 *total)
{
	guint n;
	const guint32 *children = cfb_children(c, storage, &n);
	char buf[5000];

	for (guint i = 0; i < n; i++) {
		g_autoptr(mapi_stream) s = NULL;
		gssize got = -1;

		if (cfb_entry(c, children[i])->type == CFB_TYPE_STORAGE) {
			read_storage(c, children[i], nstreams, nbad, total);
			continue;
		}
		s = cfb_read(c, children[i], NULL);
		while (s != NULL && (got = mapi_stream_read(s, buf, sizeof(buf), NULL)) > 0)
			*total += (guint64)got;
		*nstreams += 1;
		*nbad += got < 0;
	}
}

static bool
load(struct bytes *b)
{
	g_autoptr(GDir) dir = g_dir_open(FILES, 0, NULL);
	const char *name = dir != NULL ? g_dir_read_name(dir) : NULL;
	g_autofree char *path = name != NULL ? g_build_filename(FILES, name, NULL) : NULL;

	return path != NULL && g_file_get_contents(path, &b->data, &b->len, NULL);
}

static void
test_whole(void **state)
{
	struct bytes b = {NULL, 0};
	struct cfb_source source = {pread_bytes, &b, 0};
	guint nstreams = 0, nbad = 0;
	guint64 total = 0;
	g_autoptr(cfb) c = NULL;

	(void)state;
	if (!load(&b))
		skip();
	source.size = b.len;
	c = cfb_open(&source, NULL);
	assert_non_null(c);
	read_storage(c, CFB_ROOT, &nstreams, &nbad, &total);
	assert_true(nstreams > 10);
	assert_int_equal(nbad, 0);
	assert_true(total > 0 && total < b.len);
	g_free(b.data);
}

/* Whatever is damaged, reading ends, and gives no more than there is. */
static void
test_damaged(void **state)
{
	struct bytes b = {NULL, 0};
	struct cfb_source source = {pread_bytes, &b, 0};
	guint32 seed = 1;

	(void)state;
	if (!load(&b))
		skip();
	g_assert(b.len > 2048);
	for (guint i = 0; i < 300; i++) {
		g_autofree char *copy = g_memdup2(b.data, b.len);
		struct bytes damaged = {copy, i % 3 == 0 ? b.len * i / 300 : b.len};
		g_autoptr(cfb) c = NULL;
		guint nstreams = 0, nbad = 0;
		guint64 total = 0;

		for (guint k = 0; k < 20; k++) {
			seed = seed * 1103515245 + 12345;
			copy[seed % (k % 2 == 0 ? 2048 : b.len)] = (char)(seed >> 24);
		}
		memcpy(copy, b.data, CFB_SIGNATURE_LEN);
		source.user = &damaged;
		source.size = damaged.len;
		c = cfb_open(&source, NULL);
		if (c != NULL)
			read_storage(c, CFB_ROOT, &nstreams, &nbad, &total);
		assert_true(total <= b.len + 4096);
	}
	g_free(b.data);
}

static void
put32(struct image *im, guint64 at, guint32 value)
{
	guint32 le = GUINT32_TO_LE(value);

	memcpy(im->bytes->data + at, &le, sizeof(le));
}

/* Where the FAT says what is behind a sector, and where an entry of the directory is. */
static guint64
fat_at(const struct image *im, guint32 sector)
{
	(void)im;
	return IMAGE_SECTOR + (guint64)sector * 4;
}

static guint64
entry_at(const struct image *im, guint32 entry)
{
	return (guint64)(im->directory + 1) * IMAGE_SECTOR + (guint64)entry * 128;
}

/* What a hostile hand does to a file of three streams: the second is large, the others small. */
static void
ring_in_stream(struct image *im)
{
	put32(im, fat_at(im, im->other), im->other);
}

static void
ring_in_directory(struct image *im)
{
	put32(im, fat_at(im, im->directory), im->directory);
}

static void
ring_in_mini_stream(struct image *im)
{
	put32(im, fat_at(im, im->mini), im->mini);
	put32(im, (guint64)(im->mini_fat + 1) * IMAGE_SECTOR, 0);
}

static void
ring_of_siblings(struct image *im)
{
	put32(im, entry_at(im, 3) + 72, 1);
	put32(im, entry_at(im, 2) + 68, 1);
	put32(im, entry_at(im, 2) + 76, CFB_ROOT);
}

static void
ring_in_difat(struct image *im)
{
	put32(im, 68, im->other);
	put32(im, 72, 1000000);
	for (guint32 i = 0; i < IMAGE_DIFAT; i++)
		put32(im, 76 + i * 4, 0);
	put32(im, (guint64)(im->other + 1) * IMAGE_SECTOR + 508, im->other);
}

static void
streams_of_everything(struct image *im)
{
	for (guint32 i = 1; i < 4; i++) {
		put32(im, entry_at(im, i) + 116, CFB_END);
		put32(im, entry_at(im, i) + 120, im->bytes->len - IMAGE_SECTOR);
	}
}

static void
streams_of_each_other(struct image *im)
{
	for (guint32 i = 1; i < 4; i++) {
		put32(im, entry_at(im, i) + 116, im->other);
		put32(im, entry_at(im, i) + 120, 5000);
	}
}

static void
test_hostile(void **state)
{
	static void (*const hands[])(struct image *) = {ring_in_stream, ring_in_directory,
	    ring_in_mini_stream, ring_of_siblings, ring_in_difat, streams_of_everything,
	    streams_of_each_other};
	static const char data[6000];

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(hands); i++) {
		g_autoptr(cfb) c = NULL;
		guint nstreams = 0, nbad = 0;
		guint64 total = 0;
		struct image im;

		image_init(&im);
		image_stream(&im, CFB_ROOT, "a", data, 1000);
		image_stream(&im, CFB_ROOT, "b", data, sizeof(data));
		image_stream(&im, CFB_ROOT, "c", data, 2000);
		image_write(&im);
		hands[i](&im);
		c = cfb_open(&im.source, NULL);
		if (c != NULL)
			read_storage(c, CFB_ROOT, &nstreams, &nbad, &total);
		assert_true(nstreams <= 3);
		assert_true(total <= im.bytes->len);
		image_clear(&im);
	}
}

/* As many entries as nobody has, each the child of the one before it or all in one storage. */
static void
test_many(void **state)
{
	(void)state;
	for (int nested = 0; nested < 2; nested++) {
		g_autoptr(cfb) c = NULL;
		guint32 parent = CFB_ROOT;
		struct image im;
		guint n, all = 0;

		image_init(&im);
		for (guint i = 0; i < 100000; i++) {
			guint32 at = image_storage(&im, parent, "__substg1.0_0037001F");

			parent = nested == 1 ? at : parent;
		}
		image_write(&im);
		c = cfb_open(&im.source, NULL);
		assert_non_null(c);
		for (guint32 i = 0; i <= 100000; i++) {
			cfb_children(c, i, &n);
			all += n;
		}
		assert_int_equal(all, 100000);
		image_clear(&im);
	}
}

static void
test_refused(void **state)
{
	struct bytes b = {g_strnfill(4096, 'x'), 4096};
	struct cfb_source source = {pread_bytes, &b, 4096};
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_null(cfb_open(&source, &error));
	assert_int_equal(err_kind(error), ERR_FORMAT);
	assert_false(cfb_begins((const unsigned char *)b.data, b.len));
	g_free(b.data);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_whole),
	    cmocka_unit_test(test_damaged),
	    cmocka_unit_test(test_hostile),
	    cmocka_unit_test(test_many),
	    cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests_name("cfb", tests, NULL, NULL);
}
