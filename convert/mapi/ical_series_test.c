/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ical_event.c, ical_instance.c, ical_rule.c: series, changed instances (C4, A8). */
#include <libical/ical.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/mapi/ical.h"
#include "convert/mapi/pim_testing.h"

#define NINE 540 /* minutes of the day */

static GString *notes_text;

/* A week day series from TESTING_MONDAY on, 9:00 to 10:00, 12 times. */
struct series {
	struct recurrence r;
	struct testing_object *item;
};

static guint32
minutes(int day, int minute)
{
	return TESTING_MINUTES(TESTING_MONDAY, day * 1440 + minute);
}

static void
series_init(struct series *s)
{
	*s = (struct series){.r = {.frequency = RECURRENCE_WEEKLY,
				 .pattern = RECURRENCE_WEEK,
				 .period = 1,
				 .weekdays = 2,
				 .end_type = RECURRENCE_COUNT,
				 .count = 12,
				 .start_date = minutes(0, 0),
				 .end_date = minutes(77, 0),
				 .start_offset = NINE,
				 .end_offset = NINE + 60}};
	s->r.deleted = g_array_new(FALSE, FALSE, sizeof(guint32));
	s->r.modified = g_array_new(FALSE, FALSE, sizeof(guint32));
	s->r.exceptions = g_ptr_array_new_with_free_func(g_free);
	s->item = testing_object_new();
	testing_string(s->item, PID_MESSAGE_CLASS, "IPM.Appointment");
	testing_time(s->item, PID_LAST_MODIFICATION_TIME, TESTING_MONDAY);
	testing_set_text(s->item, PID_SUBJECT, "Weekly");
	testing_set_text(s->item, PID_LOCATION, "Room 1");
	testing_set_text(s->item, PID_BODY, "agenda");
	testing_set_time(s->item, PID_START_WHOLE, TESTING_MONDAY + 8 * 3600);
	testing_set_time(s->item, PID_END_WHOLE, TESTING_MONDAY + 9 * 3600);
	testing_set_flag(s->item, PID_RECURRING);
	testing_set_array(
	    s->item, PID_ZONE_RECUR, testing_zone_definition("W. Europe Standard Time", -60));
	testing_set_array(s->item, PID_ZONE_STRUCT, testing_zone_struct(-60));
}

static void
series_clear(struct series *s)
{
	for (guint i = 0; i < s->r.exceptions->len; i++) {
		struct recurrence_exception *x = g_ptr_array_index(s->r.exceptions, i);

		g_clear_pointer(&x->subject8, g_bytes_unref);
		g_clear_pointer(&x->location8, g_bytes_unref);
		g_clear_pointer(&x->subject, g_bytes_unref);
		g_clear_pointer(&x->location, g_bytes_unref);
	}
	g_array_unref(s->r.deleted);
	g_array_unref(s->r.modified);
	g_ptr_array_unref(s->r.exceptions);
	testing_object_free(s->item);
}

static void
drop(struct series *s, int day)
{
	guint32 date = minutes(day, 0);

	g_array_append_val(s->r.deleted, date);
}

/* The instance of a day now begins at minute to of that day, for half an hour. */
static struct recurrence_exception *
change(struct series *s, int day, int to)
{
	struct recurrence_exception *x = g_new0(struct recurrence_exception, 1);

	drop(s, day);
	x->original = minutes(day, NINE);
	x->start = minutes(day, to);
	x->end = minutes(day, to + 30);
	g_ptr_array_add(s->r.exceptions, x);
	return x;
}

/* The hidden attachment of the instance that was to begin at an instant; its message. */
static struct testing_object *
attach(struct series *s, gint64 replaces)
{
	struct testing_object *a = testing_add(s->item, MAPI_ATTACHMENTS);
	struct testing_object *m = testing_embed(a);

	testing_int32(a, PID_ATTACH_METHOD, 5);
	testing_boolean(a, PID_ATTACHMENT_HIDDEN, true);
	testing_int32(a, PID_ATTACHMENT_FLAGS, 2);
	testing_string(
	    m, PID_MESSAGE_CLASS, "IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}");
	testing_set_time(m, PID_EXCEPTION_REPLACE_TIME, replaces);
	return m;
}

/* The text in lines that end in \n. */
static char *
unfold(const char *text)
{
	GString *s = g_string_new(NULL);

	for (; *text != '\0'; text++) {
		if (strncmp(text, "\r\n ", 3) == 0)
			text += 2;
		else if (*text != '\r')
			g_string_append_c(s, *text);
	}
	return g_string_free(s, FALSE);
}

/* The calendar of the series with its blob, lines unfolded and ending in \n. */
static char *
build(struct series *s, size_t cut)
{
	const struct pim_notes notes = {.note = testing_on_note, .user = notes_text};
	g_autoptr(GByteArray) blob = testing_blob(&s->r, true);
	g_autoptr(GString) ics = g_string_new(NULL);
	icalcomponent *parsed;

	g_string_truncate(notes_text, 0);
	testing_set_bytes(s->item, PID_RECUR, blob->data, blob->len - cut);
	assert_true(ical_build(&s->item->base, NULL, &notes, ics, NULL));
	parsed = icalparser_parse_string(ics->str);
	assert_int_equal(icalcomponent_count_errors(parsed), 0);
	icalcomponent_free(parsed);
	return unfold(ics->str);
}

static void
expect(const char *name, const char *ics, const char *const *lines)
{
	for (; *lines != NULL; lines++) {
		bool absent = **lines == '!';
		g_autofree char *line =
		    g_strconcat("\n", *lines + absent, absent ? "" : "\n", NULL);

		if ((strstr(ics, line) != NULL) == absent)
			fail_msg("%s: %s\n%s\n%s", name, *lines, ics, notes_text->str);
	}
}

static guint
count(const char *ics, const char *what)
{
	guint n = 0;

	for (const char *p = ics; (p = strstr(p, what)) != NULL; p++)
		n++;
	return n;
}

/* C4: rule, deleted instances, and an instance that moved without having a message. */
static void
test_series(void **state)
{
	static const char *const lines[] = {"DTSTART;TZID=W. Europe Standard Time:20200106T090000",
	    "DTEND;TZID=W. Europe Standard Time:20200106T100000",
	    "RRULE:FREQ=WEEKLY;COUNT=12;BYDAY=MO;WKST=SU",
	    "EXDATE;TZID=W. Europe Standard Time:20200120T090000",
	    "!EXDATE;TZID=W. Europe Standard Time:20200113",
	    "RECURRENCE-ID;TZID=W. Europe Standard Time:20200113T090000",
	    "DTSTART;TZID=W. Europe Standard Time:20200113T110000",
	    "DTEND;TZID=W. Europe Standard Time:20200113T113000", NULL};
	struct series s;
	g_autofree char *ics = NULL;

	(void)state;
	series_init(&s);
	(void)change(&s, 7, 660);
	drop(&s, 14);
	ics = build(&s, 0);
	expect("series", ics, lines);
	assert_int_equal(count(ics, "BEGIN:VEVENT"), 2);
	assert_int_equal(count(ics, "BEGIN:VTIMEZONE"), 1);
	assert_int_equal(count(ics, "SUMMARY:Weekly"), 2);
	assert_int_equal(count(ics, "LOCATION:Room 1"), 2);
	assert_int_equal(count(ics, "DESCRIPTION:agenda"), 2);
	assert_string_equal(notes_text->str, "");
	series_clear(&s);
}

/* A8: what the hidden attachments say goes into the events, over what the blob says. */
static void
test_attached(void **state)
{
	static const char *const lines[] = {"SUMMARY:From its message", "LOCATION:Elsewhere",
	    "DESCRIPTION:its own", "SUMMARY:Z\xc3\xbcrich",
	    "RECURRENCE-ID;TZID=W. Europe Standard Time:20200406T090000",
	    "X-MICROSOFT-CDO-BUSYSTATUS:OOF", NULL};
	struct series s;
	struct testing_object *m;
	struct recurrence_exception *x;
	g_autofree char *ics = NULL;

	(void)state;
	series_init(&s);
	x = change(&s, 7, 660);
	x->overrides = RECURRENCE_SUBJECT | RECURRENCE_LOCATION | RECURRENCE_BUSY_STATUS;
	x->subject8 = g_bytes_new_static("lost", 4);
	x->location8 = g_bytes_new_static("Elsewhere", 9);
	x->location = g_bytes_new_static("E\0l\0s\0e\0w\0h\0e\0r\0e\0", 18);
	x->busy_status = 3;
	x = change(&s, 91, 660); /* in summer time */
	x->overrides = RECURRENCE_SUBJECT;
	x->subject8 = g_bytes_new_static("Z?rich", 6);
	x->subject = g_bytes_new_static("Z\0\xfc\0r\0i\0c\0h\0", 12);
	m = attach(&s, TESTING_MONDAY + 91 * WALL_DAY + 7 * 3600);
	testing_set_text(m, PID_BODY, "");
	m = attach(&s, TESTING_MONDAY + 7 * WALL_DAY + 8 * 3600);
	testing_set_text(m, PID_SUBJECT, "From its message");
	testing_set_text(m, PID_BODY, "its own");
	ics = build(&s, 0);
	expect("attached", ics, lines);
	assert_int_equal(count(ics, "BEGIN:VEVENT"), 3);
	assert_string_equal(notes_text->str, "");
	series_clear(&s);
}

/* A8: where the blob has lost its exceptions, their attachments still have them. */
static void
test_damaged_blob(void **state)
{
	static const char *const lines[] = {"RRULE:FREQ=WEEKLY;COUNT=12;BYDAY=MO;WKST=SU",
	    "RECURRENCE-ID;TZID=W. Europe Standard Time:20200113T090000",
	    "DTSTART;TZID=W. Europe Standard Time:20200113T170000", "!EXDATE", NULL};
	struct series s;
	struct testing_object *m;
	g_autofree char *ics = NULL;

	(void)state;
	series_init(&s);
	(void)change(&s, 7, 17 * 60);
	m = attach(&s, TESTING_MONDAY + 7 * WALL_DAY + 8 * 3600);
	testing_set_time(m, PID_START_WHOLE, TESTING_MONDAY + 7 * WALL_DAY + 16 * 3600);
	testing_set_time(m, PID_END_WHOLE, TESTING_MONDAY + 7 * WALL_DAY + 17 * 3600);
	ics = build(&s, 30);
	expect("damaged blob", ics, lines);
	assert_non_null(strstr(notes_text->str, "LOSS recurrence-damaged"));
	series_clear(&s);
}

/* A series of whole days has dates everywhere. */
static void
test_all_day(void **state)
{
	static const char *const lines[] = {"DTSTART;VALUE=DATE:20200106",
	    "DTEND;VALUE=DATE:20200107", "RRULE:FREQ=WEEKLY;UNTIL=20200323;BYDAY=MO;WKST=SU",
	    "EXDATE;VALUE=DATE:20200120", "RECURRENCE-ID;VALUE=DATE:20200113",
	    "DTSTART;VALUE=DATE:20200114", NULL};
	struct series s;
	struct recurrence_exception *x;
	g_autofree char *ics = NULL;

	(void)state;
	series_init(&s);
	s.r.start_offset = 0;
	s.r.end_offset = 1440;
	s.r.end_type = RECURRENCE_UNTIL;
	testing_set_flag(s.item, PID_SUBTYPE);
	x = change(&s, 7, 0);
	x->original = minutes(7, 0);
	x->start = minutes(8, 0);
	x->end = minutes(9, 0);
	drop(&s, 14);
	ics = build(&s, 0);
	expect("all day", ics, lines);
	series_clear(&s);
}

/* C4: UNTIL is UTC, by the zone's rules at that time. */
static void
test_until(void **state)
{
	static const char *const lines[] = {
	    "RRULE:FREQ=WEEKLY;UNTIL=20200406T070000Z;BYDAY=MO;WKST=SU", NULL};
	struct series s;
	g_autofree char *ics = NULL;

	(void)state;
	series_init(&s);
	s.r.end_type = RECURRENCE_UNTIL;
	s.r.end_date = minutes(91, 0);
	ics = build(&s, 0);
	expect("until", ics, lines);
	series_clear(&s);
}

/* Which zone a series has: [MS-OXOCAL] 2.2.1.41. */
static void
test_zones(void **state)
{
	static const struct {
		const char *name;
		gint32 definition, structure; /* biases; 0: absent */
		const char *start;
	} cases[] = {
	    {"both agree", -60, -60, "DTSTART;TZID=Zone:20200106T090000"},
	    {"they contradict", -60, -120, "DTSTART;TZID=Described:20200106T090000"},
	    {"only a structure", 0, -120, "DTSTART;TZID=Described:20200106T090000"},
	    {"none", 0, 0, "DTSTART;TZID=UTC+0100:20200106T090000"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *lines[] = {cases[i].start, NULL};
		struct series s;
		g_autofree char *ics = NULL;
		guint16 definition, structure;

		series_init(&s);
		definition = testing_key(s.item, PID_ZONE_RECUR);
		structure = testing_key(s.item, PID_ZONE_STRUCT);
		testing_remove(s.item, definition);
		testing_remove(s.item, structure);
		testing_set_text(s.item, PID_ZONE_DESCRIPTION, "Described");
		if (cases[i].definition != 0)
			testing_set_array(s.item, PID_ZONE_RECUR,
			    testing_zone_definition("Zone", cases[i].definition));
		if (cases[i].structure != 0)
			testing_set_array(
			    s.item, PID_ZONE_STRUCT, testing_zone_struct(cases[i].structure));
		ics = build(&s, 0);
		expect(cases[i].name, ics, lines);
		series_clear(&s);
	}
}

/* A series that iCalendar has no words for is its first instance, and says so. */
static void
test_hijri(void **state)
{
	static const char *const lines[] = {"DTSTART;TZID=W. Europe Standard Time:20200106T090000",
	    "!RRULE", "X-MICROSOFT-RECURRENCE-PATTERN:each Ramadan", NULL};
	struct series s;
	g_autofree char *ics = NULL;

	(void)state;
	series_init(&s);
	s.r.pattern = RECURRENCE_HJ_MONTH;
	testing_set_text(s.item, PID_RECURRENCE_PATTERN, "each Ramadan");
	ics = build(&s, 0);
	ics[strlen(ics) - strlen("END:VCALENDAR\n")] = '\0';
	expect("hijri", strstr(ics, "\nBEGIN:VEVENT"), lines);
	assert_non_null(strstr(notes_text->str, "LOSS recurrence-unsupported"));
	series_clear(&s);
}

/* Bounded: of many changed instances the first are there, the others are told. */
static void
test_limit(void **state)
{
	struct series s;
	g_autofree char *ics = NULL;

	(void)state;
	series_init(&s);
	for (int i = 0; i < 1030; i++)
		(void)change(&s, i, 660);
	ics = build(&s, 0);
	assert_int_equal(count(ics, "BEGIN:VEVENT"), 1025);
	assert_non_null(strstr(notes_text->str, "LOSS exceptions-limit: 6 of 1030"));
	series_clear(&s);
}

/* A8, A1: what is attached to a changed instance is in its event. */
static void
test_files(void **state)
{
	static const char *const lines[] = {"ATTACH;VALUE=BINARY;ENCODING=BASE64;"
					    "FMTTYPE=text/plain;FILENAME=notes.txt:aGVsbG8=",
	    NULL};
	struct series s;
	struct testing_object *m, *file;
	g_autofree char *ics = NULL;

	(void)state;
	series_init(&s);
	(void)change(&s, 7, 660);
	m = attach(&s, TESTING_MONDAY + 7 * WALL_DAY + 8 * 3600);
	file = testing_add(m, MAPI_ATTACHMENTS);
	testing_int32(file, PID_ATTACH_METHOD, 1);
	testing_string(file, PID_ATTACH_LONG_FILENAME, "notes.txt");
	testing_value(file, PID_ATTACH_DATA, MAPI_BINARY, "hello", 5);
	testing_int32(testing_add(m, MAPI_ATTACHMENTS), PID_ATTACH_METHOD, 5);
	ics = build(&s, 0);
	expect("files", ics, lines);
	assert_non_null(strstr(notes_text->str, "LOSS exception-attachment"));
	series_clear(&s);
}

/* Bounded: a text that each of many instances would repeat. */
static void
test_size(void **state)
{
	g_autofree char *text = g_strnfill(1024 * 1024, 'x');
	struct series s;
	g_autofree char *ics = NULL;

	(void)state;
	series_init(&s);
	testing_remove(s.item, PID_BODY);
	testing_set_text(s.item, PID_BODY, text);
	for (int i = 0; i < 100; i++)
		(void)change(&s, i, 660);
	ics = build(&s, 0);
	assert_int_equal(count(ics, "BEGIN:VEVENT"), 65);
	assert_non_null(strstr(notes_text->str, "LOSS exceptions-limit: 36 of 100"));
	series_clear(&s);
}

static int
set_up(void **state)
{
	(void)state;
	notes_text = g_string_new(NULL);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	g_string_free(notes_text, TRUE);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_series),
	    cmocka_unit_test(test_attached),
	    cmocka_unit_test(test_damaged_blob),
	    cmocka_unit_test(test_all_day),
	    cmocka_unit_test(test_until),
	    cmocka_unit_test(test_zones),
	    cmocka_unit_test(test_hijri),
	    cmocka_unit_test(test_limit),
	    cmocka_unit_test(test_files),
	    cmocka_unit_test(test_size),
	};

	return cmocka_run_group_tests_name("ical series", tests, set_up, tear_down);
}
