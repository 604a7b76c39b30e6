/* SPDX-License-Identifier: Apache-2.0 */
/*
 * usage: mail_probe DIRECTORY
 * Writes messages that are built from items made in memory, one file for each kind of trouble.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "convert/mapi/mail_testing.h"

#define EVIL "a\r\nBcc: evil@example.org\r\n\r\n--x \xc3\xa9\x01"

static struct testing_object *
make_plain(void)
{
	return sample_mail();
}

static struct testing_object *
make_nothing(void)
{
	return testing_object_new();
}

static struct testing_object *
make_related(void)
{
	struct testing_object *m = sample_mail(), *a;

	sample_html(m,
	    "<p>caf\xc3\xa9</p><img src=\"cid:one%40x\"><img src=\"cid:one@x\">"
	    "<img src=\"dir/pic.gif\">\n");
	a = sample_attachment(m, "one.png", "image/png", "1");
	testing_string(a, 0x3712, "<one@x>");
	a = sample_attachment(m, "pic.gif", NULL, "2");
	testing_string(a, 0x3713, "dir/pic.gif");
	sample_attachment(m,
	    "bericht \xc3\xbc"
	    "ber.pdf",
	    NULL, "3");
	return m;
}

static struct testing_object *
make_stored(void)
{
	struct testing_object *m = sample_mail();

	testing_string(m, 0x007d,
	    "Microsoft Mail Internet Headers Version 2.0\r\nReceived: from a\r\n\tby b; Mon, 1 Jan "
	    "2001 00:00:00 +0000\r\nFrom: \"J\xc3\xb6rg, M\" <j@example.org>\r\nSubject : "
	    "Gr\xc3\xbc\xc3\x9f"
	    "e\r\nnonsense\r\nX-Empty:\r\n   \r\n\tmore\r\nContent-Type: multipart/mixed;\r\n"
	    "\tboundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n");
	return m;
}

static struct testing_object *
make_nested(void)
{
	struct testing_object *m = sample_mail(), *inner = m;

	for (guint i = 0; i < 20; i++) {
		sample_attachment(inner, "beside.txt", NULL, "beside");
		inner = sample_embedded(inner, "inner");
		testing_string(inner, 0x0037, "inner");
		testing_string(inner, 0x1000, "--=_mailpouch_0\r\nFrom here\r\n.\r\nno end");
	}
	return m;
}

static struct testing_object *
make_evil(void)
{
	static const guint16 ids[] = {0x0037, 0x0042, 0x0065, 0x0070, 0x0c1a, 0x0c1f, 0x0e04,
	    0x1035, 0x1039, 0x1042, 0x5d01, 0x5d02, 0x1000};
	struct testing_object *m = testing_object_new(), *a;

	for (guint i = 0; i < G_N_ELEMENTS(ids); i++)
		testing_string(m, ids[i], EVIL);
	sample_recipient(m, 1, EVIL, EVIL);
	a = sample_attachment(m, EVIL, EVIL, EVIL);
	testing_string(a, 0x3712, EVIL);
	testing_string(a, 0x3713, EVIL);
	return m;
}

static struct testing_object *
make_long(void)
{
	g_autofree char *word = g_strnfill(20000, 'w');
	g_autofree char *stored =
	    g_strdup_printf("X-Long: %s\r\nSubject: %s\xc3\xa9\r\n", word, word);
	struct testing_object *m = sample_mail();

	testing_string(m, 0x007d, stored);
	testing_string(m, 0x0070, word);
	sample_recipient(m, 2, word, "w@example.org");
	sample_attachment(m, word, NULL, word);
	sample_html(m, word);
	return m;
}

static struct testing_object *
make_damaged(void)
{
	struct testing_object *m = sample_mail();

	sample_attachment(m, "bad.txt", NULL, "x")->bad = 0x3701;
	testing_int32(testing_add(m, MAPI_ATTACHMENTS), 0x3705, 5);
	sample_attachment(m, "good.txt", NULL, "x");
	return m;
}

static struct testing_object *
make_signed(void)
{
	struct testing_object *m = sample_of_class("IPM.Note.SMIME.MultipartSigned");

	sample_attachment(m, "smime.p7m", "multipart/signed",
	    "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";\r\n"
	    " micalg=sha-256; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: "
	    "text/plain\r\n\r\nsigned\r\n"
	    "--b\r\nContent-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: "
	    "base64\r\n"
	    "\r\nAAAA\r\n--b--\r\n");
	return m;
}

static struct testing_object *
make_encrypted(void)
{
	struct testing_object *m = sample_of_class("IPM.Note.SMIME");

	sample_attachment(m, "smime.p7m", NULL, "0\x80\x06\x09*\x86H\x86\xf7\r\x01\x07\x03");
	return m;
}

static struct testing_object *
make_report(void)
{
	struct testing_object *m = sample_of_class("REPORT.IPM.Note.NDR");

	testing_string(sample_embedded(m, "original"), 0x0037, "original");
	return m;
}

static struct testing_object *
make_meeting(void)
{
	struct testing_object *m = sample_of_class("IPM.Schedule.Meeting.Request");

	sample_html(m, "<p>Come</p>");
	sample_attachment(m, "agenda.txt", "text/plain", "1.");
	return m;
}

static struct testing_object *
make_contact(void)
{
	struct testing_object *m = sample_of_class("IPM.Contact");

	testing_string(m, 0x3001, "Jane D\xc3\xb6");
	return m;
}

static struct testing_object *
make_references(void)
{
	struct testing_object *m = sample_mail();

	for (guint method = 2; method <= 7; method++) {
		struct testing_object *a = testing_add(m, MAPI_ATTACHMENTS);

		testing_int32(a, 0x3705, method);
		testing_string(a, 0x370d, "\\\\server\\\xc3\xbc share\\a.doc");
		testing_value(a, 0x3701, MAPI_OBJECT, "ole", 3);
	}
	return m;
}

static const struct {
	const char *name;
	struct testing_object *(*make)(void);
} samples[] = {
    {"plain", make_plain},
    {"nothing", make_nothing},
    {"related", make_related},
    {"stored", make_stored},
    {"nested", make_nested},
    {"evil", make_evil},
    {"long", make_long},
    {"damaged", make_damaged},
    {"signed", make_signed},
    {"encrypted", make_encrypted},
    {"report", make_report},
    {"meeting", make_meeting},
    {"contact", make_contact},
    {"references", make_references},
};

int
main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	for (guint i = 0; i < G_N_ELEMENTS(samples); i++) {
		g_autofree char *path = g_strdup_printf("%s/%s.eml", argv[1], samples[i].name);
		g_autoptr(testing_object) o = samples[i].make();
		g_autoptr(built) b = build(o);

		if (!g_file_set_contents(path, b->text->str, (gssize)b->text->len, NULL))
			return 3;
	}
	return 0;
}
