/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-16 to UTF-8; see utf16.h. */
#include "convert/mapi/utf16.h"

static gunichar
unit(const unsigned char *p)
{
	return p[0] | (gunichar)p[1] << 8;
}

char *
utf16_text(const unsigned char *bytes, size_t len)
{
	GString *s = g_string_sized_new(len / 2 + 1);

	for (size_t i = 0; i + 2 <= len; i += 2) {
		gunichar c = unit(bytes + i);
		gunichar low = i + 4 <= len ? unit(bytes + i + 2) : 0;

		if (c >= 0xd800 && c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			i += 2;
		} else if (c >= 0xd800 && c < 0xe000) {
			c = 0xfffd;
		}
		if (c != 0)
			g_string_append_unichar(s, c);
	}
	return g_string_free(s, FALSE);
}
