/* SPDX-License-Identifier: Apache-2.0 */
/* Codepages of RTF; see rtf_charset.h. */
#include "convert/mapi/rtf_charset.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#define NO_CONVERTER ((iconv_t)-1)
#define REPLACEMENT 0xfffd
#define CHARACTER_MAX 4 /* bytes of a character in any of them */

/* All of them are ASCII in their lower half. */
static const struct codepage {
	guint number;
	const char *mail;  /* its name in mail */
	const char *iconv; /* NULL: the same */
} codepages[] = {
    {437, "ibm437", NULL},
    {708, "iso-8859-6", NULL},
    {737, "cp737", NULL},
    {775, "cp775", NULL},
    {850, "ibm850", NULL},
    {852, "ibm852", NULL},
    {855, "ibm855", NULL},
    {857, "ibm857", NULL},
    {860, "ibm860", NULL},
    {861, "ibm861", NULL},
    {862, "ibm862", NULL},
    {863, "ibm863", NULL},
    {864, "ibm864", NULL},
    {865, "ibm865", NULL},
    {866, "ibm866", NULL},
    {869, "ibm869", NULL},
    {874, "windows-874", "CP874"},
    {932, "shift_jis", "CP932"},
    {936, "gbk", "CP936"},
    {949, "ks_c_5601-1987", "CP949"},
    {950, "big5", "CP950"},
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
    {20127, "us-ascii", NULL},
    {20866, "koi8-r", NULL},
    {20932, "euc-jp", NULL},
    {20936, "gb2312", NULL},
    {21866, "koi8-u", NULL},
    {28591, "iso-8859-1", NULL},
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
    {51932, "euc-jp", NULL},
    {51936, "gb2312", NULL},
    {51949, "euc-kr", NULL},
    {54936, "gb18030", NULL},
    {65001, "utf-8", NULL},
};

/* \fcharset, by Rich Text Format 1.9.1, "Font table". */
static const struct {
	gint32 fcharset;
	guint codepage;
} fonts[] = {
    {0, 1252},
    {2, RTF_CODEPAGE_SYMBOL},
    {77, 10000},
    {128, 932},
    {129, 949},
    {130, 1361},
    {134, 936},
    {136, 950},
    {161, 1253},
    {162, 1254},
    {163, 1258},
    {177, 1255},
    {178, 1256},
    {186, 1257},
    {204, 1251},
    {222, 874},
    {238, 1250},
    {254, 437},
    {255, 850},
};

/* The signs of Symbol and Wingdings that mail has: bullets, arrows, marks and faces. */
static const struct {
	unsigned char byte;
	gunichar sign;
} signs[] = {
    {'J', 0x263a},
    {'K', 0x1f610},
    {'L', 0x2639},
    {'n', 0x25a0},
    {'o', 0x25a1},
    {'q', 0x2751},
    {'v', 0x2756},
    {0xa7, 0x25aa},
    {0xa8, 0x25fb},
    {0xb7, 0x2022},
    {0xd8, 0x27a2},
    {0xe0, 0x2192},
    {0xfb, 0x2717},
    {0xfc, 0x2713},
    {0xfe, 0x2611},
};

struct rtf_decoder {
	guint codepage; /* of what waits and of in */
	iconv_t in;
	guint out_codepage;
	iconv_t out;
	unsigned char waiting[CHARACTER_MAX];
	size_t nwaiting;
};

static const struct codepage *
find(guint number)
{
	for (size_t i = 0; i < G_N_ELEMENTS(codepages); i++)
		if (codepages[i].number == number)
			return &codepages[i];
	return NULL;
}

static const char *
converter_name(guint codepage)
{
	const struct codepage *c = find(codepage);

	g_assert(c != NULL);
	return c->iconv != NULL ? c->iconv : c->mail;
}

const char *
rtf_charset_name(guint codepage)
{
	const struct codepage *c = find(codepage);

	return c != NULL ? c->mail : NULL;
}

guint
rtf_charset_of_font(gint32 fcharset)
{
	for (size_t i = 0; i < G_N_ELEMENTS(fonts); i++)
		if (fonts[i].fcharset == fcharset)
			return fonts[i].codepage;
	return 0;
}

struct rtf_decoder *
rtf_decoder_new(void)
{
	struct rtf_decoder *d = g_new0(struct rtf_decoder, 1);

	d->in = NO_CONVERTER;
	d->out = NO_CONVERTER;
	return d;
}

static void
close_converter(iconv_t *c)
{
	if (*c != NO_CONVERTER)
		(void)iconv_close(*c);
	*c = NO_CONVERTER;
}

/* A byte of a font whose signs stand where letters are elsewhere. */
static void
add_sign(unsigned char byte, GString *to)
{
	for (size_t i = 0; i < G_N_ELEMENTS(signs); i++) {
		if (signs[i].byte == byte) {
			g_string_append_unichar(to, signs[i].sign);
			return;
		}
	}
	g_string_append_unichar(to, byte < 0x80 ? byte : REPLACEMENT);
}

/* The bytes that wait as one character: false if they are only the beginning of one. */
static bool
try_waiting(struct rtf_decoder *d, GString *to)
{
	char utf8[16], *out = utf8, *in = (char *)d->waiting;
	size_t left = sizeof(utf8), nin = d->nwaiting;

	if (d->in != NO_CONVERTER) {
		(void)iconv(d->in, NULL, NULL, NULL, NULL);
		/* A letter that a mark could follow comes with the second call. */
		if (iconv(d->in, &in, &nin, &out, &left) != (size_t)-1 &&
		    iconv(d->in, NULL, NULL, &out, &left) != (size_t)-1 && out > utf8) {
			g_string_append_len(to, utf8, out - utf8);
			d->nwaiting = 0;
			return true;
		}
	}
	return false;
}

/* The first of the bytes that wait is c alone; the others may begin a character. */
static void
take_first(struct rtf_decoder *d, gunichar c, GString *to)
{
	g_string_append_unichar(to, c);
	d->nwaiting--;
	memmove(d->waiting, d->waiting + 1, d->nwaiting);
}

/* Whether a character may yet begin with the bytes that wait, as iconv sees it. */
static bool
may_go_on(struct rtf_decoder *d)
{
	char utf8[16], *out = utf8, *in = (char *)d->waiting;
	size_t left = sizeof(utf8), nin = d->nwaiting;

	if (d->in == NO_CONVERTER || d->nwaiting == CHARACTER_MAX)
		return false;
	(void)iconv(d->in, NULL, NULL, NULL, NULL);
	errno = 0;
	return iconv(d->in, &in, &nin, &out, &left) == (size_t)-1 && errno == EINVAL;
}

static void
add_byte(struct rtf_decoder *d, unsigned char byte, GString *to)
{
	if (d->nwaiting == 0 && byte < 0x80) {
		g_string_append_c(to, (char)byte);
		return;
	}
	d->waiting[d->nwaiting++] = byte;
	while (d->nwaiting > 0) {
		if (d->waiting[0] < 0x80)
			take_first(d, d->waiting[0], to);
		else if (try_waiting(d, to) || may_go_on(d))
			break;
		else
			take_first(d, REPLACEMENT, to);
	}
}

void
rtf_decoder_add(
    struct rtf_decoder *d, guint codepage, const unsigned char *p, size_t len, GString *to)
{
	if (codepage != d->codepage) {
		rtf_decoder_end(d, to);
		close_converter(&d->in);
		d->codepage = codepage;
		if (codepage != RTF_CODEPAGE_SYMBOL)
			d->in = iconv_open("UTF-8", converter_name(codepage));
	}
	for (size_t i = 0; i < len; i++) {
		if (codepage == RTF_CODEPAGE_SYMBOL)
			add_sign(p[i], to);
		else
			add_byte(d, p[i], to);
	}
}

void
rtf_decoder_end(struct rtf_decoder *d, GString *to)
{
	if (d->nwaiting > 0)
		g_string_append_unichar(to, REPLACEMENT);
	d->nwaiting = 0;
}

size_t
rtf_encode(struct rtf_decoder *d, guint codepage, gunichar c, char out[8])
{
	char utf8[6], *in = utf8, *to = out;
	size_t nin = (size_t)g_unichar_to_utf8(c, utf8), left = 8;

	if (d->out == NO_CONVERTER || d->out_codepage != codepage) {
		close_converter(&d->out);
		d->out = iconv_open(converter_name(codepage), "UTF-8");
		d->out_codepage = codepage;
	}
	if (d->out == NO_CONVERTER)
		return 0;
	(void)iconv(d->out, NULL, NULL, NULL, NULL);
	if (iconv(d->out, &in, &nin, &to, &left) != 0 || iconv(d->out, NULL, NULL, &to, &left) != 0)
		return 0;
	return (size_t)(to - out);
}

void
rtf_decoder_free(struct rtf_decoder *d)
{
	if (d == NULL)
		return;
	close_converter(&d->in);
	close_converter(&d->out);
	g_free(d);
}
