/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of digest.c: the form that is digested, byte by byte, and what it depends on. */
#include "convert/mapi/digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "convert/mapi/object_testing.h"
#include "crypto/blake2b.h"

static const unsigned char set_a[16] = {0xa0, 1}, set_b[16] = {0xb0, 2};

static void
digest_of(struct testing_object *o, unsigned char digest[MAPI_DIGEST_SIZE], bool *damaged)
{
	g_autoptr(GError) error = NULL;

	assert_true(mapi_digest(&o->base, digest, damaged, &error));
	assert_null(error);
}

static void
assert_form(struct testing_object *o, const void *form, size_t len)
{
	static const char domain[] = "mailpouch node digest 1\n";
	unsigned char digest[MAPI_DIGEST_SIZE], wanted[MAPI_DIGEST_SIZE];
	struct blake2b hash;
	bool damaged;

	blake2b_init(&hash, sizeof(wanted));
	blake2b_update(&hash, domain, sizeof(domain) - 1);
	blake2b_update(&hash, form, len);
	blake2b_final(&hash, wanted);
	digest_of(o, digest, &damaged);
	assert_memory_equal(digest, wanted, sizeof(wanted));
}

#define NONE "\0\0\0\0\0" /* a list that is whole and empty */

static void
test_form(void **state)
{
	static const char form[] = "\2\0\0\0"
				   "\0\x1a\0\x1e\0\1\0\0\0\3\0\0\0IPM\0\0\0\0"
				   "\1\xa0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\5\0\0\0"
				   "\3\0\1\0\0\0\4\0\0\0\7\0\0\0\0\0\0\0" NONE NONE;
	g_autoptr(testing_object) o = testing_object_new();

	(void)state;
	testing_string8(o, 0x001a, "IPM");
	testing_int32(o, testing_name(o, set_a, 5, NULL), 7);
	testing_string8(o, 0x67f2, "of a table");
	assert_form(o, form, sizeof(form) - 1);
}

static void
test_children(void **state)
{
	static const char form[] = "\0\0\0\0"
				   "\0\1\0\0\0\0\1\0\0\0\0\1\x30\x1e\0\1\0\0\0\1\0\0\0x\0\0\0\0"
				   "\0\1\0\0\0\0\1\0\0\0"
				   "\0\5\x37\3\0\1\0\0\0\4\0\0\0\5\0\0\0\0\0\0\0"
				   "\0\0\0\0\0" NONE NONE;
	g_autoptr(testing_object) o = testing_object_new();
	struct testing_object *attachment = testing_add(o, MAPI_ATTACHMENTS);

	(void)state;
	testing_string8(testing_add(o, MAPI_RECIPIENTS), 0x3001, "x");
	testing_int32(attachment, 0x3705, 5);
	testing_value(attachment, 0x3701, MAPI_OBJECT, "raw", 3);
	(void)testing_embed(attachment);
	assert_form(o, form, sizeof(form) - 1);
}

/* What cannot be read is in the form, and told. */
static void
test_damage(void **state)
{
	static const char form[] =
	    "\1\0\0\0\0\x1a\0\x1e\0\1\0\0\0\xff\xff\xff\xff" NONE "\0\1\0\0\0\0\1\0\0\0"
	    "\0\5\x37\3\0\1\0\0\0\4\0\0\0\5\0\0\0\0\0\0\0\1";
	g_autoptr(testing_object) o = testing_object_new();
	unsigned char digest[MAPI_DIGEST_SIZE];
	bool damaged = false;

	(void)state;
	testing_string8(o, 0x001a, "IPM");
	testing_int32(testing_add(o, MAPI_ATTACHMENTS), 0x3705, 5);
	o->bad = 0x001a;
	assert_form(o, form, sizeof(form) - 1);
	digest_of(o, digest, &damaged);
	assert_true(damaged);
}

/* Ids of named properties, and the order in which they were given, do not matter. */
static void
test_names(void **state)
{
	g_autoptr(testing_object) a = testing_object_new(), b = testing_object_new();
	unsigned char x[MAPI_DIGEST_SIZE], y[MAPI_DIGEST_SIZE];
	bool damaged = true;

	(void)state;
	testing_int32(a, testing_name(a, set_a, 5, NULL), 1);
	testing_int32(a, testing_name(a, set_a, 0, "text"), 2);
	testing_int32(a, testing_name(a, set_b, 5, NULL), 3);
	(void)testing_name(b, set_a, 99, NULL);
	testing_int32(b, testing_name(b, set_b, 5, NULL), 3);
	testing_int32(b, testing_name(b, set_a, 0, "text"), 2);
	testing_int32(b, testing_name(b, set_a, 5, NULL), 1);
	digest_of(a, x, NULL);
	digest_of(b, y, &damaged);
	assert_memory_equal(x, y, sizeof(x));
	assert_false(damaged);
	testing_int32(b, 0x0017, 2);
	digest_of(b, y, NULL);
	assert_memory_not_equal(x, y, sizeof(x));
}

/* A value longer than a piece, and one that is as long. */
static void
test_pieces(void **state)
{
	static const size_t lens[] = {65535, 65536, 65537, 131072, 200000};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(lens); i++) {
		g_autoptr(testing_object) o = testing_object_new();
		g_autoptr(GByteArray) form = g_byte_array_new();
		g_autofree char *bytes = g_strnfill(lens[i], 'a');

		testing_value(o, 0x1000, MAPI_BINARY, bytes, lens[i]);
		g_byte_array_append(form, (const guint8 *)"\1\0\0\0\0\0\x10\2\1\1\0\0\0", 13);
		for (size_t left = lens[i]; left > 0;) {
			guint32 n = (guint32)MIN(left, 65536), le = GUINT32_TO_LE(n);

			g_byte_array_append(form, (const guint8 *)&le, 4);
			g_byte_array_append(form, (const guint8 *)bytes, n);
			left -= n;
		}
		g_byte_array_append(form, (const guint8 *)"\0\0\0\0" NONE NONE, 14);
		assert_form(o, form->data, form->len);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_form),
	    cmocka_unit_test(test_children),
	    cmocka_unit_test(test_damage),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
