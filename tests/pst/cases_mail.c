/* SPDX-License-Identifier: Apache-2.0 */
/* Mail: bodies, codepages, headers, people, state, reports. */
#include "tests/pst/build.h"
#include "tests/pst/cases.h"
#include "tests/pst/rtf.h"

#define UTF8 65001
#define BLOCKS 20 /* a body that takes several blocks */

static struct folder *
inbox(struct store *s)
{
	return store_folder(s, store_top(s), "Inbox", "IPF.Note");
}

static void
add_rtf(struct testing_object *m, const char *rtf, enum rtf_form form)
{
	g_autoptr(GByteArray) packed = rtf_pack(rtf, form);

	testing_value(m, 0x1009, MAPI_BINARY, packed->data, packed->len);
	testing_boolean(m, 0x0e1f, true);
}

static const char real_rtf[] = "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}"
			       "\\pard\\b Bold\\b0  and \\'e4\\par second line\\par}";
static const char html_in_rtf[] =
    "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 {\\fonttbl{\\f0 Arial;}}"
    "{\\*\\htmltag19 <html>}{\\*\\htmltag34 <head>}{\\*\\htmltag41 </head>}{\\*\\htmltag50 <body>}"
    "{\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 Hello \\'e4\\'f6\\htmlrtf\\par}\\htmlrtf0"
    "{\\*\\htmltag72 </p>}{\\*\\htmltag58 </body>}{\\*\\htmltag27 </html>}}";
static const char text_in_rtf[] = "{\\rtf1\\ansi\\ansicpg1252\\fromtext {\\fonttbl{\\f0 "
				  "Courier;}}Plain text\\par second line\\par}";

static void
bodies(struct store *s)
{
	static const struct {
		const char *subject, *rtf;
		enum rtf_form form;
	} rows[] = {{"RTF", real_rtf, RTF_COMPRESSED}, {"RTF, no checksum", real_rtf, RTF_ZERO_CRC},
	    {"RTF, uncompressed", real_rtf, RTF_UNCOMPRESSED},
	    {"HTML in RTF", html_in_rtf, RTF_COMPRESSED},
	    {"Text in RTF", text_in_rtf, RTF_COMPRESSED}};
	struct folder *f = inbox(s);
	struct testing_object *m = build_mail("Plain");
	GString *large = g_string_new(NULL);

	build_body(m, "Plain text with \xc3\xa4, \xe6\x97\xa5\xe6\x9c\xac.\r\n.\r\nFrom here\r\n");
	store_add(s, f, m, STORE_ITEM);
	m = build_mail("HTML");
	build_html(m, "<html><body><p>HTML \xe4</p></body></html>", 1252);
	store_add(s, f, m, STORE_ITEM);
	m = build_mail("HTML as a string");
	testing_string(m, 0x1013, "<html><body>\xe6\x97\xa5\xe6\x9c\xac</body></html>");
	store_add(s, f, m, STORE_ITEM);
	m = build_mail("Plain and HTML");
	build_body(m, "Both \xc3\xa4");
	build_html(m, "<html><body>Both \xc3\xa4</body></html>", UTF8);
	store_add(s, f, m, STORE_ITEM);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		m = build_mail(rows[i].subject);
		add_rtf(m, rows[i].rtf, rows[i].form);
		store_add(s, f, m, STORE_ITEM);
	}
	m = build_mail("Empty");
	build_body(m, "");
	store_add(s, f, m, STORE_ITEM);
	store_add(s, f, build_mail("None"), STORE_ITEM);
	for (guint i = 0; i < BLOCKS * NDB_BLOCK / 16; i++)
		g_string_append_printf(large, "line %08u\r\n", i);
	m = build_mail("Large");
	build_body(m, large->str);
	build_html(m, large->str, UTF8);
	g_string_free(large, TRUE);
	store_add(s, f, m, STORE_ITEM);
}

static void
codepages(struct store *s)
{
	static const struct {
		guint32 number;
		const char *bytes;
	} rows[] = {{1250, "\xb9\xe6\xea"}, {1251, "\xcf\xf0\xe8"}, {1252, "\xe4\xf6\xfc\x80"},
	    {932, "\x93\xfa\x96\x7b\x83\x5c"}, {936, "\xd6\xd0\xce\xc4"}, {949, "\xc7\xd1\xb1\xb9"},
	    {950, "\xa4\xa4\xa4\xe5"}, {20866, "\xf0\xd2\xc9"}, {28591, "\xe4\xf6\xfc"},
	    {28605, "\xa4"}, {50220, "\x1b$BF|K\\\x1b(B"}, {51932, "\xc6\xfc\xcb\xdc"},
	    {65001, "\xe6\x97\xa5\xe6\x9c\xac"}, {1252, "\xe6\x97\xa5"}, {4711, "\xe4"}};
	struct folder *f = inbox(s);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *subject = g_strdup_printf("Codepage %u", rows[i].number);
		g_autofree char *html =
		    g_strdup_printf("<html><body>%s</body></html>", rows[i].bytes);
		struct testing_object *m = build_mail(subject);

		build_html(m, html, rows[i].number);
		testing_int32(m, 0x3ffd, rows[i].number);
		testing_string8(m, 0x1000, rows[i].bytes);
		store_add(s, f, m, STORE_ITEM);
	}
}

static void
headers(struct store *s)
{
	static const char *const stored[] = {
	    "Received: from b.example by c.example;\r\n\tTue, 14 Nov 2023 22:13:20 +0000\r\n"
	    "Received: from a.example by b.example; Tue, 14 Nov 2023 22:13:19 +0000\r\n"
	    "From: Ann <ann@example.com>\r\nTo: bob@example.com\r\nSubject: Headers\r\n"
	    "Date: Tue, 14 Nov 2023 23:13:18 +0100\r\nMessage-ID: <1@example.com>\r\n"
	    "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"x\"\r\n"
	    "Content-Transfer-Encoding: 7bit\r\nX-Last: 1\r\n\r\n",
	    ("Microsoft Mail Internet Headers Version 2.0\r\nFrom: ann@example.com\r\n"
	     "Subject: Version 2.0\r\nDate: Tue, 14 Nov 2023 23:13:18 +0100\r\n\r\n"),
	    "From ann@example.com Tue Nov 14 23:13:18 2023\r\nFrom: ann@example.com\r\n\r\n",
	    "Received: from The Microsoft Outlook Team",
	    "no colon here\r\nX-After: 1\r\n",
	    "",
	    "Subject: =?utf-8?b?5pel?=\r\nX-Latin: t\xc3\xa4glich\r\n",
	};
	struct folder *f = inbox(s);

	for (guint i = 0; i < G_N_ELEMENTS(stored); i++) {
		g_autofree char *subject = g_strdup_printf("Stored headers %u", i);
		struct testing_object *m = build_mail(subject);

		testing_string(m, 0x007d, stored[i]);
		testing_string(m, 0x1035, "<property@example.com>");
		build_body(m, "Text\r\n");
		store_add(s, f, m, STORE_ITEM);
	}
}

static void
people(struct store *s)
{
	static const char me[] = "/o=Example/ou=First/cn=Recipients/cn=ann";
	struct folder *f = inbox(s);
	struct testing_object *m = build_mail("To, Cc and Bcc");

	build_recipient(m, BUILD_CC,
	    "C\xc3\xa9"
	    "cile, \"the second\"",
	    "cecile@example.com");
	build_recipient(m, BUILD_BCC, "Secret", "secret@example.com");
	build_recipient(m, BUILD_TO, "\xe6\x97\xa5\xe6\x9c\xac", "jp@example.com");
	store_add(s, f, m, STORE_ITEM);
	m = build_item("IPM.Note", "Exchange addresses");
	testing_string(m, 0x0042, "Ann");
	testing_string(m, 0x0064, "EX");
	testing_string(m, 0x0065, me);
	testing_string(m, 0x0c1a, "Dan Delegate");
	testing_string(m, 0x0c1e, "EX");
	testing_string(m, 0x0c1f, "/o=Example/ou=First/cn=Recipients/cn=dan");
	testing_string(m, 0x5d01, "dan@example.com");
	testing_string(m, 0x5d02, "ann@example.com");
	build_x500(m, BUILD_TO, "Bob", "bob@example.com");
	build_x500(m, BUILD_CC, "Nobody knows", NULL);
	store_add(s, f, m, STORE_ITEM);
	m = build_item("IPM.Note", "Draft");
	testing_int32(m, 0x0e07, 0x09);
	build_recipient(m, BUILD_TO, "", "");
	store_add(s, f, m, STORE_ITEM);
	m = build_mail("Line\r\nInjected: yes");
	testing_string(m, 0x1035, "<a@example.com>\r\nX-Injected: 1");
	testing_string(m, 0x1042, "<before@example.com>");
	testing_string(m, 0x1039, "<first@example.com> <before@example.com>");
	testing_string(m, 0x0050, "Replies");
	testing_int32(m, 0x0017, 2);
	testing_int32(m, 0x0036, 2);
	testing_boolean(m, 0x0029, true);
	build_recipient(m, BUILD_TO, "Name\r\nBcc: x@example.com", "n@example.com");
	store_add(s, f, m, STORE_ITEM);
	m = build_mail("\x01\x05"
		       "Re: A prefix");
	store_add(s, f, m, STORE_ITEM);
}

static void
state(struct store *s)
{
	static const struct {
		const char *subject;
		guint32 flags, verb, flagged;
	} rows[] = {{"Unread", 0, 0, 0}, {"Read", 1, 0, 0}, {"Unsent", 9, 0, 0},
	    {"Answered", 1, 102, 0}, {"Answered all", 1, 103, 0}, {"Forwarded", 1, 104, 0},
	    {"Flagged", 1, 0, 2}, {"Flag done", 1, 0, 1}, {"From me", 0x21, 0, 0},
	    {"Resend", 0x81, 0, 0}, {"Receipts pending", 0x301, 0, 0},
	    {"Everything", 0x3a9, 103, 2}};
	struct folder *f = inbox(s);
	struct testing_object *m;
	guint16 keywords;

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		m = build_mail(rows[i].subject);
		testing_int32(m, 0x0e07, rows[i].flags);
		if (rows[i].verb != 0)
			testing_int32(m, 0x1081, rows[i].verb);
		if (rows[i].flagged != 0)
			testing_int32(m, 0x1090, rows[i].flagged);
		store_add(s, f, m, STORE_ITEM);
	}
	m = build_mail("Categories");
	keywords = build_public(m, "Keywords");
	testing_value(m, keywords, MAPI_MULTIPLE | MAPI_STRING, "R\0e\0d\0", 6);
	testing_value(m, keywords, MAPI_MULTIPLE | MAPI_STRING, "a\0,\0 \0b\0", 8);
	testing_value(m, keywords, MAPI_MULTIPLE | MAPI_STRING, "\xe5\x65\x2c\x67", 4);
	store_add(s, f, m, STORE_ITEM);
}

static void
reports(struct store *s)
{
	static const struct {
		const char *class, *subject;
		guint32 reason, diagnostic;
	} rows[] = {{"REPORT.IPM.Note.NDR", "Undeliverable: Plan", 1, 1},
	    {"REPORT.IPM.Note.DR", "Delivered: Plan", 0, 0},
	    {"REPORT.IPM.Note.IPNRN", "Read: Plan", 0, 0},
	    {"REPORT.IPM.Note.IPNNRN", "Not read: Plan", 0, 0}};
	struct folder *f = inbox(s);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct testing_object *m = build_item(rows[i].class, rows[i].subject), *r, *inner;

		r = build_recipient(m, BUILD_TO, "Bob Reader", "bob@example.com");
		testing_int32(r, 0x0c04, rows[i].reason);
		testing_int32(r, 0x0c05, rows[i].diagnostic);
		if (i == 0) {
			testing_int32(r, 0x0c20, 550);
			testing_string(r, 0x1001, "No such user");
		}
		testing_string(m, 0x0049, "Plan");
		testing_time(m, 0x0032, 1700000500);
		build_body(m, "Your message:\r\n\tPlan\r\n");
		if (i == 0) {
			inner = build_embedded(m, "Plan");
			build_body(inner, "The plan\r\n");
		}
		store_add(s, f, m, STORE_ITEM);
	}
}

const struct pst_case cases_mail[] = {
    {"bodies", CODE_PERMUTE, bodies, "plain, HTML, RTF, HTML and text in RTF, large, none"},
    {"codepages", CODE_PERMUTE, codepages, "HTML and 8-bit text in many codepages"},
    {"headers", CODE_PERMUTE, headers, "transport headers, good and bad"},
    {"people", CODE_PERMUTE, people, "Bcc, X500 addresses, a delegate, a draft, injection"},
    {"state", CODE_PERMUTE, state, "flags and categories"},
    {"reports", CODE_PERMUTE, reports, "reports of delivery and of reading"},
    {0},
};
