/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/mapi/property.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "convert/mapi/object_testing.h"

struct damages {
	guint n;
	guint16 id;
};

static void
take_damage(void *user, guint16 id, const char *why)
{
	struct damages *d = user;

	assert_non_null(why);
	d->n++;
	d->id = id;
}

static void
test_numbers(void **state)
{
	g_autoptr(testing_object) o = testing_object_new();
	const struct property_reader r = {.object = &o->base};
	gint32 value;
	gint64 seconds;

	(void)state;
	testing_int32(o, 1, 0xffffffff);
	testing_value(o, 2, MAPI_INT16, "\xfe\xff", 2);
	testing_boolean(o, 3, true);
	testing_boolean(o, 4, false);
	testing_time(o, 5, 1700000000);
	testing_value(o, 6, MAPI_TIME, "\0\0\0\0\0\0\0\0", 8);
	testing_time(o, 7, G_GINT64_CONSTANT(79870666200)); /* 4501 */
	testing_string(o, 8, "text");
	assert_true(property_int32(&r, 1, &value));
	assert_int_equal(value, -1);
	assert_true(property_int32(&r, 2, &value));
	assert_int_equal(value, -2);
	assert_true(property_flag(&r, 3));
	assert_false(property_flag(&r, 4));
	assert_false(property_flag(&r, 9));
	assert_false(property_int32(&r, 8, &value));
	assert_true(property_time(&r, 5, &seconds));
	assert_int_equal(seconds, 1700000000);
	assert_false(property_time(&r, 6, &seconds));
	assert_false(property_time(&r, 7, &seconds));
	assert_false(property_time(&r, 1, &seconds));
}

static void
test_text(void **state)
{
	g_autoptr(testing_object) o = testing_object_new();
	struct damages d = {0};
	const struct property_reader r = {&o->base, 932, take_damage, &d};
	g_autofree char *wide = NULL, *narrow = NULL, *empty = NULL, *binary = NULL;

	(void)state;
	testing_string(o, 1, "héllo");
	testing_string8(o, 2, "\x83\x5c");
	testing_string(o, 3, "");
	testing_value(o, 4, MAPI_BINARY, "bin", 3);
	testing_string(o, 5, "cannot be read");
	o->bad = 5;
	wide = property_text(&r, 1);
	assert_string_equal(wide, "héllo");
	narrow = property_nonempty(&r, 2);
	assert_string_equal(narrow, "ソ");
	empty = property_text(&r, 3);
	assert_string_equal(empty, "");
	assert_null(property_nonempty(&r, 3));
	binary = property_text(&r, 4);
	assert_string_equal(binary, "bin");
	assert_null(property_text(&r, 6));
	assert_int_equal(d.n, 0);
	assert_null(property_text(&r, 5));
	assert_null(property_text_max(&r, 1, 9));
	assert_int_equal(d.n, 2);
	assert_int_equal(d.id, 1);
}

static void
test_several(void **state)
{
	g_autoptr(testing_object) o = testing_object_new();
	const struct property_reader r = {.object = &o->base};
	guint16 id = testing_name(o, property_set_public_strings, 0, "Keywords");
	g_autoptr(GPtrArray) texts = NULL, none = NULL;

	(void)state;
	testing_value(o, id, MAPI_STRING | MAPI_MULTIPLE, "a\0", 2);
	testing_value(o, id, MAPI_STRING | MAPI_MULTIPLE, "b\0", 2);
	assert_int_equal(
	    property_named_text(&o->base, property_set_public_strings, "Keywords"), id);
	assert_int_equal(property_named(&o->base, property_set_common, 0x8503), 0);
	texts = property_texts(&r, id);
	assert_int_equal(texts->len, 2);
	assert_string_equal(texts->pdata[1], "b");
	none = property_texts(&r, 0);
	assert_int_equal(none->len, 0);
}

static void
test_codepage(void **state)
{
	g_autoptr(testing_object) o = testing_object_new();

	(void)state;
	assert_int_equal(property_codepage(&o->base, 0), 1252);
	assert_int_equal(property_codepage(&o->base, 949), 949);
	testing_int32(o, 0x3fde, 28592);
	assert_int_equal(property_codepage(&o->base, 949), 28592);
	o->codepage = 1250;
	assert_int_equal(property_codepage(&o->base, 949), 1250);
	testing_int32(o, 0x3ffd, 1200); /* no codepage of 8-bit strings */
	assert_int_equal(property_codepage(&o->base, 949), 1250);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_numbers),
	    cmocka_unit_test(test_text),
	    cmocka_unit_test(test_several),
	    cmocka_unit_test(test_codepage),
	};

	return cmocka_run_group_tests_name("mapi property", tests, NULL, NULL);
}
