/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compressed RTF from any bytes: what is given is the same in pieces of any size, bounded by
 * what was put in, and a value that is cut gives a beginning of it.
 */
#include <stdint.h>
#include <string.h>

#include "convert/mapi/lzfu.h"
#include "convert/mapi/memory_stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static GByteArray *
decompress(const uint8_t *data, size_t size, size_t piece, guint *flags)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	g_autoptr(mapi_stream) s = lzfu_open(memory_stream_open(bytes), NULL);
	GByteArray *all;
	unsigned char buf[1024];
	gssize n;

	if (s == NULL)
		return NULL;
	all = g_byte_array_new();
	while ((n = mapi_stream_read(s, buf, piece, NULL)) > 0)
		g_byte_array_append(all, buf, (guint)n);
	g_assert_cmpint(n, ==, 0);
	*flags = lzfu_flags(s);
	return all;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	guint flags = 0, again = 0;
	g_autoptr(GByteArray) whole = decompress(data, size, 1024, &flags);
	g_autoptr(GByteArray) pieces = decompress(data, size, 3, &again);
	g_autoptr(GByteArray) cut = decompress(data, size - size / 3, 1024, &again);

	g_assert((whole == NULL) == (pieces == NULL));
	if (whole == NULL)
		return 0;
	g_assert_cmpuint(whole->len, <=, size * 9);
	g_assert_cmpuint(whole->len, ==, pieces->len);
	g_assert(whole->len == 0 || memcmp(whole->data, pieces->data, whole->len) == 0);
	g_assert(cut == NULL || cut->len <= whole->len);
	if (cut != NULL && cut->len > 0)
		g_assert(memcmp(whole->data, cut->data, cut->len) == 0);
	return 0;
}
