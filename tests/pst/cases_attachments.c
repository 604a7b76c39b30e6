/* SPDX-License-Identifier: Apache-2.0 */
/* Attachments: of every method and size, entities that are signed, messages in messages. */
#include "tests/pst/build.h"
#include "tests/pst/cases.h"

#define XBLOCK_BYTES (NDB_XBLOCK_MAX * NDB_BLOCK)
#define DEPTH 10

static struct folder *
inbox(struct store *s)
{
	return store_folder(s, store_top(s), "Inbox", "IPF.Note");
}

/* Two that one XBLOCK just holds and just does not; one that takes several. */
static void
large(struct store *s)
{
	static const gsize sizes[] = {XBLOCK_BYTES, XBLOCK_BYTES + 1, 2 * XBLOCK_BYTES + 4711};
	struct folder *f = inbox(s);

	for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autofree char *name = g_strdup_printf("%" G_GSIZE_FORMAT ".bin", sizes[i]);
		struct testing_object *m = build_mail(name);

		build_noise(m, name, sizes[i]);
		store_add(s, f, m, STORE_ITEM);
	}
}

static void
sizes(struct store *s)
{
	static const gsize all[] = {0, 1, 2, 3579, 3580, 3581, NDB_BLOCK - 1, NDB_BLOCK,
	    NDB_BLOCK + 1, 2 * NDB_BLOCK, 100000};
	struct testing_object *m = build_mail("Sizes");

	for (guint i = 0; i < G_N_ELEMENTS(all); i++) {
		g_autofree char *name = g_strdup_printf("%" G_GSIZE_FORMAT ".bin", all[i]);

		build_noise(m, name, all[i]);
	}
	store_add(s, inbox(s), m, STORE_ITEM);
}

/* PidTagAttachMethod 2, 3, 4 and 7: a path or an address instead of data. */
static void
references(struct store *s)
{
	static const struct {
		guint32 method;
		const char *path;
	} rows[] = {{2, "\\\\server\\share\\two.doc"}, {3, "C:\\three.doc"}, {4, "C:\\four.doc"},
	    {7, "https://example.com/seven.doc"}};
	struct testing_object *m = build_mail("References");

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct testing_object *a = testing_add(m, MAPI_ATTACHMENTS);

		testing_int32(a, 0x3705, rows[i].method);
		testing_string(a, 0x3001, rows[i].path);
		testing_string(a, 0x3707, rows[i].path);
		testing_string(a, 0x370d, rows[i].path);
		testing_string(a, 0x3708, rows[i].path);
	}
	store_add(s, inbox(s), m, STORE_ITEM);
}

static void
methods(struct store *s)
{
	static const char ole[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 data of an OLE object";
	struct folder *f = inbox(s);
	struct testing_object *m = build_mail("OLE"), *a;

	a = testing_add(m, MAPI_ATTACHMENTS);
	testing_int32(a, 0x3705, 6);
	testing_string(a, 0x3001, "Picture (Device Independent Bitmap)");
	testing_value(a, 0x3701, MAPI_OBJECT, ole, sizeof(ole) - 1);
	store_add(s, f, m, STORE_ITEM);

	m = build_mail("Inline pictures");
	build_html(
	    m, "<html><body><img src=\"cid:one@x\"><img src=\"two.png\"></body></html>", 65001);
	a = build_attachment(m, "one.png", "image/png", "\x89PNG one", 8);
	testing_string(a, 0x3712, "one@x");
	testing_int32(a, 0x3714, 4);
	testing_boolean(a, 0x7ffe, true);
	a = build_attachment(m, "two.png", "image/png", "\x89PNG two", 8);
	testing_string(a, 0x3713, "two.png");
	a = build_attachment(m, "unused.png", "image/png", "\x89PNG unused", 11);
	testing_string(a, 0x3712, "unused@x");
	store_add(s, f, m, STORE_ITEM);

	m = build_mail("Names");
	a = testing_add(m, MAPI_ATTACHMENTS);
	testing_int32(a, 0x3705, 1);
	testing_value(a, 0x3701, MAPI_BINARY, "no name", 7);
	build_attachment(m, "\xe6\x97\xa5\xe6\x9c\xac.txt", "text/plain", "jp", 2);
	build_attachment(m, "../../etc/passwd", NULL, "path", 4);
	build_attachment(
	    m, "a\"b;c\r\nX-Injected: 1.txt", "text/plain\r\nX-Injected: 1", "quote", 5);
	build_attachment(m, "text.txt", "text/plain", "\xe4 From\nFrom here\n\n", 18);
	store_add(s, f, m, STORE_ITEM);
}

/* [MS-OXOSMIME]: the one attachment is the message's content. */
static void
signed_mail(struct store *s)
{
	static const char entity[] =
	    "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";\r\n"
	    "\tmicalg=sha-256; boundary=\"----=_NextPart\"\r\n\r\n"
	    "This is a multi-part message in MIME format.\r\n\r\n"
	    "------=_NextPart\r\nContent-Type: text/plain;  charset=us-ascii\r\n\r\n"
	    "Signed  text with two blanks \r\n\r\n"
	    "------=_NextPart\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n"
	    "Content-Transfer-Encoding: base64\r\n\r\nMIAGCSqGSIb3DQEHAqCAMIACAQExAAAA\r\n"
	    "------=_NextPart--\r\n";
	static const char der[] = "\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0\x80";
	static const char pgp[] =
	    "-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n";
	struct folder *f = inbox(s);
	struct testing_object *m = build_item("IPM.Note.SMIME.MultipartSigned", "Signed");

	build_recipient(m, BUILD_TO, "Bob Reader", "bob@example.com");
	build_attachment(m, "smime.p7m", "multipart/signed", entity, sizeof(entity) - 1);
	store_add(s, f, m, STORE_ITEM);
	m = build_item("IPM.Note.SMIME", "Encrypted");
	build_recipient(m, BUILD_TO, "Bob Reader", "bob@example.com");
	build_attachment(m, "smime.p7m", "application/pkcs7-mime", der, sizeof(der) - 1);
	store_add(s, f, m, STORE_ITEM);
	m = build_item("IPM.Note", "OpenPGP");
	testing_string(m, 0x007d,
	    "From: ann@example.com\r\nContent-Type: multipart/encrypted; boundary=b;\r\n"
	    "\tprotocol=\"application/pgp-encrypted\"\r\n\r\n");
	build_attachment(m, "PGPMIME Versions Identification", "application/pgp-encrypted",
	    "Version: 1\r\n", 12);
	build_attachment(m, "encrypted.asc", "application/octet-stream", pgp, sizeof(pgp) - 1);
	store_add(s, f, m, STORE_ITEM);
}

/* [MS-OXTNEF]: signature, key, and the attribute of its version with its checksum. */
static void
tnef(struct store *s)
{
	static const guint8 bytes[] = {0x78, 0x9f, 0x3e, 0x22, 0x01, 0x00, 0x01, 0x06, 0x90, 0x08,
	    0x00, 0x04, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01, 0x00};
	struct testing_object *m = build_mail("winmail.dat");

	build_body(m, "Text\r\n");
	build_attachment(m, "winmail.dat", "application/ms-tnef", bytes, sizeof(bytes));
	store_add(s, inbox(s), m, STORE_ITEM);
}

static void
nested(struct store *s)
{
	struct testing_object *m = build_mail("Depth 0"), *at = m;

	for (guint i = 1; i <= DEPTH; i++) {
		g_autofree char *subject = g_strdup_printf("Depth %u", i);

		build_noise(at, "beside.bin", i * 1000);
		at = build_embedded(at, subject);
		build_body(at, subject);
	}
	build_attachment(at, "bottom.txt", "text/plain", "bottom", 6);
	store_add(s, inbox(s), m, STORE_ITEM);
}

const struct pst_case cases_attachments[] = {
    {"large", CODE_PERMUTE, large, "attachments at and over the limit of an XBLOCK"},
    {"sizes", CODE_CYCLIC, sizes, "attachments at the limits of heap items and blocks"},
    {"references", CODE_PERMUTE, references, "attachments by reference"},
    {"methods", CODE_PERMUTE, methods, "OLE, inline pictures, odd names"},
    {"signed", CODE_PERMUTE, signed_mail, "S/MIME and OpenPGP"},
    {"tnef", CODE_PERMUTE, tnef, "winmail.dat"},
    {"nested", CODE_PERMUTE, nested, "messages in messages, ten deep"},
    {0},
};
