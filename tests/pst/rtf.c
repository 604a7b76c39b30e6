/* SPDX-License-Identifier: Apache-2.0 */
/* Compressed RTF, for writing. */
#include "tests/pst/rtf.h"

#include <string.h>

#include "tests/pst/code.h"
#include "tests/pst/image.h"

#define HEAD 16
#define PRELOADED 207 /* bytes of the dictionary at the start */
#define DICTIONARY 4096

/* Runs of eight tokens, each with a byte of flags before it; a reference to here ends it (2.2.1). */
static void
pack_literals(GByteArray *to, const char *rtf, gsize len)
{
	guint end = (guint)((PRELOADED + len) % DICTIONARY) << 4;
	const guint8 mark[2] = {(guint8)(end >> 8), (guint8)end};

	for (gsize at = 0; at <= len; at += 8) {
		gsize n = MIN(8, len - at);
		guint8 flags = n < 8 ? (guint8)(1 << n) : 0;

		g_byte_array_append(to, &flags, 1);
		g_byte_array_append(to, (const guint8 *)rtf + at, (guint)n);
	}
	g_byte_array_append(to, mark, sizeof(mark));
}

GByteArray *
rtf_pack(const char *rtf, enum rtf_form form)
{
	gsize len = strlen(rtf);
	GByteArray *b = g_byte_array_new();

	g_byte_array_set_size(b, HEAD);
	if (form == RTF_UNCOMPRESSED)
		g_byte_array_append(b, (const guint8 *)rtf, (guint)len);
	else
		pack_literals(b, rtf, len);
	put32(b->data, b->len - 4);
	put32(b->data + 4, (guint32)len);
	memcpy(b->data + 8, form == RTF_UNCOMPRESSED ? "MELA" : "LZFu", 4);
	put32(b->data + 12, form == RTF_COMPRESSED ? code_crc(b->data + HEAD, b->len - HEAD) : 0);
	return b;
}
