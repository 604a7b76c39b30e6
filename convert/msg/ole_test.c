/* SPDX-License-Identifier: Apache-2.0 */
/* Storages as compound files: what comes out has the same in it, and is the same when taken out of itself. */
#include "convert/msg/ole.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/msg/image_testing.h"

#define OBJECT "__substg1.0_3701000D"

static GByteArray *
read_in_pieces(struct mapi_stream *s, size_t piece)
{
	g_autofree unsigned char *buf = g_malloc(piece);
	GByteArray *all = g_byte_array_new();
	gssize n;

	assert_non_null(s);
	while ((n = mapi_stream_read(s, buf, piece, NULL)) > 0)
		g_byte_array_append(all, buf, (guint)n);
	assert_int_equal(n, 0);
	mapi_stream_close(s);
	return all;
}

static void
describe_stream(struct cfb *c, guint32 stream, GString *out)
{
	g_autoptr(GByteArray) b = read_in_pieces(cfb_read(c, stream, NULL), 4096);
	g_autofree char *sum = g_compute_checksum_for_data(G_CHECKSUM_MD5, b->data, b->len);

	g_string_append_printf(out, "%u %s;", b->len, sum);
}

/* Names and bytes of everything in a storage. */
static void
describe(struct cfb *c, guint32 storage, GString *out)
{
	guint n;
	const guint32 *children = cfb_children(c, storage, &n);

	for (guint i = 0; i < n; i++) {
		const struct cfb_entry *e = cfb_entry(c, children[i]);

		g_string_append_printf(out, "%c%u:", e->name[0], (guint)e->type);
		if (e->type == CFB_TYPE_STORAGE)
			describe(c, children[i], out);
		else
			describe_stream(c, children[i], out);
	}
	g_string_append_c(out, ')');
}

static gssize
pread_array(void *user, void *buf, size_t len, guint64 at, GError **error)
{
	const struct image im = {.bytes = user};

	return image_pread((void *)&im, buf, len, at, error);
}

/* Streams of these sizes, the last half of them in a storage of their own. */
static void
check(const guint32 sizes[], guint n, size_t piece)
{
	g_autoptr(cfb) c = NULL, again = NULL;
	g_autoptr(GString) before = g_string_new(NULL), after = g_string_new(NULL);
	g_autoptr(GByteArray) ole = NULL;
	struct cfb_source source;
	struct image im;
	guint32 object, inner, found;

	image_init(&im);
	object = image_storage(&im, CFB_ROOT, OBJECT);
	image_stream(&im, CFB_ROOT, "beside", "not in it", 9);
	inner = image_storage(&im, object, "inner");
	for (guint i = 0; i < n; i++) {
		g_autofree char *data = g_malloc(sizes[i] + 1);
		char name[] = {(char)('a' + i), '\0'};

		memset(data, 'A' + (int)i, sizes[i]);
		image_stream(&im, i < n / 2 ? object : inner, name, data, sizes[i]);
	}
	image_write(&im);
	c = cfb_open(&im.source, NULL);
	assert_non_null(c);
	found = msg_storage_find(c, CFB_ROOT, OBJECT);
	describe(c, found, before);
	ole = read_in_pieces(msg_ole_open(c, found, NULL), piece);
	assert_int_equal(ole->len % 512, 0);
	source = (struct cfb_source){pread_array, ole, ole->len};
	again = cfb_open(&source, NULL);
	assert_non_null(again);
	describe(again, CFB_ROOT, after);
	assert_string_equal(after->str, before->str);
	image_clear(&im);
}

static void
test_sizes(void **state)
{
	static const guint32 sizes[] = {0, 1, 63, 64, 65, 511, 512, 513, 4095, 4096, 4097, 100000};

	(void)state;
	check(NULL, 0, 512);
	for (guint n = 1; n <= G_N_ELEMENTS(sizes); n++)
		check(sizes, n, n % 2 == 0 ? 4096 : 7);
}

/* More sectors than the header can list. */
static void
test_large(void **state)
{
	static const guint32 sizes[] = {3, 20 << 20, 5000, 1 << 20};

	(void)state;
	check(sizes, G_N_ELEMENTS(sizes), 65536);
}

/* One stream of it cannot be read: then it cannot, and that is said. */
static void
test_damaged(void **state)
{
	static const char data[5000];
	g_autoptr(cfb) c = NULL;
	g_autoptr(mapi_stream) s = NULL;
	g_autoptr(GError) error = NULL;
	unsigned char buf[4096];
	struct image im;
	guint32 object;
	gssize n;

	(void)state;
	image_init(&im);
	object = image_storage(&im, CFB_ROOT, OBJECT);
	image_stream(&im, object, "a", data, sizeof(data));
	image_write(&im);
	memset(im.bytes->data + (1 + im.other / 128) * 512 + im.other % 128 * 4, 0xff, 4);
	c = cfb_open(&im.source, NULL);
	s = msg_ole_open(c, msg_storage_find(c, CFB_ROOT, OBJECT), NULL);
	while ((n = mapi_stream_read(s, buf, sizeof(buf), &error)) > 0)
		;
	assert_int_equal(n, -1);
	assert_int_equal(err_kind(error), ERR_FORMAT);
	image_clear(&im);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sizes),
	    cmocka_unit_test(test_large),
	    cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests_name("ole", tests, NULL, NULL);
}
