/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The blobs of calendar items: recurrences and time zones. What was read and written again
 * reads the same; every rule is one that libical reads; a time that a clock shows is a time again; a
 * calendar of any blobs is one that libical reads, with a line for everything.
 *
 * Input: a byte for the size of the zone's blob, that blob, the recurrence's blob.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "convert/mapi/ical.h"
#include "convert/mapi/ical_instance.h"
#include "convert/mapi/pim_testing.h"
#include "convert/mapi/recurrence_rule.h"
#include "convert/mapi/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_rule(const struct recurrence *r)
{
	g_autofree char *rule = recurrence_rule(r, "20200131T080000Z", NULL);
	struct icalrecurrencetype parsed;

	if (rule == NULL)
		return;
	parsed = icalrecurrencetype_from_string(rule);
	g_assert_cmpint(parsed.freq, !=, ICAL_NO_RECURRENCE);
	g_assert_cmpint(parsed.interval, >, 0);
}

static void
check_recurrence(const void *blob, size_t len, bool appointment)
{
	g_autoptr(recurrence) r = recurrence_parse(blob, len, appointment, NULL);
	g_autoptr(recurrence) second = NULL;
	g_autoptr(GByteArray) written = NULL, again = NULL;

	if (r == NULL)
		return;
	g_assert_cmpuint(r->deleted->len, <=, RECURRENCE_DATES_MAX);
	check_rule(r);
	written = testing_blob(r, appointment);
	second = recurrence_parse(written->data, written->len, appointment, NULL);
	g_assert_nonnull(second);
	g_assert_true(second->whole);
	g_assert_cmpuint(second->exceptions->len, ==, r->exceptions->len);
	again = testing_blob(second, appointment);
	g_assert_true(
	    again->len == written->len && memcmp(again->data, written->data, again->len) == 0);
}

static void
check_change(const struct zone_change *c)
{
	int year, month, weekday;
	gint64 t;

	if (c->month == 0 || c->by_date)
		return;
	t = zone_change_in(c, 2024);
	wall_split(t, &year, &month, &weekday);
	g_assert_cmpint(year, ==, 2024);
	g_assert_cmpint(month, ==, c->month);
	g_assert_cmpint(weekday, ==, c->weekday);
}

static void
check_zone(struct zone *made)
{
	g_autoptr(zone) z = made;

	if (z == NULL)
		return;
	g_assert_true(zone_equal(z, z));
	check_change(&z->to_standard);
	check_change(&z->to_daylight);
	/* Of the days at the ends of a year it depends on both years' rules, which are one here. */
	for (gint64 t = TESTING_MONDAY + 10 * WALL_DAY; t < TESTING_MONDAY + 350 * WALL_DAY;
	     t += 7 * 3600) {
		gint64 wall = zone_to_wall(z, t), back = zone_to_utc(z, wall);

		g_assert_cmpint(wall - t, >=, -36 * 3600);
		g_assert_cmpint(wall - t, <=, 36 * 3600);
		g_assert_cmpint(zone_to_wall(z, back), ==, wall);
	}
}

static void
check_lines(const GString *ics)
{
	g_auto(GStrv) lines = g_strsplit(ics->str, "\r\n", -1);

	g_assert_true(g_utf8_validate(ics->str, (gssize)ics->len, NULL));
	for (char **l = lines; *l != NULL; l++) {
		g_assert_cmpuint(strlen(*l), <=, 75);
		g_assert_null(strpbrk(*l, "\r\n"));
	}
}

static void
check_calendar(const uint8_t *definition, size_t n, const uint8_t *blob, size_t len)
{
	g_autoptr(testing_object) o = testing_object_new();
	g_autoptr(GString) ics = g_string_new(NULL);
	icalcomponent *parsed;

	testing_string(o, PID_MESSAGE_CLASS, "IPM.Appointment");
	testing_set_time(o, PID_START_WHOLE, TESTING_MONDAY);
	testing_set_time(o, PID_END_WHOLE, TESTING_MONDAY + 3600);
	testing_set_bytes(o, PID_ZONE_RECUR, definition, n);
	testing_set_bytes(o, PID_RECUR, blob, len);
	if (len % 2 == 0)
		testing_set_flag(o, PID_SUBTYPE);
	g_assert_true(ical_build(&o->base, NULL, NULL, ics, NULL));
	check_lines(ics);
	parsed = icalparser_parse_string(ics->str);
	g_assert_nonnull(parsed);
	if (icalcomponent_count_errors(parsed) != 0)
		g_error("%s", icalcomponent_as_ical_string(parsed));
	g_assert_cmpint(icalcomponent_count_components(parsed, ICAL_VEVENT_COMPONENT), >=, 1);
	g_assert_cmpint(icalcomponent_count_components(parsed, ICAL_VEVENT_COMPONENT), <=,
	    1 + ICAL_INSTANCES_MAX);
	icalcomponent_free(parsed);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t n;

	if (size == 0)
		return 0;
	n = MIN(data[0], size - 1);
	check_zone(zone_parse_definition(data + 1, n, NULL));
	check_zone(zone_parse_struct(data + 1, n, "Zone", NULL));
	check_recurrence(data + 1 + n, size - 1 - n, true);
	check_recurrence(data + 1 + n, size - 1 - n, false);
	check_calendar(data + 1, n, data + 1 + n, size - 1 - n);
	return 0;
}
