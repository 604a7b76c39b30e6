/* SPDX-License-Identifier: Apache-2.0 */
/* The rules A1 to A8 of attachments, C1 to C6 of classes, S7: each in a test of its name. */
#include "convert/mapi/mail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "convert/mapi/mail_class.h"
#include "convert/mapi/mail_testing.h"

static void
plain_mail(void **state)
{
	g_autoptr(testing_object) m = sample_mail();
	g_autoptr(built) b = build(m);

	(void)state;
	assert_string_equal(b->text->str,
	    "Date: Sun, 09 Sep 2001 01:46:40 +0000\r\nFrom: Alice <alice@example.org>\r\n"
	    "To: Bob <bob@example.org>\r\nSubject: Subject\r\nMessage-ID: <1@example.org>\r\n"
	    "MIME-Version: 1.0\r\nContent-Type: text/plain;\r\n charset=us-ascii\r\n\r\nHello\r\n");
	assert_string_equal(b->reports->str, "");
}

static void
a1_attachments_in_order(void **state)
{
	static const char *const classes[] = {"IPM.Note", "IPM.Appointment", "IPM.Contact",
	    "IPM.Task", "IPM.Post", "IPM.Activity", "IPM.StickyNote", "IPM.DistList", "IPM.What"};

	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(classes); i++) {
		g_autoptr(testing_object) m = testing_object_new();
		g_autoptr(built) b = NULL;

		testing_string(m, 0x001a, classes[i]);
		sample_attachment(m, "a.txt", NULL, "first");
		sample_attachment(m, "b.txt", NULL, "second");
		b = build(m);
		assert_true(strstr(b->text->str, "\r\n\r\nZmlyc3Q=\r\n") <
		    strstr(b->text->str, "\r\n\r\nc2Vjb25k\r\n"));
		assert_has(b, "filename=a.txt");
		assert_has(b, "filename=b.txt");
		assert_null(strstr(b->reports->str, "LOSS attachment"));
	}
}

static void
a1_large_attachment_passes_through(void **state)
{
	g_autoptr(testing_object) m = sample_mail();
	g_autofree char *bytes = g_strnfill(5000001, 'x');
	g_autoptr(built) b = NULL;

	(void)state;
	sample_attachment(m, "large", NULL, bytes);
	b = build(m);
	assert_true(b->text->len > 5000001 / 3 * 4);
	assert_true(b->largest <= 64 * 1024);
	assert_has(b, "\r\neHh4eHh4eHh4eHh4eHh4eHh4\r\n"); /* the last 18 bytes */
}

static void
a2_names_and_types(void **state)
{
	g_autoptr(testing_object) m = sample_mail();
	struct testing_object *a;
	g_autoptr(built) b = NULL;

	(void)state;
	a = sample_attachment(m, "long name.DOC", NULL, "x");
	testing_string(a, 0x3704, "SHORT~1.DOC");
	a = sample_attachment(m, NULL, "image/png; x=y", "x");
	testing_string(a, 0x3704, "SHORT2.XXX");
	a = sample_attachment(m, NULL, "no type", "");
	testing_string(a, 0x3001, "display");
	sample_attachment(m, NULL, "message/rfc822", "x");
	b = build(m);
	assert_has(b, "Content-Type: application/msword;\r\n name=\"long name.DOC\"");
	assert_has(b, "Content-Type: image/png;\r\n name=\"SHORT2.XXX\"");
	assert_has(b, "Content-Type: application/octet-stream;\r\n name=\"display\"");
	assert_has(b, "Content-Type: application/octet-stream;\r\n name=\"attachment-4\"");
}

static void
a3_embedded_messages(void **state)
{
	g_autoptr(testing_object) m = sample_mail();
	struct testing_object *inner = m;
	g_autoptr(built) b = NULL;

	(void)state;
	for (guint i = 0; i < 4; i++) {
		inner = sample_embedded(inner, "inner");
		testing_string(inner, 0x0037, "inner");
	}
	sample_attachment(inner, "deep.txt", NULL, "deep");
	b = build(m);
	assert_int_equal(count_of(b, "Content-Type: message/rfc822"), 4);
	assert_int_equal(count_of(b, "\r\n\r\nSubject: inner\r\nMIME-Version: 1.0\r\n"), 4);
	assert_has(b, "ZGVlcA==");
	assert_int_equal(b->nlosses, 0);
}

static void
a3_depth_is_limited(void **state)
{
	g_autoptr(testing_object) m = sample_mail();
	struct testing_object *inner = m;
	g_autoptr(built) b = NULL;

	(void)state;
	for (guint i = 0; i < MAIL_DEPTH_MAX + 1; i++)
		inner = sample_embedded(inner, "inner");
	b = build(m);
	assert_int_equal(b->nlosses, 1);
	assert_reported(b, "LOSS embedded: attachment 1 (inner): messages are embedded too deeply");
	assert_has(b, "[attachment 1 (inner) could not be read: messages are embedded too deeply]");
}

/* A message that holds itself twice is bounded, too. */
static struct mapi_object *
embed_itself(struct mapi_object *base, GError **error)
{
	(void)error;
	return &((struct testing_object *)base)->inner->base;
}

static void
a3_number_is_limited(void **state)
{
	static struct mapi_object_ops ops;
	g_autoptr(testing_object) m = testing_object_new();
	g_autoptr(built) b = NULL;

	(void)state;
	ops = *m->base.ops;
	ops.embedded = embed_itself;
	for (guint i = 0; i < 2; i++) {
		struct testing_object *a = testing_add(m, MAPI_ATTACHMENTS);

		testing_int32(a, 0x3705, 5);
		a->base.ops = &ops;
		a->inner = m;
	}
	b = build(m);
	assert_reported(b, "too many messages are embedded");
	assert_true(count_of(b, "message/rfc822") <= MAIL_MESSAGES_MAX);
	for (guint i = 0; i < 2; i++)
		((struct testing_object *)m->children[MAPI_ATTACHMENTS]->pdata[i])->inner = NULL;
}

static void
a4_embedded_items(void **state)
{
	g_autoptr(testing_object) m = sample_mail();
	struct testing_object *inner = sample_embedded(m, "card");
	g_autoptr(built) b = NULL;

	(void)state;
	testing_string(inner, 0x001a, "IPM.Contact");
	testing_string(inner, 0x3001, "Jane Doe");
	inner = sample_embedded(m, "date");
	testing_string(inner, 0x001a, "IPM.Appointment");
	b = build(m);
	assert_has(b, "Content-Type: text/vcard;");
	assert_has(b, "BEGIN:VCARD\r\n");
	assert_has(b, "Content-Type: text/calendar;");
	assert_has(b, "BEGIN:VEVENT\r\n");
}

static void
a5_references(void **state)
{
	g_autoptr(testing_object) m = sample_mail();
	struct testing_object *a;
	g_autoptr(built) b = NULL;

	(void)state;
	a = testing_add(m, MAPI_ATTACHMENTS);
	testing_int32(a, 0x3705, 2);
	testing_string(a, 0x3707, "plan.doc");
	testing_string(a, 0x370d, "\\\\server\\share\\the plan.doc");
	a = testing_add(m, MAPI_ATTACHMENTS);
	testing_int32(a, 0x3705, 7);
	testing_string(a, 0x370d, "https://example.org/x y");
	b = build(m);
	assert_has(b, "Content-Type: text/uri-list;");
	assert_has(
	    b, "# \\\\server\\share\\the plan.doc\r\nfile://server/share/the%20plan.doc\r\n");
	assert_has(b, "https://example.org/x%20y\r\n");
	assert_has(b, "filename=plan.doc.uri");
}

static void
a6_ole_object(void **state)
{
	g_autoptr(testing_object) m = sample_mail();
	struct testing_object *a = testing_add(m, MAPI_ATTACHMENTS);
	g_autoptr(built) b = NULL;

	(void)state;
	testing_int32(a, 0x3705, 6);
	testing_value(a, 0x3701, MAPI_OBJECT, "\xd0\xcf\x11\xe0", 4);
	b = build(m);
	assert_has(b, "Content-Type: application/x-ole-storage;\r\n name=\"object-1.ole\"");
	assert_has(b, "0M8R4A==");
}

static void
a7_tnef_is_kept(void **state)
{
	g_autoptr(testing_object) m = sample_mail();
	g_autoptr(built) b = NULL;

	(void)state;
	sample_attachment(m, "winmail.dat", NULL, "\x78\x9f\x3e\x22");
	b = build(m);
	assert_has(b, "Content-Type: application/ms-tnef;\r\n name=\"winmail.dat\"");
	assert_has(b, "eJ8+Ig==");
}

static void
a8_exceptions_stay_in_the_series(void **state)
{
	static const char *const classes[] = {"IPM.Appointment", "IPM.Note"};

	(void)state;
	for (guint i = 0; i < 2; i++) {
		g_autoptr(testing_object) m = sample_of_class(classes[i]);
		g_autoptr(built) b = NULL;
		struct testing_object *a, *inner;

		inner = sample_embedded(m, "Untitled");
		testing_string(inner, 0x0037, "moved");
		a = m->children[MAPI_ATTACHMENTS]->pdata[0];
		testing_boolean(a, 0x7ffe, true);
		testing_int32(a, 0x7ffd, 2);
		b = build(m);
		assert_int_equal(count_of(b, "message/rfc822"), i);
	}
}

#define SIGNED_BODY                               \
	"--b\r\nContent-Type: text/plain\r\n\r\n" \
	"caf\xc3\xa9\nbare \t\r\n--b\r\n\r\nsignature\r\n--b--\r\n"

static void
c1_signed_entity(void **state)
{
	g_autoptr(testing_object) m = testing_object_new();
	g_autoptr(built) b = NULL;

	(void)state;
	testing_string(m, 0x001a, "IPM.Note.SMIME.MultipartSigned");
	testing_string(m, 0x0037, "signed");
	testing_string(m, 0x1000, "not to be seen");
	testing_string(m, 0x007d, "Subject: signed\r\nContent-Type: text/wrong\r\nX: y\r\n");
	sample_attachment(m, "smime.p7m", "multipart/signed",
	    "From: nobody\r\nContent-Type: multipart/signed;\r\n\tboundary=b\r\n\r\n" SIGNED_BODY);
	b = build(m);
	assert_true(g_str_has_prefix(b->text->str, "Subject: signed\r\nX: y\r\n"));
	assert_true(g_str_has_suffix(b->text->str,
	    "\r\nMIME-Version: 1.0\r\nContent-Type: "
	    "multipart/signed;\r\n\tboundary=b\r\n\r\n" SIGNED_BODY));
	assert_has_not(b, "nobody");
	assert_has_not(b, "not to be seen");
	assert_int_equal(count_of(b, "text/wrong"), 0);
}

static void
c1_signed_in_an_embedded_message(void **state)
{
	static const char *const lines[] = {"", "\n--=_mailpouch_x\n"};

	(void)state;
	for (guint i = 0; i < 2; i++) {
		g_autoptr(testing_object) m = sample_mail();
		struct testing_object *inner = sample_embedded(m, "signed");
		g_autofree char *entity =
		    g_strconcat("Content-Type: multipart/signed; boundary=b\r\n\r\n" SIGNED_BODY,
			lines[i], NULL);
		g_autoptr(built) b = NULL;

		testing_string(inner, 0x001a, "IPM.Note.SMIME.MultipartSigned");
		sample_attachment(inner, "smime.p7m", "multipart/signed", entity);
		b = build(m);
		assert_int_equal(count_of(b, SIGNED_BODY), 1 - i);
		assert_int_equal(strstr(b->reports->str, "NOTE entity") != NULL, i);
		assert_int_equal(b->nlosses, 0);
	}
}

static void
c1_no_entity_is_an_attachment(void **state)
{
	static const char *const contents[] = {"", "no header", "Content-Type: text/plain\r\n\r\nx",
	    "Content-Type: multipart/signed\r\nContent-Type: multipart/signed\r\n\r\n",
	    "Content-Type: multipart/signed; boundary=\xff\r\n\r\n"};

	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(contents); i++) {
		g_autoptr(testing_object) m = testing_object_new();
		g_autoptr(built) b = NULL;

		testing_string(m, 0x001a, "IPM.Note.SMIME.MultipartSigned");
		sample_attachment(m, "smime.p7m", "multipart/signed", contents[i]);
		b = build(m);
		assert_has(b, "Content-Type: application/pkcs7-mime;");
		assert_reported(b, "NOTE entity");
	}
}

static void
c1_smime(void **state)
{
	g_autoptr(testing_object) m = testing_object_new();
	struct testing_object *a;
	g_autoptr(built) b = NULL;

	(void)state;
	testing_string(m, 0x001a, "IPM.Note.SMIME");
	a = testing_add(m, MAPI_ATTACHMENTS);
	testing_int32(a, 0x3705, 1);
	testing_value(a, 0x3701, MAPI_BINARY,
	    "\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0\x80", 15);
	b = build(m);
	assert_has(b,
	    "MIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime;\r\n"
	    " smime-type=enveloped-data;\r\n name=\"smime.p7m\"\r\n"
	    "Content-Transfer-Encoding: base64\r\n");
	assert_has_not(b, "multipart");
}

static void
c1_openpgp(void **state)
{
	g_autoptr(testing_object) m = sample_mail();
	g_autoptr(built) b = NULL;

	(void)state;
	sample_attachment(m, NULL, "application/pgp-encrypted", "Version: 1\r\n");
	sample_attachment(m, "encrypted.asc", "application/octet-stream", "-----BEGIN PGP");
	b = build(m);
	assert_has(b,
	    "Content-Type: multipart/encrypted;\r\n"
	    " protocol=\"application/pgp-encrypted\";\r\n boundary=");
	assert_has_not(b, "text/plain");
}

static void
c2_delivery_report(void **state)
{
	g_autoptr(testing_object) m = sample_of_class("REPORT.IPM.Note.NDR");
	struct testing_object *r = m->children[MAPI_RECIPIENTS]->pdata[0];
	g_autoptr(built) b = NULL;

	(void)state;
	testing_int32(r, 0x0c20, 511);
	testing_string(r, 0x1001, "No such user\r\nhere");
	testing_string(sample_embedded(m, "original"), 0x0037, "original");
	sample_attachment(m, "more.txt", NULL, "x");
	b = build(m);
	assert_has(b, "Content-Type: multipart/mixed;");
	assert_has(b, "Content-Type: multipart/report;\r\n report-type=delivery-status;");
	assert_has(b,
	    "Content-Type: message/delivery-status\r\n\r\n"
	    "Reporting-MTA: dns; unknown.invalid\r\n\r\n"
	    "Final-Recipient: rfc822; bob@example.org\r\nAction: failed\r\n"
	    "Status: 5.1.1\r\nDiagnostic-Code: smtp; No such user  here\r\n");
	assert_has(b, "\r\n\r\nSubject: original\r\n");
	assert_int_equal(b->nlosses, 0);
}

static void
c2_stored_status(void **state)
{
	g_autoptr(testing_object) m = testing_object_new();
	g_autoptr(built) b = NULL;

	(void)state;
	testing_string(m, 0x001a, "REPORT.IPM.Note.IPNRN");
	sample_attachment(m, "details.txt", "message/disposition-notification",
	    "Final-Recipient: rfc822;x@y.z\nDisposition: automatic-action; displayed\n");
	b = build(m);
	assert_has(b, "report-type=disposition-notification;");
	assert_has(b,
	    "Content-Type: message/disposition-notification\r\n\r\n"
	    "Final-Recipient: rfc822;x@y.z\r\nDisposition: automatic-action; displayed\r\n");
	assert_has_not(b, "details.txt");
}

static void
c3_meeting_request(void **state)
{
	g_autoptr(testing_object) m = testing_object_new();
	g_autoptr(built) b = NULL;

	(void)state;
	testing_string(m, 0x001a, "IPM.Schedule.Meeting.Request");
	testing_string(m, 0x1000, "Come\r\n");
	sample_html(m, "<p>Come</p>");
	b = build(m);
	assert_has(b, "Content-Type: multipart/alternative;");
	assert_has(b, "Content-Type: text/calendar;\r\n charset=utf-8;\r\n method=REQUEST\r\n");
	assert_has(b, "METHOD:REQUEST\r\n");
	assert_int_equal(count_of(b, "text/calendar"), 1);
	assert_int_equal(count_of(b, "multipart/"), 1);
}

static void
c5_other_classes_say_so(void **state)
{
	g_autoptr(testing_object) m = testing_object_new();
	g_autoptr(built) b = NULL;

	(void)state;
	testing_string(m, 0x001a, "IPM.StickyNote");
	testing_string(m, 0x1000, "note");
	b = build(m);
	assert_has(b, "X-Mailpouch-Class: IPM.StickyNote\r\n");
}

static void
c6_internal_items(void **state)
{
	g_autoptr(testing_object) mail = sample_mail();
	g_autoptr(testing_object) hidden = sample_mail();
	g_autoptr(testing_object) busy = testing_object_new();

	(void)state;
	testing_int32(hidden, 0x0e07, 0x41);
	testing_string(busy, 0x001a, "IPM.Microsoft.ScheduleData.FreeBusy");
	assert_false(mail_class_is_internal(&mail->base));
	assert_true(mail_class_is_internal(&hidden->base));
	assert_true(mail_class_is_internal(&busy->base));
}

static void
s7_same_bytes(void **state)
{
	g_autoptr(testing_object) m = sample_mail();
	g_autoptr(testing_object) other = sample_mail();
	g_autoptr(built) a = NULL, b = NULL, c = NULL;

	(void)state;
	sample_attachment(m, "a.txt", NULL, "x");
	sample_attachment(other, "a.txt", NULL, "x");
	testing_string(other, 0x0070, "another");
	a = build(m);
	b = build(m);
	c = build(other);
	assert_string_equal(a->text->str, b->text->str);
	assert_string_not_equal(
	    strstr(a->text->str, "boundary="), strstr(c->text->str, "boundary="));
}

static void
bad_attachment_costs_itself(void **state)
{
	g_autoptr(testing_object) m = sample_mail();
	struct testing_object *a;
	g_autoptr(built) b = NULL;

	(void)state;
	a = sample_attachment(m, "bad.txt", NULL, "x");
	a->bad = 0x3701;
	testing_int32(testing_add(m, MAPI_ATTACHMENTS), 0x3705, 5);
	sample_attachment(m, "good.txt", NULL, "x");
	b = build(m);
	assert_has(b, "[attachment 1 (bad.txt) could not be read: property 0x3701 is damaged]");
	assert_has(b, "[attachment 2 could not be read: there is no embedded message]");
	assert_has(b, "filename=good.txt");
	assert_int_equal(b->nlosses, 2);
}

/* A stream that fails behind its first bytes. */
static gssize
read_some(struct mapi_stream *base, void *buf, size_t len, GError **error)
{
	struct testing_stream *s = (struct testing_stream *)base;

	if (s->at > 0) {
		err_set(error, ERR_FORMAT, "a block is damaged");
		return -1;
	}
	return testing_stream_read(base, buf, MIN(len, 3), error);
}

static struct mapi_stream *
open_some(struct mapi_object *o, const struct mapi_property *p, guint index, GError **error)
{
	static const struct mapi_stream_ops ops = {read_some, testing_stream_close};
	struct mapi_stream *s = testing_open(o, p, index, error);

	if (s != NULL && p->id == 0x3701)
		s->ops = &ops;
	return s;
}

static void
cut_attachment_is_told(void **state)
{
	static struct mapi_object_ops ops;
	g_autoptr(testing_object) m = sample_mail();
	struct testing_object *a = sample_attachment(m, "cut.txt", NULL, "abcdefgh");
	g_autoptr(built) b = NULL;

	(void)state;
	ops = *a->base.ops;
	ops.open = open_some;
	a->base.ops = &ops;
	b = build(m);
	assert_has(b, "\r\nYWJj\r\n");
	assert_has(b, "[attachment 1 (cut.txt) could not be read whole: a block is damaged]");
	assert_reported(b, "LOSS attachment: attachment 1 (cut.txt) is cut: a block is damaged");
}

static bool
refuse(void *user, const void *buf, size_t len, GError **error)
{
	guint *left = user;

	(void)buf;
	(void)len;
	if ((*left)-- > 0)
		return true;
	return err_set(error, ERR_IO, "the disk is full");
}

static void
write_failure_ends_it(void **state)
{
	g_autoptr(testing_object) m = sample_mail();
	g_autofree char *bytes = g_strnfill(500000, 'x');
	const struct mail_options options = {0};

	(void)state;
	sample_attachment(m, "a.bin", NULL, bytes);
	for (guint i = 0; i < 5; i++) {
		guint left = i;
		const struct mail_output out = {&left, refuse, NULL};
		g_autoptr(GError) error = NULL;

		assert_false(mail_build(&m->base, &options, &out, &error));
		assert_int_equal(err_kind(error), ERR_IO);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(plain_mail),
	    cmocka_unit_test(a1_attachments_in_order),
	    cmocka_unit_test(a1_large_attachment_passes_through),
	    cmocka_unit_test(a2_names_and_types),
	    cmocka_unit_test(a3_embedded_messages),
	    cmocka_unit_test(a3_depth_is_limited),
	    cmocka_unit_test(a3_number_is_limited),
	    cmocka_unit_test(a4_embedded_items),
	    cmocka_unit_test(a5_references),
	    cmocka_unit_test(a6_ole_object),
	    cmocka_unit_test(a7_tnef_is_kept),
	    cmocka_unit_test(a8_exceptions_stay_in_the_series),
	    cmocka_unit_test(c1_signed_entity),
	    cmocka_unit_test(c1_signed_in_an_embedded_message),
	    cmocka_unit_test(c1_no_entity_is_an_attachment),
	    cmocka_unit_test(c1_smime),
	    cmocka_unit_test(c1_openpgp),
	    cmocka_unit_test(c2_delivery_report),
	    cmocka_unit_test(c2_stored_status),
	    cmocka_unit_test(c3_meeting_request),
	    cmocka_unit_test(c5_other_classes_say_so),
	    cmocka_unit_test(c6_internal_items),
	    cmocka_unit_test(s7_same_bytes),
	    cmocka_unit_test(bad_attachment_costs_itself),
	    cmocka_unit_test(cut_attachment_is_told),
	    cmocka_unit_test(write_failure_ends_it),
	};

	return cmocka_run_group_tests_name("mail", tests, NULL, NULL);
}
