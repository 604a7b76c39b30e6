/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mail built from items with any properties: a program for a small machine that makes an
 * item. Each instruction is an opcode, a property and a length in one byte each, then the
 * value.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "convert/header.h"
#include "convert/mapi/mail_testing.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define OBJECTS_MAX 40

/* What the builder looks at, in messages, recipients and attachments. */
static const guint16 ids[] = {0x001a, 0x0017, 0x0029, 0x0036, 0x0037, 0x0039, 0x0041, 0x0042,
    0x004f, 0x0050, 0x0064, 0x0065, 0x0070, 0x0071, 0x007d, 0x0c15, 0x0c19, 0x0c1a, 0x0c1f, 0x0c20,
    0x0e04, 0x0e06, 0x0e07, 0x0e1d, 0x0fff, 0x1000, 0x1001, 0x1009, 0x1013, 0x1016, 0x1035, 0x1039,
    0x1042, 0x3001, 0x3002, 0x3003, 0x3007, 0x3701, 0x3704, 0x3705, 0x3707, 0x370b, 0x370d, 0x370e,
    0x3712, 0x3713, 0x39fe, 0x3fde, 0x3ffd, 0x5d01, 0x5d02, 0x5d0a, 0x7ffd, 0x7ffe};
static const guint16 types[] = {
    MAPI_STRING8, MAPI_STRING, MAPI_BINARY, MAPI_INT32, MAPI_TIME, MAPI_BOOLEAN, MAPI_OBJECT, 0};
static const char *const classes[] = {"IPM.Note.SMIME.MultipartSigned", "IPM.Note.SMIME",
    "REPORT.IPM.Note.NDR", "REPORT.IPM.Note.IPNRN", "IPM.Note"};

/* Sets a property once. */
static void
set_value(struct testing_object *o, uint8_t op, uint8_t id, const uint8_t *value, size_t len)
{
	guint16 property = ids[id % G_N_ELEMENTS(ids)];

	if (mapi_find(&o->base, property) == NULL)
		testing_value(o, property, types[op % G_N_ELEMENTS(types)], value, len);
}

/* Makes the item that the program describes. */
static void
run_program(struct testing_object *item, const uint8_t *data, size_t size)
{
	struct testing_object *o = item, *message = item;
	guint nobjects = 0;

	for (size_t at = 0; at + 3 <= size;) {
		uint8_t op = data[at], id = data[at + 1];
		size_t len = MIN(data[at + 2], size - at - 3);

		at += 3;
		if (op < 200) {
			set_value(o, op, id, data + at, len);
			at += len;
		} else if (op == 200) {
			o = message;
		} else if (op == 201 && mapi_find(&o->base, 0x001a) == NULL) {
			testing_string(o, 0x001a, classes[id % G_N_ELEMENTS(classes)]);
		} else if (op == 202) {
			o->bad = ids[id % G_N_ELEMENTS(ids)];
		} else if (nobjects++ < OBJECTS_MAX) {
			o = testing_add(message, op % 4 == 0 ? MAPI_RECIPIENTS : MAPI_ATTACHMENTS);
			if (op % 4 == 1)
				o = message = testing_embed(o);
		}
	}
}

/* Lines are bounded, but for those of a signed entity, which are not ours. */
static void
check_lines(const struct built *b)
{
	bool is_signed = strstr(b->text->str, "multipart/signed") != NULL;
	size_t line = 0;

	for (size_t i = 0; i < b->text->len && !is_signed; i++) {
		char c = b->text->str[i];

		g_assert_true(c != '\0' && (c & 0x80) == 0);
		if (c == '\n') {
			g_assert_true(i > 0 && b->text->str[i - 1] == '\r');
			g_assert_cmpuint(i - 1 - line, <=, 998);
			line = i + 1;
		} else {
			g_assert_true(c != '\r' || b->text->str[i + 1] == '\n');
		}
	}
}

/* The header is one, and says once what the message consists of. */
static void
check_header(const struct built *b)
{
	const unsigned char *data = (const unsigned char *)b->text->str;
	struct header_field f;
	guint ntypes = 0, nversions = 0;
	bool complete;
	size_t pos = 0, len = header_length(data, b->text->len, &complete);

	g_assert_true(complete);
	while (header_next(data, len, &pos, &f)) {
		ntypes += header_is(&f, "Content-Type");
		nversions += header_is(&f, "MIME-Version");
		g_assert_cmpuint(f.end, <=, len);
	}
	g_assert_cmpuint(ntypes, ==, 1);
	g_assert_cmpuint(nversions, ==, 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(testing_object) item = testing_object_new();
	g_autoptr(built) first = NULL;
	g_autoptr(built) second = NULL;

	run_program(item, data, size);
	first = build(item);
	second = build(item);
	g_assert_true(g_string_equal(first->text, second->text));
	g_assert_cmpstr(first->reports->str, ==, second->reports->str);
	check_lines(first);
	check_header(first);
	return 0;
}
