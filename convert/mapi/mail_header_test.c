/* SPDX-License-Identifier: Apache-2.0 */
/* The rules H1 to H9 of headers, each in a test of its name. */
#include "convert/mapi/mail_header.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "convert/mapi/mail_testing.h"

#define ID_STORED 0x007d

/* A message with a stored header. */
static struct testing_object *
stored(const char *header)
{
	struct testing_object *m = testing_object_new();

	testing_string(m, 0x001a, "IPM.Note");
	testing_string(m, 0x1000, "Hello\r\n");
	testing_string(m, ID_STORED, header);
	return m;
}

static void
h1_stored_header_stays(void **state)
{
	g_autoptr(testing_object) m =
	    stored("Received: from a\r\n\tby b;\r\n  today\r\nX-B: 2\r\n"
		   "X-A:1\r\nContent-Type: multipart/mixed;\r\n"
		   "\tboundary=\"x\"\r\nMIME-Version: 1.0\r\n"
		   "Content-Transfer-Encoding: 8bit\r\nFrom: a@b.c\r\n"
		   "Subject: S\r\nDate: D\r\nTo: t@b.c\r\n"
		   "Message-ID: <1@b.c>\r\n\r\n--x\r\nContent-Type: a/b\r\n");
	g_autoptr(built) b = build(m);

	(void)state;
	assert_string_equal(b->text->str,
	    "Received: from a\r\n\tby b;\r\n  today\r\nX-B: 2\r\nX-A:1\r\nFrom: a@b.c\r\n"
	    "Subject: S\r\nDate: D\r\nTo: t@b.c\r\nMessage-ID: <1@b.c>\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: text/plain;\r\n charset=us-ascii\r\n\r\nHello\r\n");
	assert_string_equal(b->reports->str, "");
}

static void
h2_what_is_no_header_is_dropped(void **state)
{
	static const char *const lines[] = {"Microsoft Mail Internet Headers Version 2.0\r\n",
	    "From a@b.c Thu Jan  1 00:00:00 1970\r\n", "\r\n", ">From a@b.c\r\n", "--x:y\r\n"};

	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *header = g_strconcat(lines[i], "From: a@b.c\r\nX: y\r\n", NULL);
		g_autoptr(testing_object) m = stored(header);
		g_autoptr(built) b = build(m);

		assert_true(g_str_has_prefix(b->text->str, "From: a@b.c\r\nX: y\r\n"));
	}
}

static void
h2_one_line_is_no_header(void **state)
{
	g_autoptr(testing_object) m = sample_mail();
	g_autoptr(built) b = NULL;

	(void)state;
	testing_string(m, ID_STORED, "Received: from The Microsoft Outlook Team");
	b = build(m);
	assert_has_not(b, "Outlook Team");
	assert_true(g_str_has_prefix(b->text->str, "Date: "));
	assert_reported(b, "NOTE header-dropped");
}

static void
h3_missing_fields_are_filled(void **state)
{
	g_autoptr(testing_object) m = sample_mail();
	g_autoptr(built) b = NULL;

	(void)state;
	sample_recipient(m, 2, NULL, "carol@example.org");
	testing_string(m, ID_STORED, "X-First: 1\r\nsubject: theirs\r\n");
	b = build(m);
	assert_true(g_str_has_prefix(b->text->str,
	    "X-First: 1\r\nsubject: theirs\r\nDate: Sun, 09 Sep 2001 01:46:40 +0000\r\n"
	    "From: Alice <alice@example.org>\r\nTo: Bob <bob@example.org>\r\n"
	    "Cc: carol@example.org\r\nMessage-ID: <1@example.org>\r\nMIME-Version"));
}

static void
h4_header_from_properties(void **state)
{
	static const unsigned char one_off[] =
	    "\0\0\0\0\x81\x2b\x1f\xa4\xbe\xa3\x10\x19\x9d\x6e\0\xdd\x01\x0f\x54\x02\0\0\0\0"
	    "Carol\0SMTP\0carol@example.org";
	g_autoptr(testing_object) m = sample_mail();
	g_autoptr(GByteArray) list = g_byte_array_new();
	g_autoptr(built) b = NULL;

	(void)state;
	testing_string(m, 0x0c1a, "Sam");
	testing_string(m, 0x0c1f, "sam@example.org");
	sample_recipient(m, 3, "Hidden", "hidden@example.org");
	sample_recipient(m, 2, NULL, "cc@example.org");
	sample_recipient(m, 1, "Last, First", "last@example.org");
	testing_int32(m, 0x0017, 2);
	testing_int32(m, 0x0036, 2);
	testing_string(m, 0x0070, "Topic");
	testing_value(m, 0x0071, MAPI_BINARY, "\1\2\3", 3);
	testing_boolean(m, 0x0029, true);
	testing_string(m, 0x1039, "<a@b> <c@d>");
	testing_string(m, 0x1042, "<c@d>");
	g_byte_array_append(list, (const guint8 *)"\1\0\0\0\0\0\0\0\x34\0\0\0", 12);
	g_byte_array_append(list, one_off, sizeof(one_off));
	testing_value(m, 0x004f, MAPI_BINARY, list->data, list->len);
	b = build(m);
	assert_has(b,
	    "\r\nFrom: Alice <alice@example.org>\r\nSender: Sam <sam@example.org>\r\n"
	    "Reply-To: Carol <carol@example.org>\r\n"
	    "To: Bob <bob@example.org>, \"Last, First\" <last@example.org>\r\n"
	    "Cc: cc@example.org\r\nBcc: Hidden <hidden@example.org>\r\n");
	assert_has(b,
	    "\r\nIn-Reply-To: <c@d>\r\nReferences: <a@b> <c@d>\r\nImportance: high\r\n"
	    "Sensitivity: Private\r\nThread-Topic: Topic\r\nThread-Index: AQID\r\n"
	    "Disposition-Notification-To: Alice <alice@example.org>\r\n");
}

static void
h5_smtp_instead_of_exchange(void **state)
{
	static const unsigned char entry[] =
	    "\0\0\0\0\xdc\xa7\x40\xc8\xc0\x42\x10\x1a\xb4\xb9\x08\0\x2b\x2f\xe1\x82\1\0\0\0\0\0\0\0"
	    "/o=Org/ou=U/cn=Recipients/cn=kim";
	g_autoptr(testing_object) m = testing_object_new();
	struct testing_object *r;
	g_autoptr(built) b = NULL;

	(void)state;
	testing_string(m, 0x0042, "Alice");
	testing_string(m, 0x0064, "EX");
	testing_string(m, 0x0065, "/O=ORG/OU=U/CN=RECIPIENTS/CN=ALICE");
	testing_string(m, 0x5d02, "alice@example.org");
	r = testing_add(m, MAPI_RECIPIENTS);
	testing_string(r, 0x3001, "Bob");
	testing_string(r, 0x3002, "EX");
	testing_string(r, 0x3003, "/o=Org/ou=U/cn=Recipients/cn=bob.b");
	r = testing_add(m, MAPI_RECIPIENTS);
	testing_string(r, 0x3001, "Kim");
	testing_value(r, 0x0fff, MAPI_BINARY, entry, sizeof(entry));
	r = testing_add(m, MAPI_RECIPIENTS);
	testing_string(r, 0x3001, "Nobody known");
	b = build(m);
	assert_has(b, "From: Alice <alice@example.org>\r\n");
	assert_has(b,
	    "To: Bob <bobb@x500.invalid>, Kim <kim@x500.invalid>, Nobody known\r\n"
	    " <unknown@address.invalid>\r\n");
	assert_has(
	    b, "\r\nX-Mailpouch-X500: bobb@x500.invalid /o=Org/ou=U/cn=Recipients/cn=bob.b\r\n");
	assert_has_not(b, "</o=");
	assert_has_not(b, "ALICE");
}

static void
h5_stored_exchange_addresses(void **state)
{
	g_autoptr(testing_object) m = sample_mail();
	g_autoptr(built) b = NULL;

	(void)state;
	testing_string(m, ID_STORED, "X-A: 1\r\nFrom: A </O=ORG/CN=A>\r\nX-B: 2\r\n");
	b = build(m);
	assert_true(g_str_has_prefix(b->text->str, "X-A: 1\r\nX-B: 2\r\n"));
	assert_has(b, "\r\nFrom: Alice <alice@example.org>\r\n");
	assert_has(b, "\r\nX-Mailpouch-X500: From: A </O=ORG/CN=A>\r\n");
}

static void
h6_no_invented_sender(void **state)
{
	g_autoptr(testing_object) m = testing_object_new();
	g_autoptr(built) b = NULL;

	(void)state;
	testing_string(m, 0x1000, "draft");
	b = build(m);
	assert_has_not(b, "From:");
	assert_has_not(b, "MAILER");
	assert_reported(b, "NOTE no-sender");
}

static void
h7_dates(void **state)
{
	static const guint16 ids[] = {0x3007, 0x0e06, 0x0039};
	g_autoptr(testing_object) m = testing_object_new();
	g_autoptr(built) none = build(m);

	(void)state;
	assert_has_not(none, "Date:");
	assert_reported(none, "NOTE no-date");
	for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
		g_autofree char *date =
		    g_strdup_printf("Date: Thu, 01 Jan 1970 00:00:%02u +0000\r\n", i);
		g_autoptr(built) b = NULL;

		testing_time(m, ids[i], i);
		b = build(m);
		assert_has(b, date);
	}
}

static void
h8_text_outside_ascii(void **state)
{
	g_autoptr(testing_object) m = sample_mail();
	g_autoptr(built) b = NULL;
	g_autofree char *name = g_strnfill(300, 'n');

	(void)state;
	testing_string(m, 0x0c1a, "Jörg Müller");
	testing_string(m, 0x0c1f, "j@example.org");
	testing_string(
	    m, 0x0070, "日本語の件名です。とても長いので、二つ以上の語になります。そうでしょう。");
	sample_attachment(m, "Grüße.txt", NULL, "x");
	sample_attachment(m, name, NULL, "x");
	b = build(m);
	assert_has(b, "Sender: =?utf-8?B?SsO2cmcgTcO8bGxlcg==?= <j@example.org>\r\n");
	assert_has(b,
	    "Thread-Topic:\r\n"
	    " =?utf-8?B?5pel5pys6Kqe44Gu5Lu25ZCN44Gn44GZ44CC44Go44Gm44KC6ZW3?=\r\n"
	    " =?utf-8?B?");
	assert_has(b, "\r\n name=\"Gr__e.txt\"\r\n");
	assert_has(b, "\r\n filename*=utf-8''Gr%C3%BC%C3%9Fe.txt\r\n");
	assert_has(b, "\r\n filename*0*=utf-8''nnnn");
	assert_has(b, ";\r\n filename*5*=nnnn");
}

static void
h8_subject_prefix(void **state)
{
	g_autoptr(testing_object) m = testing_object_new();
	g_autoptr(built) b = NULL;

	(void)state;
	testing_string(m, 0x0037, "\x01\x05RE: Lunch");
	b = build(m);
	assert_has(b, "Subject: RE: Lunch\r\n");
}

static void
h8_nothing_injects_a_header(void **state)
{
	static const char evil[] = "a\r\nBcc: evil@example.org\r\n\r\nbody\n--x\r";
	static const guint16 ids[] = {0x001a, 0x0037, 0x0042, 0x0065, 0x0070, 0x0c1a, 0x0c1f,
	    0x0e04, 0x1035, 0x1039, 0x1042, 0x5d01, 0x5d02};
	g_autoptr(testing_object) m = testing_object_new();
	struct testing_object *a;
	g_autoptr(built) b = NULL;

	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(ids); i++)
		testing_string(m, ids[i], evil);
	a = sample_attachment(m, evil, evil, "x");
	testing_string(a, 0x3712, evil);
	testing_string(a, 0x3713, evil);
	b = build(m);
	assert_has_not(b, "\nBcc");
	assert_has_not(b, "\n--x");
	assert_has_not(b, "\r\n\r\nbody");
}

static void
h8_lines_are_bounded(void **state)
{
	g_autofree char *word = g_strnfill(5000, 'w');
	g_autofree char *header = g_strdup_printf("X-Long: %s\r\nSubject: s\r\n", word);
	g_autoptr(testing_object) m = stored(header);
	g_autoptr(built) b = NULL;
	g_auto(GStrv) lines = NULL;

	(void)state;
	testing_string(m, 0x0042, word);
	sample_recipient(m, 1, word, word);
	b = build(m);
	lines = g_strsplit(b->text->str, "\r\n", -1);
	for (char **l = lines; *l != NULL; l++)
		assert_true(strlen(*l) <= 998);
	assert_reported(b, "NOTE header-encoded");
}

static void
h9_raw_bytes_in_stored_headers(void **state)
{
	g_autoptr(testing_object) m = testing_object_new();
	g_autoptr(built) b = NULL;

	(void)state;
	testing_int32(m, 0x3ffd, 1251);
	testing_string8(m, ID_STORED,
	    "From: \"\xcf\xf0\xe8\" <a@b.c>\r\nX-A: one \xcf\xf0\xe8 \xe8 two\r\n"
	    "Subject: \xcf\xf0\r\n \xe8\r\n");
	b = build(m);
	assert_true(g_str_has_prefix(b->text->str,
	    "From: =?utf-8?B?0J/RgNC4?= <a@b.c>\r\nX-A: one =?utf-8?B?0J/RgNC4INC4?= two\r\n"
	    "Subject: =?utf-8?B?0J/RgCDQuA==?=\r\n"));
}

static void
damaged_property_costs_itself(void **state)
{
	g_autoptr(testing_object) m = sample_mail();
	g_autoptr(built) b = NULL;

	(void)state;
	m->bad = 0x0042;
	b = build(m);
	assert_has(b, "From: alice@example.org\r\n");
	assert_has(b, "Subject: Subject\r\n");
	assert_reported(b, "NOTE property: property 0x0042: ");
	m->bad = 0x0037;
	g_clear_pointer(&b, built_clear);
	b = build(m);
	assert_reported(b, "LOSS property: property 0x0037: ");
}

static void
recipients_by_name_only(void **state)
{
	g_autoptr(testing_object) m = testing_object_new();
	g_autoptr(built) b = NULL;

	(void)state;
	testing_string(m, 0x0e04, "Bob; kim@example.org");
	testing_string(m, 0x0e03, "Doe, Jane");
	b = build(m);
	assert_has(b,
	    "To: Bob <unknown@address.invalid>, kim@example.org\r\n"
	    "Cc: \"Doe, Jane\" <unknown@address.invalid>\r\n");
}

static void
fields_of_their_own_name(void **state)
{
	g_autoptr(testing_object) m = sample_mail();
	g_autoptr(built) b = NULL;

	(void)state;
	testing_string(m, testing_name(m, property_set_internet_headers, 0, "X-Spam"), "No");
	testing_string(m, testing_name(m, property_set_internet_headers, 0, "Content-Type"), "a/b");
	testing_string(m, testing_name(m, property_set_internet_headers, 0, "X-Evil:"), "x");
	b = build(m);
	assert_has(b, "\r\nX-Spam: No\r\n");
	assert_has_not(b, "a/b");
	assert_has_not(b, "X-Evil");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(h1_stored_header_stays),
	    cmocka_unit_test(h2_what_is_no_header_is_dropped),
	    cmocka_unit_test(h2_one_line_is_no_header),
	    cmocka_unit_test(h3_missing_fields_are_filled),
	    cmocka_unit_test(h4_header_from_properties),
	    cmocka_unit_test(h5_smtp_instead_of_exchange),
	    cmocka_unit_test(h5_stored_exchange_addresses),
	    cmocka_unit_test(h6_no_invented_sender),
	    cmocka_unit_test(h7_dates),
	    cmocka_unit_test(h8_text_outside_ascii),
	    cmocka_unit_test(h8_subject_prefix),
	    cmocka_unit_test(h8_nothing_injects_a_header),
	    cmocka_unit_test(h8_lines_are_bounded),
	    cmocka_unit_test(h9_raw_bytes_in_stored_headers),
	    cmocka_unit_test(damaged_property_costs_itself),
	    cmocka_unit_test(recipients_by_name_only),
	    cmocka_unit_test(fields_of_their_own_name),
	};

	return cmocka_run_group_tests_name("mail header", tests, NULL, NULL);
}
