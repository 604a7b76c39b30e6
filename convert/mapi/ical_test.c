/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests of ical.c and what is below it: items in memory as iCalendar. C3, C4, C5, A4, A8
 * and S7 are the ids of the checklist that the cases stand for.
 */
#include "convert/mapi/ical.h"

#include <libical/ical.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/mapi/pim_testing.h"

static GString *notes_text;
static const struct pim_notes notes = {.note = testing_on_note};

/* The lines of a calendar, unfolded, each ending in \n. Every line is held to RFC 5545. */
static char *
unfold(const GString *ics)
{
	GString *out = g_string_new(NULL);
	const char *p = ics->str;

	assert_true(g_utf8_validate(ics->str, (gssize)ics->len, NULL));
	while (*p != '\0') {
		const char *end = strstr(p, "\r\n");

		assert_non_null(end);
		assert_true(end - p <= 75);
		assert_null(memchr(p, '\n', (size_t)(end - p)));
		if (*p == ' ')
			g_string_truncate(out, out->len - 1);
		g_string_append_len(out, p + (*p == ' '), end - p - (*p == ' '));
		g_string_append_c(out, '\n');
		p = end + 2;
	}
	return g_string_free(out, FALSE);
}

/* The calendar of an item, unfolded; it is what libical reads back without an error. */
static char *
build(struct testing_object *o)
{
	g_autoptr(GString) ics = g_string_new(NULL);
	g_autoptr(GString) again = g_string_new(NULL);
	struct pim_notes told = notes;
	icalcomponent *parsed;

	g_string_truncate(notes_text, 0);
	told.user = notes_text;
	assert_true(ical_build(&o->base, NULL, &told, ics, NULL));
	assert_true(ical_build(&o->base, NULL, NULL, again, NULL));
	assert_string_equal(ics->str, again->str); /* S7 */
	parsed = icalparser_parse_string(ics->str);
	assert_non_null(parsed);
	assert_int_equal(icalcomponent_count_errors(parsed), 0);
	icalcomponent_free(parsed);
	return unfold(ics);
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

static struct testing_object *
new_item(const char *class)
{
	struct testing_object *o = testing_object_new();

	testing_string(o, PID_MESSAGE_CLASS, class);
	testing_time(o, PID_LAST_MODIFICATION_TIME, TESTING_MONDAY);
	return o;
}

static const unsigned char global_id[] = {4, 0, 0, 0, 0x82, 0, 0xe0, 0, 0x74, 0xc5, 0xb7, 0x10,
    0x1a, 0x82, 0xe0, 8, 0x07, 0xe4, 1, 7, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0,
    0, 0xab, 0xcd};

static const char uid[] = "UID:040000008200E00074C5B7101A82E00800000000010203040506070800000000000"
			  "0000002000000ABCD";

/* Tuesday, 2020-07-07 from 10:00 to 11:30 in Berlin. */
static struct testing_object *
new_appointment(const char *class)
{
	struct testing_object *o = new_item(class);

	testing_set_text(o, PID_SUBJECT, "\1\5RE: Review; \"part\" 1, 2\\3");
	testing_set_time(o, PID_START_WHOLE, TESTING_MONDAY + 183 * WALL_DAY + 8 * 3600);
	testing_set_time(o, PID_END_WHOLE, TESTING_MONDAY + 183 * WALL_DAY + 9 * 3600 + 1800);
	testing_set_bytes(o, PID_CLEAN_GLOBAL_OBJECT_ID, global_id, sizeof(global_id));
	testing_set_array(
	    o, PID_ZONE_START, testing_zone_definition("W. Europe Standard Time", -60));
	return o;
}

/* C4: what an appointment says, property by property. */
static void
test_appointment(void **state)
{
	static const char *const lines[] = {"!METHOD:", "BEGIN:VEVENT", uid,
	    "DTSTAMP:20200106T000000Z", "LAST-MODIFIED:20200106T000000Z",
	    "SUMMARY:RE: Review\\; \"part\" 1\\, 2\\\\3", "DESCRIPTION:one\\ntwo\\nthree",
	    "LOCATION:Z\xc3\xbcrich", "DTSTART;TZID=W. Europe Standard Time:20200707T100000",
	    "DTEND;TZID=W. Europe Standard Time:20200707T113000", "CATEGORIES:Red\\, dark",
	    "CATEGORIES:Blue", "CLASS:CONFIDENTIAL", "PRIORITY:1", "SEQUENCE:3", "STATUS:TENTATIVE",
	    "TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE",
	    "X-MICROSOFT-CDO-ALLDAYEVENT:FALSE", "TRIGGER:-PT20M", "ACTION:DISPLAY",
	    "TZID:W. Europe Standard Time", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100",
	    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "DTSTART:19701025T030000",
	    "DTSTART:19700329T020000", "!ORGANIZER", "!ATTENDEE", "!RECURRENCE-ID", NULL};
	g_autoptr(testing_object) o = new_appointment("IPM.Appointment");
	g_autofree char *ics = NULL;
	guint16 keywords = testing_key(o, PID_KEYWORDS);
	g_autofree gunichar2 *red = g_utf8_to_utf16("Red, dark", -1, NULL, NULL, NULL);
	g_autofree gunichar2 *blue = g_utf8_to_utf16("Blue", -1, NULL, NULL, NULL);

	(void)state;
	testing_set_text(o, PID_BODY, "one\r\ntwo\rthree");
	testing_set_text(o, PID_LOCATION, "Z\xc3\xbcrich");
	testing_value(o, keywords, MAPI_STRING | MAPI_MULTIPLE, red, 18);
	testing_value(o, keywords, MAPI_STRING | MAPI_MULTIPLE, blue, 8);
	testing_set_number(o, PID_SENSITIVITY, 3);
	testing_set_number(o, PID_IMPORTANCE, 2);
	testing_set_number(o, PID_SEQUENCE, 3);
	testing_set_number(o, PID_BUSY_STATUS, 1);
	testing_set_flag(o, PID_REMINDER_SET);
	testing_set_number(o, PID_REMINDER_DELTA, 20);
	ics = build(o);
	expect("appointment", ics, lines);
	assert_string_equal(notes_text->str, "");
}

/* C4: all-day events are dates, wherever they were made. */
static void
test_all_day(void **state)
{
	static const struct {
		const char *name;
		gint64 start; /* seconds from TESTING_MONDAY, in UTC */
		bool zone;
		const char *line;
	} cases[] = {
	    {"with its zone", 183 * WALL_DAY - 2 * 3600, true, "DTSTART;VALUE=DATE:20200707"},
	    {"east of Greenwich", WALL_DAY - 2 * 3600, false, "DTSTART;VALUE=DATE:20200107"},
	    {"west of Greenwich", WALL_DAY + 5 * 3600, false, "DTSTART;VALUE=DATE:20200107"},
	    {"UTC", WALL_DAY, false, "DTSTART;VALUE=DATE:20200107"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(testing_object) o = new_item("IPM.Appointment");
		g_autofree char *ics = NULL;
		const char *lines[] = {cases[i].line, "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE", NULL};

		testing_set_time(o, PID_START_WHOLE, TESTING_MONDAY + cases[i].start);
		testing_set_time(o, PID_END_WHOLE, TESTING_MONDAY + cases[i].start + WALL_DAY);
		testing_set_flag(o, PID_SUBTYPE);
		if (cases[i].zone)
			testing_set_array(o, PID_ZONE_START, testing_zone_definition("Here", -60));
		ics = build(o);
		expect(cases[i].name, ics, lines);
	}
}

/* C3: each message about a meeting, its method and its people. */
static void
test_meeting(void **state)
{
	static const struct {
		const char *class, *method;
		bool counter;
		const char *lines[9];
	} cases[] = {
	    {"IPM.Schedule.Meeting.Request", "REQUEST", false,
		{"METHOD:REQUEST", uid, "SEQUENCE:2",
		    "ORGANIZER;CN=Olga 'O' Organizer:mailto:olga@example.com",
		    "ATTENDEE;CN=Rita;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;"
		    "RSVP=TRUE:mailto:rita@example.com",
		    "ATTENDEE;CN=\"Otto, optional\";CUTYPE=INDIVIDUAL;ROLE=OPT-PARTICIPANT;"
		    "PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:otto@example.com",
		    "ATTENDEE;CN=Room;CUTYPE=ROOM;ROLE=NON-PARTICIPANT;PARTSTAT=NEEDS-ACTION;"
		    "RSVP=TRUE:mailto:room@example.com",
		    "STATUS:CONFIRMED"}},
	    {"IPM.Schedule.Meeting.Canceled", "CANCEL", false,
		{"METHOD:CANCEL", uid, "STATUS:CANCELLED", "!BEGIN:VALARM"}},
	    {"IPM.Schedule.Meeting.Resp.Pos", "REPLY", false,
		{"METHOD:REPLY", uid,
		    "ATTENDEE;CN=Olga 'O' Organizer;PARTSTAT=ACCEPTED:mailto:olga@example.com",
		    "ORGANIZER;CN=Rita:mailto:rita@example.com", "!STATUS"}},
	    {"IPM.Schedule.Meeting.Resp.Neg", "REPLY", false,
		{"ATTENDEE;CN=Olga 'O' Organizer;PARTSTAT=DECLINED:mailto:olga@example.com"}},
	    {"IPM.Schedule.Meeting.Resp.Tent", "REPLY", false,
		{"ATTENDEE;CN=Olga 'O' Organizer;PARTSTAT=TENTATIVE:mailto:olga@example.com"}},
	    {"IPM.Schedule.Meeting.Resp.Tent", "COUNTER", true,
		{"METHOD:COUNTER", "DTSTART;TZID=W. Europe Standard Time:20200707T120000",
		    "X-MS-OLK-ORIGINALSTART:20200707T080000Z"}},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(testing_object) o = new_appointment(cases[i].class);
		g_autofree char *ics = NULL;

		testing_set_text(o, PID_REPRESENTING_NAME, "Olga \"O\" Organizer");
		testing_set_text(o, PID_REPRESENTING_SMTP, "olga@example.com");
		testing_set_flag(o, PID_RESPONSE_REQUESTED);
		testing_set_flag(o, PID_REMINDER_SET);
		testing_set_number(o, PID_SEQUENCE, 2);
		testing_int32(testing_person(o, "Rita", "rita@example.com", 1),
		    PID_RECIPIENT_TRACK_STATUS, 3);
		(void)testing_person(o, "Otto, optional", "otto@example.com", 2);
		testing_int32(
		    testing_person(o, "Room", "room@example.com", 3), PID_DISPLAY_TYPE_EX, 7);
		if (cases[i].counter) {
			testing_set_flag(o, PID_COUNTER_PROPOSAL);
			testing_set_time(
			    o, PID_PROPOSED_START, TESTING_MONDAY + 183 * WALL_DAY + 10 * 3600);
		}
		assert_string_equal(ical_method(&o->base), cases[i].method);
		ics = build(o);
		expect(cases[i].class, ics, cases[i].lines);
	}
}

/* C3: the UIDs of other calendars come back as they were. */
static void
test_foreign_uid(void **state)
{
	static const char *const lines[] = {"UID:{81412D3C-2A24-4E9D-B20E-11F7BBE92799}", NULL};
	g_autoptr(testing_object) o = new_item("IPM.Appointment");
	g_autoptr(GByteArray) id = g_byte_array_new();
	g_autofree char *ics = NULL;

	(void)state;
	g_byte_array_append(id, global_id, 40);
	g_byte_array_append(id, (const guint8 *)"vCal-Uid\1\0\0", 12);
	g_byte_array_append(id, (const guint8 *)"{81412D3C-2A24-4E9D-B20E-11F7BBE92799}", 39);
	testing_set_bytes(o, PID_GLOBAL_OBJECT_ID, id->data, id->len);
	ics = build(o);
	expect("vCal-Uid", ics, lines);
	assert_non_null(strstr(notes_text->str, "LOSS no-start"));
}

/* C3: a request for one instance of a series names it. */
static void
test_instance_request(void **state)
{
	static const char *const lines[] = {
	    uid, "RECURRENCE-ID;TZID=W. Europe Standard Time:20200107T093000", NULL};
	g_autoptr(testing_object) o = new_appointment("IPM.Schedule.Meeting.Request");
	g_autofree char *ics = NULL;

	(void)state;
	testing_set_bytes(o, PID_GLOBAL_OBJECT_ID, global_id, sizeof(global_id));
	testing_set_number(o, PID_START_RECURRENCE_TIME, 9 << 12 | 30 << 6);
	ics = build(o);
	expect("instance", ics, lines);
}

/* C5: tasks. */
static void
test_task(void **state)
{
	static const char *const lines[] = {"BEGIN:VTODO", "SUMMARY:Pay",
	    "DTSTART;VALUE=DATE:20200106", "DUE;VALUE=DATE:20200108", "STATUS:COMPLETED",
	    "PERCENT-COMPLETE:75", "COMPLETED:20200109T000000Z",
	    "RRULE:FREQ=DAILY;COUNT=4;INTERVAL=2", "EXDATE;VALUE=DATE:20200108",
	    "X-MICROSOFT-TASK-OWNER:Me", "TRIGGER;VALUE=DATE-TIME:20200107T080000Z", NULL};
	const guint32 deleted = TESTING_MINUTES(TESTING_MONDAY, 2 * 1440);
	struct recurrence r = {.frequency = RECURRENCE_DAILY,
	    .period = 2 * 1440,
	    .end_type = RECURRENCE_COUNT,
	    .count = 4,
	    .start_date = TESTING_MINUTES(TESTING_MONDAY, 0)};
	g_autoptr(testing_object) o = new_item("IPM.Task");
	const double part = 0.75;
	g_autofree char *ics = NULL;

	(void)state;
	r.deleted = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_array_append_val(r.deleted, deleted);
	testing_set_text(o, PID_SUBJECT, "Pay");
	testing_set_time(o, PID_TASK_START, TESTING_MONDAY);
	testing_set_time(o, PID_TASK_DUE, TESTING_MONDAY + 2 * WALL_DAY);
	testing_set_time(o, PID_TASK_COMPLETED, TESTING_MONDAY + 3 * WALL_DAY);
	testing_set_number(o, PID_TASK_STATUS, 2);
	testing_value(o, testing_key(o, PID_PERCENT_COMPLETE), MAPI_DOUBLE, &part, 8);
	testing_set_flag(o, PID_TASK_RECURRING);
	testing_set_array(o, PID_TASK_RECURRENCE, testing_blob(&r, false));
	testing_set_text(o, PID_TASK_OWNER, "Me");
	testing_set_flag(o, PID_REMINDER_SET);
	testing_set_time(o, PID_REMINDER_TIME, TESTING_MONDAY + WALL_DAY + 8 * 3600);
	g_array_unref(r.deleted);
	ics = build(o);
	expect("task", ics, lines);
	assert_string_equal(notes_text->str, "");
}

/* C5: journal entries. */
static void
test_journal(void **state)
{
	static const char *const lines[] = {"BEGIN:VJOURNAL", "SUMMARY:Call",
	    "DTSTART:20200106T080000Z", "X-MICROSOFT-JOURNAL-TYPE:Phone call",
	    "X-MICROSOFT-JOURNAL-DURATION:12", "X-MICROSOFT-JOURNAL-END:20200106T081200Z", NULL};
	g_autoptr(testing_object) o = new_item("IPM.Activity");
	g_autofree char *ics = NULL;

	(void)state;
	testing_set_text(o, PID_SUBJECT, "Call");
	testing_set_text(o, PID_LOG_TYPE, "Phone call");
	testing_set_time(o, PID_LOG_START, TESTING_MONDAY + 8 * 3600);
	testing_set_time(o, PID_LOG_END, TESTING_MONDAY + 8 * 3600 + 12 * 60);
	testing_set_number(o, PID_LOG_DURATION, 12);
	ics = build(o);
	expect("journal", ics, lines);
}

/* One bad property costs that property, and is told. */
static void
test_damage(void **state)
{
	static const enum pim_key keys[] = {PID_SUBJECT, PID_CLEAN_GLOBAL_OBJECT_ID, PID_ZONE_START,
	    PID_START_WHOLE, PID_END_WHOLE, PID_LAST_MODIFICATION_TIME};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
		g_autoptr(testing_object) o = new_appointment("IPM.Appointment");
		g_autofree char *ics = NULL;

		o->bad = pim_id(&o->base, keys[i]);
		ics = build(o);
		assert_non_null(strstr(ics, "\nBEGIN:VEVENT\n"));
		assert_non_null(strstr(ics, "\nDTSTAMP:"));
		assert_non_null(strstr(notes_text->str, "LOSS bad-property"));
	}
}

/* Items that are none of ours, and texts that would break a line. */
static void
test_hostile(void **state)
{
	static const char *const lines[] = {
	    "!X-EVIL", "SUMMARY:a\\nX-EVIL:1 b", "DTSTART;TZID=a'b X-EVIL:20200707T100000", NULL};
	g_autoptr(testing_object) o = new_item("IPM.Appointment");
	g_autoptr(testing_object) mail = new_item("IPM.Note");
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	g_autofree char *ics = NULL;

	(void)state;
	assert_false(ical_takes(&mail->base));
	assert_null(ical_method(&mail->base));
	assert_false(ical_build(&mail->base, NULL, NULL, out, &error));
	assert_int_equal(err_kind(error), ERR_UNSUPPORTED);
	assert_int_equal(out->len, 0);
	testing_set_text(o, PID_SUBJECT, "a\r\nX-EVIL:1\1 b");
	testing_set_time(o, PID_START_WHOLE, TESTING_MONDAY + 183 * WALL_DAY + 8 * 3600);
	testing_set_array(o, PID_ZONE_START, testing_zone_definition("a\"b\r\nX-EVIL", -60));
	ics = build(o);
	expect("hostile", ics, lines);
}

/* One calendar for a folder has each zone once, in front of what uses it. */
static void
test_folder(void **state)
{
	g_autoptr(testing_object) a = new_appointment("IPM.Appointment");
	g_autoptr(testing_object) b = new_appointment("IPM.Appointment");
	g_autoptr(testing_object) other = new_item("IPM.Appointment");
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(ical_calendar) c = ical_begin(out);
	icalcomponent *parsed;

	(void)state;
	testing_set_time(other, PID_START_WHOLE, TESTING_MONDAY);
	testing_set_array(
	    other, PID_ZONE_START, testing_zone_definition("W. Europe Standard Time", -120));
	assert_true(ical_add(c, &a->base, NULL, NULL, out, NULL));
	assert_true(ical_add(c, &b->base, "text", NULL, out, NULL));
	assert_true(ical_add(c, &other->base, NULL, NULL, out, NULL));
	ical_end(out);
	parsed = icalparser_parse_string(out->str);
	assert_int_equal(icalcomponent_count_components(parsed, ICAL_VTIMEZONE_COMPONENT), 2);
	assert_int_equal(icalcomponent_count_components(parsed, ICAL_VEVENT_COMPONENT), 3);
	assert_non_null(
	    strstr(out->str, "DTSTART;TZID=W. Europe Standard Time (2):20200106T020000\r\n"));
	icalcomponent_free(parsed);
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
	    cmocka_unit_test(test_appointment),
	    cmocka_unit_test(test_all_day),
	    cmocka_unit_test(test_meeting),
	    cmocka_unit_test(test_foreign_uid),
	    cmocka_unit_test(test_instance_request),
	    cmocka_unit_test(test_task),
	    cmocka_unit_test(test_journal),
	    cmocka_unit_test(test_damage),
	    cmocka_unit_test(test_hostile),
	    cmocka_unit_test(test_folder),
	};

	return cmocka_run_group_tests_name("ical", tests, set_up, tear_down);
}
