/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of zone.c (C4): the blobs of time zones, and what their clocks show. */
#include "convert/mapi/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/mapi/pim_testing.h"

static gint64
at(int month, int day, int hour, int minute)
{
	return wall_day(2020, month, day) + hour * 3600 + minute * 60;
}

/* In Berlin clocks changed on 2020-03-29 and 2020-10-25, at 01:00 UTC. */
static void
test_berlin(void **state)
{
	static const struct {
		int month, day, hour, minute; /* UTC */
		int hours;                    /* that the clock is ahead */
		bool twice;                   /* it shows this an hour earlier too */
	} cases[] = {
	    {1, 6, 8, 0, 1, false},
	    {3, 29, 0, 59, 1, false},
	    {3, 29, 1, 0, 2, false},
	    {7, 7, 8, 0, 2, false},
	    {10, 25, 0, 59, 2, false},
	    {10, 25, 1, 0, 1, true},
	    {10, 25, 2, 0, 1, false},
	    {12, 31, 23, 30, 1, false},
	};
	g_autoptr(GByteArray) blob = testing_zone_definition("W. Europe Standard Time", -60);
	g_autoptr(zone) z = zone_parse_definition(blob->data, blob->len, NULL);

	(void)state;
	assert_non_null(z);
	assert_string_equal(z->name, "W. Europe Standard Time");
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		gint64 utc = at(cases[i].month, cases[i].day, cases[i].hour, cases[i].minute);
		gint64 wall = utc + cases[i].hours * 3600;

		assert_int_equal(zone_to_wall(z, utc), wall);
		assert_int_equal(zone_to_utc(z, wall), cases[i].twice ? utc - 3600 : utc);
	}
	/* 02:30 was skipped in March: it is taken by the offset before. */
	assert_int_equal(zone_to_utc(z, at(3, 29, 2, 30)), at(3, 29, 1, 30));
}

/* South of the equator daylight saving time is at both ends of the year. */
static void
test_south(void **state)
{
	struct zone z = {.bias = -600,
	    .daylight_bias = -60,
	    .to_standard = {.month = 4, .day = 1, .second = 3 * 3600},
	    .to_daylight = {.month = 10, .day = 1, .second = 2 * 3600}};

	(void)state;
	assert_int_equal(zone_to_wall(&z, at(1, 6, 0, 0)), at(1, 6, 11, 0));
	assert_int_equal(zone_to_wall(&z, at(7, 6, 0, 0)), at(7, 6, 10, 0));
	assert_int_equal(zone_to_wall(&z, at(12, 6, 0, 0)), at(12, 6, 11, 0));
	assert_int_equal(zone_to_utc(&z, at(1, 6, 11, 0)), at(1, 6, 0, 0));
}

static void
test_struct(void **state)
{
	g_autoptr(GByteArray) a = testing_zone_definition("Name", -60);
	g_autoptr(GByteArray) b = testing_zone_struct(-60);
	g_autoptr(zone) x = zone_parse_definition(a->data, a->len, NULL);
	g_autoptr(zone) y = zone_parse_struct(b->data, b->len, NULL, NULL);
	g_autoptr(zone) fixed = zone_fixed(60);

	(void)state;
	assert_int_equal(b->len, 48);
	assert_non_null(x);
	assert_non_null(y);
	assert_true(zone_equal(x, y));
	assert_false(zone_equal(x, fixed));
	assert_true(zone_has_daylight(y));
	assert_false(zone_has_daylight(fixed));
	assert_int_equal(zone_to_wall(fixed, 0), 3600);
}

static void
test_damaged(void **state)
{
	static const struct {
		const char *name;
		guint at; /* of the byte in a PidLidTimeZoneStruct */
		guint8 value;
	} cases[] = {
	    {"bias", 2, 0x10},
	    {"month", 16, 13},
	    {"weekday", 18, 7},
	    {"week", 20, 6},
	    {"week", 20, 0},
	    {"hour", 22, 24},
	};
	g_autoptr(GByteArray) blob = testing_zone_definition("Name", -60);

	(void)state;
	for (guint n = 0; n < blob->len; n++) {
		g_autofree unsigned char *cut = g_memdup2(blob->data, n);

		assert_null(zone_parse_definition(cut, n, NULL));
	}
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GByteArray) b = testing_zone_struct(-60);
		g_autoptr(GError) error = NULL;

		b->data[cases[i].at] = cases[i].value;
		if (zone_parse_struct(b->data, b->len, NULL, &error) != NULL)
			fail_msg("%s", cases[i].name);
		assert_int_equal(err_kind(error), ERR_FORMAT);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_berlin),
	    cmocka_unit_test(test_south),
	    cmocka_unit_test(test_struct),
	    cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests_name("zone", tests, NULL, NULL);
}
