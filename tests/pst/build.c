/* SPDX-License-Identifier: Apache-2.0 */
/* Items for the cases, built in few words. */
#include "tests/pst/build.h"

#define X500 "/O=EXAMPLE/OU=FIRST ADMINISTRATIVE GROUP/CN=RECIPIENTS/CN="

struct testing_object *
build_item(const char *class, const char *subject)
{
	struct testing_object *m = testing_object_new();

	testing_string(m, 0x001a, class);
	testing_string(m, 0x0037, subject);
	return m;
}

struct testing_object *
build_mail(const char *subject)
{
	struct testing_object *m = build_item("IPM.Note", subject);

	testing_string(m, 0x0042, "Ann Author");
	testing_string(m, 0x0064, "SMTP");
	testing_string(m, 0x0065, "ann@example.com");
	testing_string(m, 0x0c1a, "Ann Author");
	testing_string(m, 0x0c1e, "SMTP");
	testing_string(m, 0x0c1f, "ann@example.com");
	build_recipient(m, BUILD_TO, "Bob Reader", "bob@example.com");
	return m;
}

static struct testing_object *
add_recipient(struct testing_object *m, enum build_recipient kind, const char *name,
    const char *type, const char *address)
{
	struct testing_object *r = testing_add(m, MAPI_RECIPIENTS);

	testing_int32(r, 0x0c15, kind);
	testing_boolean(r, 0x0e0f, true);
	testing_int32(r, 0x0ffe, 6);
	testing_string(r, 0x3001, name);
	testing_string(r, 0x3002, type);
	testing_string(r, 0x3003, address);
	testing_int32(r, 0x3900, 0);
	return r;
}

struct testing_object *
build_recipient(
    struct testing_object *m, enum build_recipient kind, const char *name, const char *address)
{
	return add_recipient(m, kind, name, "SMTP", address);
}

struct testing_object *
build_x500(struct testing_object *m, enum build_recipient kind, const char *name, const char *smtp)
{
	g_autofree char *address = g_strconcat(X500, name, NULL);
	struct testing_object *r = add_recipient(m, kind, name, "EX", address);

	if (smtp != NULL)
		testing_string(r, 0x39fe, smtp);
	return r;
}

void
build_body(struct testing_object *m, const char *text)
{
	testing_string(m, 0x1000, text);
}

void
build_html(struct testing_object *m, const char *bytes, guint32 codepage)
{
	testing_value(m, 0x1013, MAPI_BINARY, bytes, strlen(bytes));
	testing_int32(m, 0x3fde, codepage);
}

/* PidTagAttachFilename: what DOS could name. */
static void
add_short_name(struct testing_object *a, const char *name)
{
	g_autofree char *stem = g_utf8_substring(name, 0, MIN(g_utf8_strlen(name, -1), 8));

	testing_string(a, 0x3704, stem);
}

struct testing_object *
build_attachment(
    struct testing_object *m, const char *name, const char *type, const void *data, gsize len)
{
	struct testing_object *a = testing_add(m, MAPI_ATTACHMENTS);

	testing_value(a, 0x3701, MAPI_BINARY, data, len);
	testing_int32(a, 0x3705, 1);
	testing_string(a, 0x3001, name);
	testing_string(a, 0x3707, name);
	add_short_name(a, name);
	if (type != NULL)
		testing_string(a, 0x370e, type);
	return a;
}

struct testing_object *
build_noise(struct testing_object *m, const char *name, gsize len)
{
	g_autofree guint8 *bytes = g_malloc(len);
	guint32 x = (guint32)len;

	for (gsize i = 0; i < len; i++) {
		x = x * 1664525 + 1013904223;
		bytes[i] = (guint8)(x >> 24);
	}
	return build_attachment(m, name, "application/octet-stream", bytes, len);
}

struct testing_object *
build_embedded(struct testing_object *m, const char *subject)
{
	struct testing_object *a = testing_add(m, MAPI_ATTACHMENTS);

	testing_int32(a, 0x3705, 5);
	testing_string(a, 0x3001, subject);
	testing_object_free(a->inner);
	a->inner = build_mail(subject);
	return a->inner;
}

guint16
build_named(struct testing_object *o, enum build_set set, guint32 number)
{
	const unsigned char guid[16] = {(unsigned char)set, (unsigned char)(set >> 8), 0x06, 0x00,
	    0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46};

	return testing_name(o, guid, number, NULL);
}

guint16
build_public(struct testing_object *o, const char *name)
{
	static const unsigned char guid[16] = {
	    0x29, 0x03, 0x02, 0x00, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46};

	return testing_name(o, guid, 0, name);
}
