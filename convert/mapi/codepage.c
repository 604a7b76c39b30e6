/* SPDX-License-Identifier: Apache-2.0 */
/* Codepages and their names; see codepage.h. */
#include "convert/mapi/codepage.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd"

/* Where a number has several rows, the first is its name; the others are other names for it. */
static const struct row {
	guint number;
	const char *charset; /* as mail names it */
	const char *iconv;   /* NULL: the same */
} rows[] = {
    {437, "cp437", NULL},
    {737, "cp737", NULL},
    {775, "cp775", NULL},
    {850, "cp850", NULL},
    {852, "cp852", NULL},
    {855, "cp855", NULL},
    {857, "cp857", NULL},
    {858, "cp858", "CP850"},
    {860, "cp860", NULL},
    {861, "cp861", NULL},
    {862, "cp862", NULL},
    {863, "cp863", NULL},
    {864, "cp864", NULL},
    {865, "cp865", NULL},
    {866, "cp866", NULL},
    {869, "cp869", NULL},
    {874, "windows-874", "CP874"},
    {932, "shift_jis", "CP932"},
    {932, "windows-31j", "CP932"},
    {932, "x-sjis", "CP932"},
    {936, "gbk", "CP936"},
    {936, "gb2312", "CP936"},
    {949, "ks_c_5601-1987", "CP949"},
    {949, "euc-kr", "CP949"},
    {950, "big5", "CP950"},
    {1200, "utf-16le", NULL},
    {1200, "utf-16", NULL},
    {1200, "unicode", NULL},
    {1201, "utf-16be", NULL},
    {1250, "windows-1250", NULL},
    {1251, "windows-1251", NULL},
    {1252, "windows-1252", NULL},
    {1253, "windows-1253", NULL},
    {1254, "windows-1254", NULL},
    {1255, "windows-1255", NULL},
    {1256, "windows-1256", NULL},
    {1257, "windows-1257", NULL},
    {1258, "windows-1258", NULL},
    {1361, "johab", NULL},
    {10000, "macintosh", NULL},
    {10007, "x-mac-cyrillic", "MAC-CYRILLIC"},
    {20127, "us-ascii", "WINDOWS-1252"}, /* what is no ASCII there is likely Western */
    {20127, "ascii", "WINDOWS-1252"},
    {20866, "koi8-r", NULL},
    {20932, "euc-jp", NULL},
    {20936, "gb2312", "EUC-CN"},
    {20949, "euc-kr", "CP949"},
    {21866, "koi8-u", NULL},
    {28591, "iso-8859-1", NULL},
    {28591, "latin1", NULL},
    {28592, "iso-8859-2", NULL},
    {28593, "iso-8859-3", NULL},
    {28594, "iso-8859-4", NULL},
    {28595, "iso-8859-5", NULL},
    {28596, "iso-8859-6", NULL},
    {28597, "iso-8859-7", NULL},
    {28598, "iso-8859-8", NULL},
    {28599, "iso-8859-9", NULL},
    {28603, "iso-8859-13", NULL},
    {28605, "iso-8859-15", NULL},
    {38598, "iso-8859-8-i", "ISO-8859-8"},
    {50220, "iso-2022-jp", "ISO-2022-JP"},
    {50221, "iso-2022-jp", "ISO-2022-JP"},
    {50222, "iso-2022-jp", "ISO-2022-JP"},
    {50225, "iso-2022-kr", NULL},
    {50227, "iso-2022-cn", NULL},
    {51932, "euc-jp", NULL},
    {51936, "gb2312", "EUC-CN"},
    {51949, "euc-kr", "CP949"},
    {54936, "gb18030", NULL},
    {65000, "utf-7", NULL},
    {65001, "utf-8", NULL},
    {65001, "utf8", NULL},
};

static const struct row *
find_row(guint codepage)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		if (rows[i].number == codepage)
			return &rows[i];
	return NULL;
}

const char *
codepage_charset(guint codepage)
{
	const struct row *r = find_row(codepage);

	return r != NULL ? r->charset : NULL;
}

bool
codepage_is_ascii_based(guint codepage)
{
	return codepage != 1200 && codepage != 1201 && codepage != 65000;
}

guint
codepage_of_charset(const char *name, size_t len)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		if (strlen(rows[i].charset) == len &&
		    g_ascii_strncasecmp(rows[i].charset, name, len) == 0)
			return rows[i].number;
	return 0;
}

/* Converts as much as it can into out; what is left begins with what it could not. */
static void
convert_run(iconv_t cd, char **in, size_t *left, GString *out)
{
	char piece[4096];
	size_t n;

	do {
		char *to = piece;
		size_t room = sizeof(piece);

		n = iconv(cd, in, left, &to, &room);
		g_string_append_len(out, piece, to - piece);
	} while (n == (size_t)-1 && errno == E2BIG);
}

static void
convert(iconv_t cd, const char *bytes, size_t len, size_t width, GString *out, guint64 *nbad)
{
	char *in = (char *)bytes; /* iconv(3) does not write there */

	for (;;) {
		size_t bad;

		convert_run(cd, &in, &len, out);
		if (len == 0)
			break;
		bad = MIN(width, len);
		g_string_append(out, REPLACEMENT);
		in += bad;
		len -= bad;
		if (nbad != NULL)
			*nbad += bad;
	}
}

static size_t
without_trailing_nuls(const char *bytes, size_t len, size_t width)
{
	static const char nuls[2];

	while (len >= width && memcmp(bytes + len - width, nuls, width) == 0)
		len -= width;
	return len;
}

GString *
codepage_to_utf8(guint codepage, const void *bytes, size_t len, guint64 *nbad)
{
	const struct row *r = find_row(codepage);
	size_t width = codepage == 1200 || codepage == 1201 ? 2 : 1;
	GString *out = g_string_new(NULL);
	iconv_t cd;

	r = r != NULL ? r : find_row(CODEPAGE_WESTERN);
	cd = iconv_open("UTF-8", r->iconv != NULL ? r->iconv : r->charset);
	if (cd == (iconv_t)-1)
		cd = iconv_open("UTF-8", "ISO-8859-1");
	g_assert(cd != (iconv_t)-1);
	len = without_trailing_nuls(bytes, len, width);
	convert(cd, bytes, len, width, out, nbad);
	iconv_close(cd);
	for (size_t i = 0; i < out->len; i++)
		if (out->str[i] == '\0')
			out->str[i] = ' ';
	return out;
}
