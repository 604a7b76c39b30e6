/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A .msg file, changed at any places: it is read to an end, what is read is the same each time,
 * and what an OLE attachment gives is a compound file. Input: places (2 bytes) with bytes; or a
 * file as a whole.
 */
#include <stdint.h>

#include "convert/mapi/digest.h"
#include "convert/msg/image_testing.h"
#include "convert/msg/ole.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define DATA "__substg1.0_3701000D"

static void
add_attachment(struct image *im, const char *name, guint32 method, guint32 *storage)
{
	const struct image_record records[] = {{0x37050003, method}, {0x3701000d, 0xffffffff}};
	guint32 a = image_storage(im, CFB_ROOT, name);

	image_properties(im, a, MSG_HEADER_OTHER, records, 2, 0, 0);
	*storage = image_storage(im, a, DATA);
}

/* A message with a recipient, names, a message and an OLE object in it. */
static void
make(struct image *im)
{
	static const struct image_record top[] = {
	    {0x3ffd0003, 1252}, {0x80001003, 8}, {0x8001101f, 8}, {0x1000001f, 8}};
	static const char large[5000];
	guint32 s, deeper;

	image_init(im);
	image_properties(im, CFB_ROOT, MSG_HEADER_TOP, top, 4, 1, 2);
	image_text(im, CFB_ROOT, 0x001a, "IPM.Note");
	image_text(im, CFB_ROOT, 0x1000, "body");
	image_stream(im, CFB_ROOT, "__substg1.0_80001003", "\1\0\0\0\2\0\0\0", 8);
	image_stream(im, CFB_ROOT, "__substg1.0_8001101F", "\2\0\0\0\2\0\0\0", 8);
	image_stream(im, CFB_ROOT, "__substg1.0_8001101F-00000000", "x\0", 2);
	image_stream(im, CFB_ROOT, "__substg1.0_8001101F-00000001", "y\0\0\0", 4);
	s = image_storage(im, CFB_ROOT, MSG_NAMES);
	image_stream(im, s, "__substg1.0_00020102", "0123456789abcdef", 16);
	image_stream(im, s, "__substg1.0_00030102", "\5\x85\0\0\6\0\0\0\0\0\0\0\5\0\1\0", 16);
	image_stream(im, s, "__substg1.0_00040102", "\4\0\0\0k\0w\0", 8);
	s = image_storage(im, CFB_ROOT, "__recip_version1.0_#00000000");
	image_properties(im, s, MSG_HEADER_OTHER, NULL, 0, 0, 0);
	image_text(im, s, 0x3001, "A");
	add_attachment(im, "__attach_version1.0_#00000000", 5, &s);
	image_properties(im, s, MSG_HEADER_EMBEDDED, NULL, 0, 0, 0);
	image_text(im, s, 0x0037, "inner");
	add_attachment(im, "__attach_version1.0_#00000001", 6, &s);
	image_stream(im, s, "\1Ole", "small", 5);
	deeper = image_storage(im, s, "deeper");
	image_stream(im, deeper, "CONTENTS", large, sizeof(large));
	image_write(im);
}

/* What is made of a storage can be opened, unless one of its streams cannot be read. */
static void
check_ole(struct cfb *c, guint32 storage)
{
	g_autoptr(mapi_stream) s = msg_ole_open(c, storage, NULL);
	struct image im = {.bytes = g_byte_array_new()};
	unsigned char buf[4096];
	gssize n;

	while ((n = mapi_stream_read(s, buf, sizeof(buf), NULL)) > 0)
		g_byte_array_append(im.bytes, buf, (guint)n);
	im.source = (struct cfb_source){image_pread, &im, im.bytes->len};
	if (n == 0) {
		struct cfb *again = cfb_open(&im.source, NULL);

		g_assert(again != NULL);
		cfb_free(again);
	}
	g_byte_array_unref(im.bytes);
}

static void
check_storages(struct image *im)
{
	struct cfb *c = cfb_open(&im->source, NULL);
	guint n = 0;
	const guint32 *children = c != NULL ? cfb_children(c, CFB_ROOT, &n) : NULL;

	for (guint i = 0; i < n; i++)
		if (cfb_entry(c, children[i])->type == CFB_TYPE_STORAGE)
			check_ole(c, children[i]);
	cfb_free(c);
}

/* False: it cannot be opened. */
static bool
digest(struct image *im, unsigned char to[MAPI_DIGEST_SIZE])
{
	g_autoptr(GError) error = NULL;
	g_autoptr(msg_message) m = msg_message_open(&im->source, &im->report, &error);

	g_string_truncate(im->warnings, 0);
	g_assert(m != NULL || error->code == ERR_FORMAT || error->code == ERR_UNSUPPORTED);
	if (m == NULL)
		return false;
	g_assert(mapi_digest(msg_message_object(m), to, NULL, NULL));
	g_free(msg_message_class(m));
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char first[MAPI_DIGEST_SIZE] = {0}, again[MAPI_DIGEST_SIZE] = {0};
	struct image im;

	make(&im);
	if (cfb_begins(data, size)) {
		g_byte_array_set_size(im.bytes, 0);
		g_byte_array_append(im.bytes, data, (guint)size);
		im.source.size = size;
	} else {
		for (size_t i = 0; i + 3 <= size; i += 3)
			im.bytes->data[(data[i] | (size_t)data[i + 1] << 8) % im.bytes->len] ^=
			    data[i + 2];
	}
	g_assert(digest(&im, first) == digest(&im, again));
	g_assert(memcmp(first, again, sizeof(first)) == 0);
	check_storages(&im);
	image_clear(&im);
	return 0;
}
