/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies in RTF: HTML and text that were packed, and what was written as RTF. */
#include "convert/mapi/rtf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/mapi/memory_stream.h"

#define PACKED                                                                                 \
	"{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\fonttbl\r\n{\\f0\\fswiss Arial;}\r\n" \
	"{\\f1\\fmodern\\fcharset204 Courier New;}{\\f2\\fnil\\fcharset2 Symbol;}"             \
	"{\\f3\\fnil\\fcharset128 MS Gothic;}}\r\n{\\colortbl\\red0\\green0\\blue0;}\r\n"      \
	"\\uc1\\pard\\plain\\deftab360 \\f0\\fs24 "

static struct rtf_body *
parse(const char *rtf, size_t len)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static(rtf, len);
	g_autoptr(mapi_stream) s = memory_stream_open(bytes);

	return rtf_parse(s);
}

static void
assert_bytes(const GByteArray *a, const char *expected)
{
	g_autofree char *text =
	    a->len > 0 ? g_strndup((const char *)a->data, a->len) : g_strdup("");

	assert_string_equal(text, expected);
}

/* HTML that was packed [MS-OXRTFEX]. */
static void
test_html(void **state)
{
	static const struct {
		const char *name, *rtf, *html;
	} cases[] = {
	    {"nothing", "", ""},
	    {"tags and text",
		"{\\*\\htmltag19 <html>}\r\n{\\*\\htmltag84 <b>}\\htmlrtf {\\b\\htmlrtf0 note"
		"{\\*\\htmltag92 </b>}\\htmlrtf }\\htmlrtf0 \r\n{\\*\\htmltag27 </html>}",
		"<html><b>note</b></html>"},
	    {"lines and tabs", "{\\*\\htmltag241 <p\\par\\tab x>}a\\line b\\tab c",
		"<p\r\n\tx>a\r\nb\tc"},
	    {"escapes", "{\\*\\htmltag241 a\\{b\\}c\\\\d\\'e9}\\'e9\\{", "a{b}c\\d\xe9\xe9{"},
	    {"signs", "\\lquote x\\rquote\\~\\endash\\bullet\\_\\-",
		"&lsquo;x&rsquo;&nbsp;&ndash;&bull;&#8209;&shy;"},
	    {"a number without a blank", "{\\*\\htmltag64}{\\*\\htmltag 1x}", "1x"},
	    {"rewritten addresses", "{\\*\\mhtmltag156 <a href=\"x\">}{\\*\\htmltag156 <a>}",
		"<a>"},
	    {"not HTML", "a\\htmlrtf b\\par{ c\\htmlrtf0 d}e\\htmlrtf1 f\\htmlrtf0 g", "adg"},
	    {"other destinations", "a{\\*\\generator x;}{\\*\\htmltag {\\*\\x y}b}{\\pict 00}c",
		"abc"},
	    {"markers of lists", "{\\pntext\\'b7\\tab}{\\*\\pn\\pnlvlblt}a", "a"},
	    {"in a font's codepage", "{\\f1 \\'e0}{\\*\\htmltag {\\f1 \\'e0}}", "&#1072;\xe0"},
	    {"in two bytes", "{\\f3 \\'82\\'a0\\'83A\\f0 \\'e0}", "&#12354;&#12450;\xe0"},
	    {"a font of signs", "{\\f2 J\\'fc}", "J\xfc"},
	    {"Unicode", "\\u233 ?\\u8364\\'80\\u1072\\uc2 xxy\\u-10179??\\uc1\\u-8704 ?z",
		"\xe9\x80&#1072;xxy&#128512;z"},
	    {"half a pair", "\\u-10179 ?z{\\u-10179 ?}\\u-8704 ?", "&#65533;z&#65533;&#65533;"},
	    {"binary", "a\\bin3 {}\\b", "ab"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *rtf = g_strconcat(PACKED, cases[i].rtf, "}", NULL);
		g_autoptr(rtf_body) b = parse(rtf, strlen(rtf));

		print_message("%s\n", cases[i].name);
		assert_int_equal(b->kind, RTF_KIND_HTML);
		assert_bytes(b->html, cases[i].html);
		assert_string_equal(b->html_charset, "windows-1252");
		assert_int_equal(b->html_codepage, 1252);
		assert_int_equal(b->flags, 0);
		assert_int_equal(b->plain->len, 0);
	}
}

static void
test_html_codepages(void **state)
{
	static const struct {
		const char *rtf, *charset, *html;
		guint flags;
	} cases[] = {
	    {"{\\rtf1\\ansi\\ansicpg1251\\fromhtml1 \\'e0\\u1073 ?\\u233 ?}", "windows-1251",
		"\xe0\xe1&#233;", 0},
	    {"{\\rtf1\\ansi\\ansicpg932\\fromhtml1 \\'82\\'a0\\u12450 ?}", "shift_jis",
		"\x82\xa0\x83\x41", 0},
	    {"{\\rtf1\\ansi\\ansicpg65001\\fromhtml1 \\'c3\\'a9\\u8364 ?}", "utf-8",
		"\xc3\xa9\xe2\x82\xac", 0},
	    {"{\\rtf1\\ansi\\ansicpg4711\\fromhtml \\'e9}", "windows-1252", "\xe9", RTF_CHARSET},
	    {"{\\rtf1\\mac\\fromhtml1\\'8e}", "macintosh", "\x8e", 0},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(rtf_body) b = parse(cases[i].rtf, strlen(cases[i].rtf));

		assert_int_equal(b->kind, RTF_KIND_HTML);
		assert_string_equal(b->html_charset, cases[i].charset);
		assert_bytes(b->html, cases[i].html);
		assert_int_equal(b->flags, cases[i].flags);
	}
}

static void
test_text(void **state)
{
	static const char rtf[] =
	    "{\\rtf1\\ansi\\ansicpg1252\\fromtext \\fbidis \\deff0{\\fonttbl\r\n{\\f0\\fswiss "
	    "Arial;}{\\f1\\fcharset134 SimSun;}}\r\n{\\colortbl;}\r\n\\uc1\\pard\\plain "
	    "\\f0\\fs20 Caf\\'e9 \\ldblquote x\\rdblquote\\par\r\n{\\f1\\'c4\\'e3}\\tab "
	    "<b>\\par }";
	g_autoptr(rtf_body) b = parse(rtf, strlen(rtf));

	(void)state;
	assert_int_equal(b->kind, RTF_KIND_TEXT);
	assert_bytes(b->plain, "Café “x”\r\n你\t<b>\r\n");
	assert_int_equal(b->html->len, 0);
}

#define REAL                                                                                       \
	"{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss\\fcharset0 Arial;}{\\f1 \\fnil " \
	"\\fcharset2 Symbol;}{\\f2\\fnil\\fcharset177 David{\\*\\falt x};}}{\\colortbl ;\\red255"  \
	"\\green0\\blue128;}{\\stylesheet{\\s0 Normal;}}{\\info{\\title no}}\r\n"

/* What was written as RTF; the HTML is that between the first div and the last. */
static void
test_real(void **state)
{
	static const struct {
		const char *name, *rtf, *plain, *html;
	} cases[] = {
	    {"a line", "hello", "hello",
		"<div><span style=\"font-family:'Arial';\">hello</span></div>\r\n"},
	    {"paragraphs", "\\f9 a\\par\\par b\\line c\\par", "a\r\n\r\nb\r\nc\r\n",
		"<div>a</div>\r\n<div><br></div>\r\n<div>b<br>c</div>\r\n"},
	    {"style", "\\f9 a{\\b b{\\i c}\\b0 d}\\ul e\\ulnone\\strike f\\strike0\\super g",
		"abcdefg", "<div>a<b>b</b><b><i>c</i></b>d<u>e</u><s>f</s><sup>g</sup></div>\r\n"},
	    {"size and colour", "\\f9\\fs21\\cf1 a\\plain\\f9 b\\cf9 c", "abc",
		"<div><span style=\"font-size:10.5pt;color:#ff0080;\">a</span>bc</div>\r\n"},
	    {"signs of markup", "\\f9 <a & \"b\">", "<a & \"b\">",
		"<div>&lt;a &amp; &quot;b&quot;&gt;</div>\r\n"},
	    {"align and indent", "\\f9\\qc\\li720 a\\par\\pard b\\par", "a\r\nb\r\n",
		"<div style=\"text-align:center;margin-left:36pt;\">a</div>\r\n<div>b</div>\r\n"},
	    {"a font of signs", "{\\f1\\'b7}\\f9 x", "•x",
		"<div><span style=\"font-family:'Symbol';\">•</span>x</div>\r\n"},
	    {"Hebrew", "{\\f2\\'e0\\'e1}", "אב",
		"<div><span style=\"font-family:'David';\">אב</span></div>\r\n"},
	    {"a list", "\\f9{\\pntext -\\tab}{\\*\\pn\\pnlvlblt}a\\par", "-\ta\r\n",
		"<div>-\ta</div>\r\n"},
	    {"a table", "\\f9\\trowd\\intbl a\\cell b\\cell\\row c", "a\tb\r\nc",
		"<div>a\tb\t</div>\r\n<div>c</div>\r\n"},
	    {"a link",
		"\\f9{\\field{\\*\\fldinst{HYPERLINK \"http://x.example/?a=1&b\"}}{\\fldrslt{\\ul "
		"here}}} there",
		"here <http://x.example/?a=1&b> there",
		"<div><a href=\"http://x.example/?a=1&amp;b\"><u>here</u></a> there</div>\r\n"},
	    {"a link that says where",
		"\\f9{\\field{\\*\\fldinst HYPERLINK mailto:a@b.example}"
		"{\\fldrslt a@b.example}}\\par",
		"a@b.example\r\n", "<div><a href=\"mailto:a@b.example\">a@b.example</a></div>\r\n"},
	    {"a link that does something",
		"\\f9{\\field{\\*\\fldinst HYPERLINK "
		"\"javascript:alert(1)\"}{\\fldrslt x}}",
		"x", "<div>x</div>\r\n"},
	    {"a form in Unicode", "\\f9{\\upr{a?}{\\*\\ud{a\\u1072 }}}", "aа", "<div>aа</div>\r\n"},
	    {"hidden", "\\f9 a{\\v b}c", "ac", "<div>ac</div>\r\n"},
	    {"HTML that is not said to be", "\\f9 a{\\*\\htmltag <b>}b", "ab", "<div>ab</div>\r\n"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *rtf = g_strconcat(REAL, cases[i].rtf, "}", NULL);
		g_autoptr(rtf_body) b = parse(rtf, strlen(rtf));
		g_autofree char *html = g_strndup((const char *)b->html->data, b->html->len);
		char *from = strstr(html, "<div>");

		print_message("%s\n", cases[i].name);
		assert_int_equal(b->kind, RTF_KIND_REAL);
		assert_int_equal(b->flags, 0);
		assert_string_equal(b->html_charset, "utf-8");
		assert_bytes(b->plain, cases[i].plain);
		from = strstr(html, "<body>\r\n");
		assert_non_null(from);
		from += strlen("<body>\r\n");
		*strstr(from, "</body>") = '\0';
		assert_string_equal(from, cases[i].html);
	}
}

static void
assert_place(
    const GByteArray *in, const GArray *places, guint i, enum rtf_place_kind kind, const char *text)
{
	const struct rtf_place *p = &g_array_index(places, struct rtf_place, i);

	assert_int_equal(p->kind, kind);
	assert_int_equal(p->len, strlen(text));
	assert_true(p->at <= in->len && p->len <= in->len - p->at);
	assert_memory_equal(in->data + p->at, text, p->len);
}

/* What is no text leaves its place. */
static void
test_places(void **state)
{
	static const char rtf[] =
	    "{\\rtf1\\ansi a\\objattph\\'20b [cid:image001.png@01D2] {\\*\\shppict{\\pict\\pngblip "
	    "0011}}{\\nonshppict{\\pict 22}}c{\\object\\objemb{\\*\\objdata 00}{\\result{\\pict "
	    "00}}}{\\*\\objattph x}[cid:][cid:d}";
	g_autoptr(rtf_body) b = parse(rtf, strlen(rtf));

	(void)state;
	assert_bytes(b->plain, "ab [cid:image001.png@01D2] [picture]c[object][cid:][cid:d");
	for (int html = 0; html < 2; html++) {
		const GArray *places = html ? b->html_places : b->plain_places;
		const GByteArray *in = html ? b->html : b->plain;

		assert_int_equal(places->len, 5);
		assert_place(in, places, 0, RTF_PLACE_ATTACHMENT, "");
		assert_place(in, places, 1, RTF_PLACE_CID, "[cid:image001.png@01D2]");
		assert_place(in, places, 2, RTF_PLACE_PICTURE, "[picture]");
		assert_place(in, places, 3, RTF_PLACE_OBJECT, "[object]");
		assert_place(in, places, 4, RTF_PLACE_ATTACHMENT, "");
	}
	assert_int_equal(g_array_index(b->plain_places, struct rtf_place, 0).at, 1);
}

static void
test_damaged(void **state)
{
	static const struct {
		const char *name, *rtf, *plain;
		enum rtf_kind kind;
		guint flags;
	} cases[] = {
	    {"empty", "", "", RTF_KIND_NONE, 0},
	    {"no RTF", "{hello}", "", RTF_KIND_NONE, 0},
	    {"cut", "{\\rtf1 a{\\b b", "ab", RTF_KIND_REAL, RTF_CUT},
	    {"cut in a word", "{\\rtf1 a\\pa", "a", RTF_KIND_REAL, RTF_CUT},
	    {"cut in a byte", "{\\rtf1 a\\'e", "a", RTF_KIND_REAL, RTF_CUT},
	    {"too many ends", "{\\rtf1 a}}b", "a", RTF_KIND_REAL, RTF_TRAILING},
	    {"blank space behind", "{\\rtf1 a}\r\n", "a", RTF_KIND_REAL, 0},
	    {"no byte", "{\\rtf1 \\'zza\\'00}", "zza", RTF_KIND_REAL, 0},
	    {"binary without end", "{\\rtf1 a\\bin2147483647 b}", "a", RTF_KIND_REAL, RTF_CUT},
	    {"half a character", "{\\rtf1\\ansicpg932 a\\'82}", "a\xef\xbf\xbd", RTF_KIND_REAL, 0},
	    {"no character", "{\\rtf1\\ansicpg932 \\'ff\\'82z\\'82\\'ff}",
		"\xef\xbf\xbd\xef\xbf\xbdz\xef\xbf\xbd\xef\xbf\xbd", RTF_KIND_REAL, 0},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(rtf_body) b = parse(cases[i].rtf, strlen(cases[i].rtf));

		print_message("%s\n", cases[i].name);
		assert_int_equal(b->kind, cases[i].kind);
		assert_bytes(b->plain, cases[i].plain);
		assert_int_equal(b->flags, cases[i].flags);
	}
}

/* Nothing takes more than time in proportion, and nothing is left open. */
static void
test_large(void **state)
{
	g_autoptr(GString) deep = g_string_new("{\\rtf1 ");
	g_autoptr(GString) links = g_string_new("{\\rtf1 ");
	g_autoptr(rtf_body) b = NULL, c = NULL;

	(void)state;
	for (int i = 0; i < 100000; i++)
		g_string_append(deep, "{\\b0");
	g_string_append(deep, " x");
	for (int i = 0; i < 100000; i++)
		g_string_append(deep, "}");
	g_string_append(deep, "y}");
	b = parse(deep->str, deep->len);
	assert_bytes(b->plain, "xy");
	assert_int_equal(b->flags, RTF_LIMIT);
	for (int i = 0; i < 70000; i++)
		g_string_append(
		    links, "{\\field{\\*\\fldinst HYPERLINK ftp://x}{\\fldrslt ftp://x}}");
	g_string_append_c(links, '}');
	c = parse(links->str, links->len);
	assert_int_equal(c->plain->len, 70000 * 7);
}

static void
test_compressed(void **state)
{
	static const unsigned char value[] = {0x1a, 0, 0, 0, 0x1c, 0, 0, 0, 'L', 'Z', 'F', 'u', 0,
	    0, 0, 0, 0x41, 0x00, 0x04, 0x20, 0x57, 0x58, 0x59, 0x5a, 0x0d, 0x6e, 0x7d, 0x01, 0x0e,
	    0xb0};
	g_autoptr(GBytes) whole = g_bytes_new_static(value, sizeof(value));
	g_autoptr(GBytes) cut = g_bytes_new_static(value, sizeof(value) - 4);
	g_autoptr(GBytes) none = g_bytes_new_static("abc", 3);
	g_autoptr(rtf_body) a = rtf_read(memory_stream_open(whole), NULL);
	g_autoptr(rtf_body) b = rtf_read(memory_stream_open(cut), NULL);

	(void)state;
	assert_bytes(a->plain, "WXYZWXYZWXYZWXYZWXYZ");
	assert_int_equal(a->flags, RTF_CRC);
	assert_bytes(b->plain, "WXYZWXYZWXYZWXYZWXYZ");
	assert_true((b->flags & RTF_CUT) != 0);
	assert_null(rtf_read(memory_stream_open(none), NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_html),
	    cmocka_unit_test(test_html_codepages),
	    cmocka_unit_test(test_text),
	    cmocka_unit_test(test_real),
	    cmocka_unit_test(test_places),
	    cmocka_unit_test(test_damaged),
	    cmocka_unit_test(test_large),
	    cmocka_unit_test(test_compressed),
	};

	return cmocka_run_group_tests_name("rtf", tests, NULL, NULL);
}
