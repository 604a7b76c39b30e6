/* SPDX-License-Identifier: Apache-2.0 */
/* Messages in compound files: every kind of value, child and damage. */
#include "convert/msg/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/msg/image_testing.h"

#define ATTACHMENT "__attach_version1.0_#"
#define RECIPIENT "__recip_version1.0_#"

static struct msg_message *
open_image(struct image *im)
{
	g_autoptr(GError) error = NULL;
	struct msg_message *m;

	image_write(im);
	m = msg_message_open(&im->source, &im->report, &error);
	if (m == NULL)
		fail_msg("%s", error->message);
	return m;
}

/* The values of a property in hexadecimal, with a comma between them; what cannot be read as why not. */
static char *
values_of(struct mapi_object *o, guint16 id)
{
	const struct mapi_property *p = mapi_find(o, id);
	GString *out = g_string_new(NULL);

	if (p == NULL)
		return g_string_free(g_string_append(out, "none"), FALSE);
	for (guint i = 0; i < p->count; i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GBytes) b = mapi_read(o, p, i, 1 << 20, &error);
		const guint8 *data = b != NULL ? g_bytes_get_data(b, NULL) : NULL;

		if (i > 0)
			g_string_append_c(out, ',');
		if (b == NULL)
			g_string_append(out, error->message);
		for (gsize k = 0; b != NULL && k < g_bytes_get_size(b); k++)
			g_string_append_printf(out, "%02x", data[k]);
	}
	return g_string_free(out, FALSE);
}

static void
assert_values(struct mapi_object *o, guint16 id, const char *want)
{
	g_autofree char *got = values_of(o, id);

	if (strcmp(got, want) != 0)
		fail_msg("0x%04x: got %s, not %s", id, got, want);
}

/* Records first, then streams, in one message. */
static void
test_values(void **state)
{
	static const struct image_record records[] = {
	    {0x00010002, 0x1234},
	    {0x00020003, 0x12345678},
	    {0x0003000b, 0xff01},
	    {0x00040040, 0x0102030405060708},
	    {0x0005001f, 4},
	    {0x0006001e, 4},
	    {0x00070102, 3},
	    {0x00080048, 16},
	    {0x0009001f, 2},
	    {0x000a1003, 8},
	    {0x000b101f, 8},
	    {0x000c1102, 16},
	    {0x000d001f, 40},
	    {0x000e0099, 1},
	    {0x000f001f, 6},
	    {0x00111003, 0},
	    {0x0012101e, 4},
	    {0x00130014, 1},
	    {0x00140048, 16},
	    {0x00010003, 7},
	};
	static const struct {
		const char *name, *bytes;
		size_t len;
	} streams[] = {
	    {"__substg1.0_0005001F", "a\0\0\0", 4},
	    {"__substg1.0_0006001e", "abc\0\0", 5},
	    {"__SUBSTG1.0_00070102", "a\0b\0", 4},
	    {"__substg1.0_00080048", "0123456789abcdef", 16},
	    {"__substg1.0_000A1003", "\1\0\0\0\2\0\0\0", 8},
	    {"__substg1.0_000B101F", "\4\0\0\0\2\0\0\0", 8},
	    {"__substg1.0_000B101F-00000001", "y\0", 2},
	    {"__substg1.0_000B101F-00000000", "x\0\0\0", 4},
	    {"__substg1.0_000C1102", "\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0", 16},
	    {"__substg1.0_000C1102-00000000", "\0", 1},
	    {"__substg1.0_000F001E", "odd", 3},
	    {"__substg1.0_0010001E", "alone", 5},
	    {"__substg1.0_00111003", "", 0},
	    {"__substg1.0_0012101E", "\2\0\0\0\xff\xff\xff\x7f", 8},
	    {"__substg1.0_0012101E-00000000", "z", 1},
	    {"__substg1.0_00140048", "short", 5},
	    {"__substg1.0_0015", "no name of a property", 5},
	    {"__substg1.0_0016001F-0000000G", "nor this", 8},
	};
	static const struct {
		guint16 id;
		const char *want;
	} cases[] = {
	    {0x0001, "3412"},
	    {0x0002, "78563412"},
	    {0x0003, "01"},
	    {0x0004, "0807060504030201"},
	    {0x0005, "6100"},
	    {0x0006, "616263"},
	    {0x0007, "61006200"},
	    {0x0008, "30313233343536373839616263646566"},
	    {0x0009, ""},
	    {0x000a, "01000000,02000000"},
	    {0x000b, "7800,7900"},
	    {0x000c, "00,value 1 is missing"},
	    {0x000d, "its stream is missing"},
	    {0x000e, "its type 0x0099 cannot be read"},
	    {0x000f, "6f6464"},
	    {0x0010, "616c6f6e65"},
	    {0x0011, ""},
	    {0x0012, "7a,value 1 is missing"},
	    {0x0013, "0100000000000000"},
	    {0x0014, "the value is cut"},
	    {0x0015, "none"},
	    {0x0016, "none"},
	};
	g_autoptr(msg_message) m = NULL;
	struct image im;

	(void)state;
	image_init(&im);
	image_properties(&im, CFB_ROOT, MSG_HEADER_TOP, records, G_N_ELEMENTS(records), 0, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(streams); i++)
		image_stream(&im, CFB_ROOT, streams[i].name, streams[i].bytes, streams[i].len);
	m = open_image(&im);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		assert_values(msg_message_object(m), cases[i].id, cases[i].want);
	assert_string_equal(im.warnings->str, "");
	image_clear(&im);
}

/* Three names: a number in the first set that is listed, one in PS_MAPI, a text. */
static void
add_names(struct image *im)
{
	guint32 n = image_storage(im, CFB_ROOT, MSG_NAMES);

	image_stream(im, n, "__substg1.0_00020102", "0123456789abcdef", 16);
	image_stream(im, n, "__substg1.0_00030102",
	    "\x05\x85\0\0\6\0\0\0\1\0\0\0\2\0\1\0\0\0\0\0\5\0\2\0", 24);
	image_stream(im, n, "__substg1.0_00040102", "\4\0\0\0k\0w\0", 8);
}

static void
test_names(void **state)
{
	static const struct image_record record = {0x80000003, 1};
	struct mapi_name number = {.set = "0123456789abcde", .number = 0x8505}, name;
	g_autoptr(msg_message) m = NULL;
	struct image im;

	(void)state;
	number.set[15] = 'f';
	image_init(&im);
	image_properties(&im, CFB_ROOT, MSG_HEADER_TOP, &record, 1, 0, 0);
	add_names(&im);
	m = open_image(&im);
	assert_int_equal(mapi_named(msg_message_object(m), &number), 0x8000);
	assert_true(mapi_name_of(msg_message_object(m), 0x8002, &name));
	assert_string_equal(name.text, "kw");
	assert_int_equal(name.set[0], 0x29);
	assert_int_equal(mapi_named(msg_message_object(m), &name), 0x8002);
	assert_false(mapi_name_of(msg_message_object(m), 0x8003, &name));
	assert_string_equal(im.warnings->str, "");
	image_clear(&im);
}

static void
test_no_names(void **state)
{
	static const struct image_record record = {0x80000003, 1};
	g_autoptr(msg_message) m = NULL;
	struct image im;

	(void)state;
	image_init(&im);
	image_properties(&im, CFB_ROOT, MSG_HEADER_TOP, &record, 1, 0, 0);
	m = open_image(&im);
	assert_string_equal(im.warnings->str,
	    "loss msg-names: names of properties: there are none, but properties that have some\n");
	image_clear(&im);
}

/* In the order of their numbers, with gaps, and one number twice. */
static void
test_children(void **state)
{
	static const char *const numbers[] = {"0000000A", "00000002", "00000002", "0000000a1"};
	g_autoptr(msg_message) m = NULL;
	g_autoptr(GError) error = NULL;
	struct mapi_object *o;
	struct image im;
	guint n;

	(void)state;
	image_init(&im);
	image_properties(&im, CFB_ROOT, MSG_HEADER_TOP, NULL, 0, 3, 4);
	image_text(&im, CFB_ROOT, 0x001a, "IPM.Note");
	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
		g_autofree char *name = g_strconcat(RECIPIENT, numbers[i], NULL);
		struct image_record record = {0x0c150003, i};
		guint32 r = image_storage(&im, CFB_ROOT, name);

		image_properties(&im, r, MSG_HEADER_OTHER, &record, 1, 0, 0);
	}
	image_stream(&im, CFB_ROOT, RECIPIENT "00000000", "a stream", 8);
	m = open_image(&im);
	o = msg_message_object(m);
	assert_true(mapi_count(o, MAPI_RECIPIENTS, &n, NULL));
	assert_int_equal(n, 3);
	for (guint i = 0; i < 3; i++) {
		static const char *const want[] = {"01000000", "02000000", "00000000"};
		g_autoptr(mapi_object) r = mapi_child(o, MAPI_RECIPIENTS, i, NULL);

		assert_values(r, 0x0c15, want[i]);
	}
	assert_null(mapi_child(o, MAPI_RECIPIENTS, 3, NULL));
	assert_non_null(strstr(im.warnings->str, "note msg-twice"));
	assert_false(mapi_count(o, MAPI_ATTACHMENTS, &n, &error));
	assert_int_equal(n, 0);
	assert_string_equal(error->message, "by its header there are 4, and 0 were found");
	image_clear(&im);
}

/* An attachment by method 5 in a message in parent; returns the storage of what it holds. */
static guint32
embed(struct image *im, guint32 parent)
{
	static const struct image_record records[] = {{0x37050003, 5}, {0x3701000d, 0xffffffff}};
	guint32 a = image_storage(im, parent, ATTACHMENT "00000000");

	image_properties(im, a, MSG_HEADER_OTHER, records, 2, 0, 0);
	return image_storage(im, a, "__substg1.0_3701000D");
}

static void
test_embedded(void **state)
{
	static const struct image_record codepage = {0x3ffd0003, 1251};
	g_autoptr(msg_message) m = NULL;
	g_autoptr(mapi_object) attachment = NULL, inner = NULL;
	g_autoptr(GError) error = NULL;
	struct image im;
	guint32 at = CFB_ROOT;
	guint n;

	(void)state;
	image_init(&im);
	image_properties(&im, at, MSG_HEADER_TOP, &codepage, 1, 0, 1);
	for (guint i = 0; i < MSG_DEPTH_MAX + 2; i++) {
		at = embed(&im, at);
		image_properties(&im, at, MSG_HEADER_EMBEDDED, NULL, 0, 0, 0);
		image_text(&im, at, 0x0037, "inner");
	}
	m = open_image(&im);
	attachment = mapi_child(msg_message_object(m), MAPI_ATTACHMENTS, 0, NULL);
	inner = mapi_embedded(attachment, NULL);
	assert_values(inner, 0x0037, "69006e006e0065007200");
	assert_int_equal(mapi_codepage(inner), 1251);
	for (guint i = 1; i < MSG_DEPTH_MAX; i++) {
		struct mapi_object *a = mapi_child(inner, MAPI_ATTACHMENTS, 0, NULL);
		struct mapi_object *deeper = mapi_embedded(a, NULL);

		mapi_object_close(a);
		mapi_object_close(inner);
		inner = deeper;
		assert_non_null(inner);
	}
	mapi_object_close(attachment);
	attachment = mapi_child(inner, MAPI_ATTACHMENTS, 0, NULL);
	assert_null(mapi_embedded(attachment, &error));
	assert_int_equal(err_kind(error), ERR_FORMAT);
	assert_true(mapi_count(inner, MAPI_ATTACHMENTS, &n, NULL));
	assert_int_equal(n, 1);
	image_clear(&im);
}

/* Its streams are properties all the same. */
static void
test_no_records(void **state)
{
	static const struct {
		const char *name, *bytes;
		size_t len;
		const char *warning;
	} cases[] = {
	    {"__substg1.0_10000102", "x", 1,
		"loss msg-properties: the message: its list of properties is damaged: there is "
		"none\n"},
	    {MSG_PROPERTIES, "0123", 4,
		"loss msg-properties: the message: its list of properties is damaged: it ends in "
		"its header\n"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(msg_message) m = NULL;
		struct image im;

		image_init(&im);
		image_stream(&im, CFB_ROOT, cases[i].name, cases[i].bytes, cases[i].len);
		image_text(&im, CFB_ROOT, 0x0037, "s");
		m = open_image(&im);
		assert_values(msg_message_object(m), 0x0037, "7300");
		assert_string_equal(im.warnings->str, cases[i].warning);
		image_clear(&im);
	}
}

static void
test_refused(void **state)
{
	g_autoptr(GError) document = NULL, empty = NULL;
	struct image im;

	(void)state;
	image_init(&im);
	image_stream(&im, CFB_ROOT, "WordDocument", "x", 1);
	image_write(&im);
	assert_null(msg_message_open(&im.source, &im.report, &document));
	assert_int_equal(err_kind(document), ERR_UNSUPPORTED);
	assert_false(msg_message_probe(im.bytes->data, im.bytes->len, "a.doc"));
	assert_true(msg_message_probe(im.bytes->data, im.bytes->len, "a.MSG"));
	image_properties(&im, CFB_ROOT, MSG_HEADER_TOP, NULL, 0, 0, 0);
	image_write(&im);
	assert_true(msg_message_probe(im.bytes->data, im.bytes->len, "a"));
	assert_false(msg_message_probe((const unsigned char *)"From: a", 7, "a.msg"));
	assert_null(msg_message_open(&im.source, &im.report, &empty));
	assert_int_equal(err_kind(empty), ERR_FORMAT);
	image_clear(&im);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_values),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_no_names),
	    cmocka_unit_test(test_children),
	    cmocka_unit_test(test_embedded),
	    cmocka_unit_test(test_no_records),
	    cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
