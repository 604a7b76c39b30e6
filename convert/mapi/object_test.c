/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked of a MAPI object, answered by one in memory. */
#include "convert/mapi/object.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "convert/mapi/object_testing.h"

static void
test_find(void **state)
{
	g_autoptr(testing_object) o = testing_object_new();

	(void)state;
	assert_null(mapi_find(&o->base, 1));
	for (guint16 id = 0x3000; id > 0; id = (guint16)(id - 0x300))
		testing_int32(o, id, id);
	for (guint16 id = 0x3000; id > 0; id = (guint16)(id - 0x300)) {
		const struct mapi_property *p = mapi_find(&o->base, id);

		assert_non_null(p);
		assert_int_equal(p->id, id);
		assert_null(mapi_find(&o->base, (guint16)(id - 1)));
	}
}

static void
test_read(void **state)
{
	g_autoptr(testing_object) o = testing_object_new();
	g_autofree char *text = g_strnfill(50000, 'x');
	g_autoptr(GBytes) whole = NULL;
	g_autoptr(GError) error = NULL;
	size_t len;

	(void)state;
	testing_string8(o, 0x1000, text);
	whole = mapi_read(&o->base, mapi_find(&o->base, 0x1000), 0, 50000, NULL);
	assert_non_null(whole);
	assert_string_equal(g_bytes_get_data(whole, &len), text);
	assert_int_equal(len, 50000);
	assert_null(mapi_read(&o->base, mapi_find(&o->base, 0x1000), 0, 49999, &error));
	assert_int_equal(err_kind(error), ERR_FORMAT);
}

static void
test_several(void **state)
{
	g_autoptr(testing_object) o = testing_object_new();
	g_autoptr(GBytes) second = NULL;

	(void)state;
	testing_value(o, 0x8001, MAPI_STRING8 | MAPI_MULTIPLE, "a", 1);
	testing_value(o, 0x8001, MAPI_STRING8 | MAPI_MULTIPLE, "", 0);
	assert_int_equal(mapi_find(&o->base, 0x8001)->count, 2);
	second = mapi_read(&o->base, mapi_find(&o->base, 0x8001), 1, 0, NULL);
	assert_non_null(second);
	assert_int_equal(g_bytes_get_size(second), 0);
	assert_string_equal(g_bytes_get_data(second, NULL), "");
}

static void
test_damaged(void **state)
{
	g_autoptr(testing_object) o = testing_object_new();
	g_autoptr(GError) error = NULL;

	(void)state;
	testing_int32(o, 0x0017, 1);
	o->bad = 0x0017;
	assert_non_null(mapi_find(&o->base, 0x0017));
	assert_null(mapi_read(&o->base, mapi_find(&o->base, 0x0017), 0, 4, &error));
	assert_int_equal(err_kind(error), ERR_FORMAT);
}

static void
test_children(void **state)
{
	g_autoptr(testing_object) o = testing_object_new();
	g_autoptr(mapi_object) child = NULL;
	guint n = 9;

	(void)state;
	testing_int32(testing_add(o, MAPI_ATTACHMENTS), 0x3705, 5);
	assert_true(mapi_count(&o->base, MAPI_RECIPIENTS, &n, NULL));
	assert_int_equal(n, 0);
	assert_true(mapi_count(&o->base, MAPI_ATTACHMENTS, &n, NULL));
	assert_int_equal(n, 1);
	child = mapi_child(&o->base, MAPI_ATTACHMENTS, 0, NULL);
	assert_non_null(mapi_find(child, 0x3705));
	assert_null(mapi_embedded(child, NULL));
	assert_null(mapi_child(&o->base, MAPI_ATTACHMENTS, 1, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_find),
	    cmocka_unit_test(test_read),
	    cmocka_unit_test(test_several),
	    cmocka_unit_test(test_damaged),
	    cmocka_unit_test(test_children),
	};

	return cmocka_run_group_tests_name("mapi object", tests, NULL, NULL);
}
