/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a hostile sealer can put into a segment: place and zstd frames. Content
 * that is taken is within its limit and the same each time; what follows it is
 * not passed over. The place may come from the input, or be the right one.
 */
#include <string.h>

#include "crypto/packed.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

static const unsigned char archive[ARCHIVE_ID_SIZE];
static const struct packed_place place = {.archive = archive, .volume = 1};

/* The place of section 7 for an archive of zeros, volume 1, segment 0. */
static const unsigned char head[40] = {
    [0] = 0x50, 0x2a, 0x4d, 0x18, 0x20, [24] = 1, [28] = 's', 'e', 'g'};

static void
check(const unsigned char *frames, size_t len)
{
	g_autoptr(GByteArray) out = g_byte_array_new(), again = g_byte_array_new();
	g_autoptr(GByteArray) more = g_byte_array_new();

	if (!packed_read(&place, frames, len, out, NULL)) {
		g_assert(out->len == 0);
		return;
	}
	g_assert(out->len <= SEGMENT_SIZE);
	g_assert(packed_read(&place, frames, len, again, NULL));
	g_assert(again->len == out->len && memcmp(again->data, out->data, out->len) == 0);
	g_byte_array_append(more, frames, (guint)len);
	g_byte_array_append(more, (const guint8 *)"", 1);
	g_assert(!packed_read(&place, more->data, more->len, again, NULL));
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	g_autoptr(GByteArray) framed = g_byte_array_new();

	check(data, len);
	g_byte_array_append(framed, head, sizeof(head));
	g_byte_array_append(framed, data, (guint)len);
	check(framed->data, framed->len);
	return 0;
}
