/* SPDX-License-Identifier: Apache-2.0 */
/* The rules B1 to B8 of bodies, each in a test of its name; B4 and B5 are rtf_test.c's too. */
#include "convert/mapi/mail_body.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "convert/mapi/codepage.h"
#include "convert/mapi/mail_charset.h"
#include "convert/mapi/mail_testing.h"

#define ID_INTERNET_CODEPAGE 0x3fde

/* An item without header and body. */
static struct testing_object *
bare(void)
{
	return testing_object_new();
}

/* RTF in the uncompressed form of [MS-OXRTFCP]. */
static void
sample_rtf(struct testing_object *m, const char *rtf)
{
	g_autoptr(GByteArray) all = g_byte_array_new();
	guint32 head[4] = {GUINT32_TO_LE((guint32)strlen(rtf) + 12),
	    GUINT32_TO_LE((guint32)strlen(rtf)), GUINT32_TO_LE(0x414c454du), 0};

	g_byte_array_append(all, (const guint8 *)head, sizeof(head));
	g_byte_array_append(all, (const guint8 *)rtf, (guint)strlen(rtf));
	testing_value(m, BODY_RTF, MAPI_BINARY, all->data, all->len);
}

static void
b1_plain_only(void **state)
{
	g_autoptr(testing_object) m = sample_mail();
	g_autoptr(built) b = build(m);

	(void)state;
	assert_has(b, "Content-Type: text/plain;");
	assert_has_not(b, "multipart");
}

static void
b1_html_has_plain_beside(void **state)
{
	g_autoptr(testing_object) m = bare();
	g_autoptr(built) b = NULL;

	(void)state;
	sample_html(m, "<p>Hello <b>you</b> &amp; me</p>\r\n");
	b = build(m);
	assert_has(b, "Content-Type: multipart/alternative;");
	assert_has(b, "\r\nHello you & me\r\n");
	assert_has(b, "<p>Hello <b>you</b> &amp; me</p>\r\n");
	assert_true(strstr(b->text->str, "text/plain") < strstr(b->text->str, "text/html"));
}

static void
b1_packed_html(void **state)
{
	g_autoptr(testing_object) m = bare();
	g_autoptr(built) b = NULL;

	(void)state;
	testing_string(m, BODY_PLAIN, "Hi\r\n");
	sample_rtf(m,
	    "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 {\\*\\htmltag64 <p>}Hi"
	    "{\\*\\htmltag72 </p>}}");
	b = build(m);
	assert_has(b, "<p>Hi</p>");
	assert_has_not(b, "application/rtf");
	assert_int_equal(b->nlosses, 0);
}

static void
b1_packed_text(void **state)
{
	g_autoptr(testing_object) m = bare();
	g_autoptr(built) b = NULL;

	(void)state;
	sample_rtf(m, "{\\rtf1\\ansi\\ansicpg1252\\fromtext Hi\\par there\\par}");
	b = build(m);
	assert_has(b, "Content-Type: text/plain;");
	assert_has(b, "\r\n\r\nHi\r\nthere\r\n");
	assert_has_not(b, "multipart");
}

static void
b1_real_rtf(void **state)
{
	g_autoptr(testing_object) m = bare();
	g_autoptr(built) b = NULL;

	(void)state;
	sample_rtf(m, "{\\rtf1\\ansi\\ansicpg1252 Hi {\\b you}\\par}");
	b = build(m);
	assert_has(b, "\r\nHi you\r\n");
	assert_has(b, "Content-Type: text/html;");
	assert_has(b, "Content-Type: application/rtf;\r\n name=\"body.rtf\"\r\n");
	assert_has(b, "e1xydGYxXGFuc2lcYW5zaWNwZzEyNTIgSGkge1xiIHlvdX1ccGFyfQ==\r\n");
}

static void
b1_native_plain(void **state)
{
	g_autoptr(testing_object) m = bare();
	g_autoptr(built) b = NULL;

	(void)state;
	testing_string(m, BODY_PLAIN, "Hi\r\n");
	testing_int32(m, BODY_NATIVE, 1);
	sample_rtf(m, "{\\rtf1 something else}");
	b = build(m);
	assert_has_not(b, "multipart");
	assert_has_not(b, "something else");
}

static void
b2_b3_order_and_inline(void **state)
{
	g_autoptr(testing_object) m = bare();
	g_autoptr(built) b = NULL;
	struct testing_object *a;

	(void)state;
	testing_string(m, BODY_PLAIN, "plain");
	sample_html(m, "<img src=\"cid:one%40x\"><img src='pic.gif'><img src=cid:named.png>");
	a = sample_attachment(m, "unused.png", "image/png", "u");
	testing_string(a, 0x3712, "<other@x>");
	a = sample_attachment(m, "one.png", "image/png", "1");
	testing_string(a, 0x3712, "one@x");
	a = sample_attachment(m, "two.gif", "image/gif", "2");
	testing_string(a, 0x3713, "http://h/pic.gif");
	sample_attachment(m, "named.png", NULL, "3");
	b = build(m);
	assert_has(b, "Content-Type: multipart/related;\r\n type=\"multipart/alternative\";");
	assert_has(b, "Content-ID: <one@x>\r\nContent-Disposition: inline;\r\n filename=one.png");
	assert_has(b, "Content-ID: <named.png>\r\nContent-Disposition: inline;");
	assert_has(b, "Content-Location: http://h/pic.gif\r\nContent-Disposition: inline;");
	assert_has(b, "Content-ID: <other@x>\r\nContent-Disposition: attachment;");
	assert_int_equal(count_of(b, "Content-Type: multipart/"), 3);
	assert_true(
	    strstr(b->text->str, "multipart/mixed") < strstr(b->text->str, "multipart/rel"));
	assert_true(
	    strstr(b->text->str, "filename=named") < strstr(b->text->str, "filename=unused"));
	assert_string_equal(strstr(b->reports->str, "missing") != NULL ? "missing" : "", "");
}

static void
b3_unanswered_is_told(void **state)
{
	g_autoptr(testing_object) m = bare();
	g_autoptr(built) b = NULL;

	(void)state;
	sample_html(m, "<img src=\"cid:nowhere\">");
	b = build(m);
	assert_reported(b, "NOTE missing-inline");
}

static void
b4_places_in_rtf(void **state)
{
	g_autoptr(testing_object) m = bare();
	g_autoptr(built) b = NULL;
	struct testing_object *a;

	(void)state;
	sample_rtf(m, "{\\rtf1\\ansi A \\objattph  B \\objattph  C}");
	a = sample_attachment(m, "late.pdf", NULL, "2");
	testing_int32(a, 0x370b, 20);
	a = sample_attachment(m, "first.png", "image/png", "1");
	testing_int32(a, 0x370b, 2);
	b = build(m);
	assert_has(b, "cid:attachment-2@mailpouch.invalid");
	assert_has(
	    b, "Content-ID: <attachment-2@mailpouch.invalid>\r\nContent-Disposition: inline");
	assert_has(b, "[late.pdf]");
	assert_has(b, "<<first.png>>");
	assert_true(strstr(b->text->str, "<<first.png>>") < strstr(b->text->str, "<<late.pdf>>"));
}

static void
b5_checksum_is_a_note(void **state)
{
	g_autoptr(testing_object) m = bare();
	g_autoptr(built) b = NULL;
	/* "{\rtf1 x}" as literals of the compressed form, with a checksum that is 0 */
	static const unsigned char rtf[] = "\x18\0\0\0\x09\0\0\0LZFu\0\0\0\0"
					   "\0{\\rtf1 x\x01}\0\0";

	(void)state;
	testing_value(m, BODY_RTF, MAPI_BINARY, rtf, sizeof(rtf) - 1);
	b = build(m);
	assert_has(b, "\r\nx");
	assert_int_equal(b->nlosses, 0);
}

static const struct {
	const char *text;
	guint codepages[3];
	guint wanted;
} charsets[] = {
    {"caf\xe9", {1252, 0, 0}, 1252},
    {"caf\xc3\xa9", {1252, 0, 0}, 65001},   /* mislabelled: mailbagit 176 */
    {"caf\xe9", {65001, 0, 1252}, 1252},    /* mislabelled the other way */
    {"caf\xe9", {20127, 28591, 0}, 28591},  /* no ASCII */
    {"\xb0\xa1\xb3\xaa", {949, 0, 0}, 949}, /* korean-ksc5601 */
    {"\x83\x5c", {50220, 0, 932}, 932},     /* ANSI text, though the mail was ISO-2022-JP */
    {"\x1b$B$\"\x1b(B", {50220, 0, 932}, 50220},
    {"ascii", {0, 28592, 1252}, 28592},
    {"ascii", {0, 0, 0}, 1252},
    {"caf\xe9", {1200, 99999, 1250}, 1250},
};

static void
b6_charset_is_true(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(charsets); i++)
		assert_int_equal(mail_charset_choose(charsets[i].text, strlen(charsets[i].text),
				     charsets[i].codepages, 3),
		    charsets[i].wanted);
}

static void
b6_charset_of_meta(void **state)
{
	static const struct {
		const char *html;
		guint codepage;
	} cases[] = {
	    {"<META http-equiv=Content-Type content=\"text/html; charset=Shift_JIS\">", 932},
	    {"<meta charset='utf-8'>", 65001},
	    {"<meta name=x><meta charset=\"koi8-r\" />", 20866},
	    {"<meta name=x> charset=koi8-r", 0},
	    {"<p>", 0},
	};

	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
		assert_int_equal(
		    mail_charset_of_html(cases[i].html, strlen(cases[i].html)), cases[i].codepage);
}

static void
b6_html_bytes_stay(void **state)
{
	g_autoptr(testing_object) m = bare();
	g_autoptr(built) b = NULL;

	(void)state;
	testing_int32(m, ID_INTERNET_CODEPAGE, 1252);
	sample_html(m, "<p>caf\xe9 and some more words\n</p>\r\n");
	b = build(m);
	assert_has(b,
	    "text/html;\r\n charset=windows-1252\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
	    "<p>caf=E9 and some more words=0A</p>\r\n");
}

static void
b6_html_as_string(void **state)
{
	g_autoptr(testing_object) m = bare();
	g_autoptr(built) b = NULL;

	(void)state;
	testing_int32(m, ID_INTERNET_CODEPAGE, 1252);
	testing_string(m, BODY_HTML, "<p>caf\u00e9</p>");
	b = build(m);
	assert_has(b, "text/html;\r\n charset=utf-8\r\n");
}

static void
b7_plain_is_utf8(void **state)
{
	g_autoptr(testing_object) m = bare();
	g_autoptr(built) b = NULL;

	(void)state;
	testing_string(m, BODY_PLAIN, "one two three four five \u20ac\nline\rline");
	b = build(m);
	assert_has(b,
	    "text/plain;\r\n charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
	    "one two three four five =E2=82=AC\r\nline\r\nline");
}

static void
b7_plain_of_ansi(void **state)
{
	g_autoptr(testing_object) m = bare();
	g_autoptr(built) b = NULL;

	(void)state;
	m->codepage = 932;
	testing_string8(m, BODY_PLAIN, "a long enough line of ASCII \x83\x5c");
	b = build(m);
	assert_has(b, "ASCII =E3=82=BD");
}

static void
b8_large_body_is_whole(void **state)
{
	g_autoptr(testing_object) m = bare();
	g_autofree char *text = g_strnfill(3000000, 'x');
	g_autoptr(built) b = NULL;
	size_t n = 0;

	(void)state;
	testing_string8(m, BODY_PLAIN, text);
	b = build(m);
	for (const char *c = strstr(b->text->str, "\r\n\r\n"); *c != '\0'; c++)
		n += *c == 'x';
	assert_int_equal(n, 3000000);
	assert_true(b->largest <= 64 * 1024);
}

static void
b8_empty_body_stays(void **state)
{
	g_autoptr(testing_object) m = bare();
	g_autoptr(built) b = NULL;

	(void)state;
	testing_string(m, BODY_PLAIN, "");
	sample_attachment(m, "a.txt", NULL, "x");
	b = build(m);
	assert_int_equal(count_of(b, "Content-Type: text/plain"), 2);
}

static void
too_long_body_is_attached(void **state)
{
	g_autoptr(testing_object) m = bare();
	g_autofree char *text = g_strnfill(MAIL_BODY_MAX + 1, 'x');
	g_autoptr(built) b = NULL;

	(void)state;
	testing_string8(m, BODY_PLAIN, text);
	b = build(m);
	assert_has(b, "\r\n filename=body.txt\r\n");
	assert_reported(b, "NOTE body-attached");
	assert_true(b->text->len > MAIL_BODY_MAX / 3 * 4);
}

static void
damaged_body_is_a_loss(void **state)
{
	g_autoptr(testing_object) m = sample_mail();
	g_autoptr(built) b = NULL;

	(void)state;
	m->bad = BODY_PLAIN;
	b = build(m);
	assert_reported(b, "LOSS body");
	assert_has(b, "Subject: Subject\r\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b1_plain_only),
	    cmocka_unit_test(b1_html_has_plain_beside),
	    cmocka_unit_test(b1_packed_html),
	    cmocka_unit_test(b1_packed_text),
	    cmocka_unit_test(b1_real_rtf),
	    cmocka_unit_test(b1_native_plain),
	    cmocka_unit_test(b2_b3_order_and_inline),
	    cmocka_unit_test(b3_unanswered_is_told),
	    cmocka_unit_test(b4_places_in_rtf),
	    cmocka_unit_test(b5_checksum_is_a_note),
	    cmocka_unit_test(b6_charset_is_true),
	    cmocka_unit_test(b6_charset_of_meta),
	    cmocka_unit_test(b6_html_bytes_stay),
	    cmocka_unit_test(b6_html_as_string),
	    cmocka_unit_test(b7_plain_is_utf8),
	    cmocka_unit_test(b7_plain_of_ansi),
	    cmocka_unit_test(b8_large_body_is_whole),
	    cmocka_unit_test(b8_empty_body_stays),
	    cmocka_unit_test(too_long_body_is_attached),
	    cmocka_unit_test(damaged_body_is_a_loss),
	};

	return cmocka_run_group_tests_name("mail body", tests, NULL, NULL);
}
