/* SPDX-License-Identifier: Apache-2.0 */
/* What is no mail: calendar, contacts, tasks, journal, notes, posts, meetings. */
#include "tests/pst/build.h"
#include "tests/pst/cases.h"
#include "tests/pst/recurrence.h"

#define DAY 1440
#define MONDAY 222425280   /* minutes from 1601 to 2023-11-27 */
#define SECONDS 1701075600 /* 2023-11-27 09:00 UTC, since 1970 */

static void
set_bytes(struct testing_object *o, guint16 id, GByteArray *bytes)
{
	testing_value(o, id, MAPI_BINARY, bytes->data, bytes->len);
	g_byte_array_unref(bytes);
}

/* PidLidGlobalObjectId, [MS-OXOCAL] 2.2.1.27, of the set PSETID_Meeting */
static void
set_global_id(struct testing_object *m, guint8 last)
{
	static const unsigned char meeting[16] = {0x90, 0xda, 0xd8, 0x6e, 0x0b, 0x45, 0x1b, 0x10,
	    0x98, 0xda, 0x00, 0xaa, 0x00, 0x3f, 0x13, 0x05};
	guint8 id[56] = {
	    0x04, 0, 0, 0, 0x82, 0, 0xe0, 0, 0x74, 0xc5, 0xb7, 0x10, 0x1a, 0x82, 0xe0, 8};

	id[36] = 16;
	id[55] = last;
	testing_value(m, testing_name(m, meeting, 0x03, NULL), MAPI_BINARY, id, sizeof(id));
	testing_value(m, testing_name(m, meeting, 0x23, NULL), MAPI_BINARY, id, sizeof(id));
}

static struct testing_object *
appointment(const char *class, const char *subject, guint8 id)
{
	struct testing_object *m = build_item(class, subject);

	testing_time(m, build_named(m, SET_APPOINTMENT, 0x820d), SECONDS);
	testing_time(m, build_named(m, SET_APPOINTMENT, 0x820e), SECONDS + 3600);
	testing_string(m, build_named(m, SET_APPOINTMENT, 0x8208), "Room 1, \xe6\x97\xa5");
	testing_int32(m, build_named(m, SET_APPOINTMENT, 0x8205), 2);
	set_bytes(m, build_named(m, SET_APPOINTMENT, 0x8233), recurrence_zone());
	testing_string(m, build_named(m, SET_APPOINTMENT, 0x8234), "(UTC+01:00) Berlin");
	set_global_id(m, id);
	build_body(m, "Agenda\r\n");
	return m;
}

/* The exception is once more an embedded message, which people are not shown. */
static void
add_exception(struct testing_object *m)
{
	struct testing_object *a = testing_add(m, MAPI_ATTACHMENTS), *e;

	testing_int32(a, 0x3705, 5);
	testing_boolean(a, 0x7ffe, true);
	testing_int32(a, 0x7ffd, 2);
	testing_time(a, 0x7ffb, SECONDS + 8 * 86400 + 7200);
	testing_time(a, 0x7ffc, SECONDS + 8 * 86400 + 9000);
	a->inner = e = build_item("IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}", "Moved");
	testing_time(e, build_named(e, SET_APPOINTMENT, 0x820d), SECONDS + 8 * 86400 + 7200);
	testing_time(e, build_named(e, SET_APPOINTMENT, 0x820e), SECONDS + 8 * 86400 + 9000);
	testing_time(e, build_named(e, SET_APPOINTMENT, 0x8228), SECONDS + 7 * 86400);
	build_body(e, "Body of the exception\r\n");
}

static void
calendar(struct store *s)
{
	static const struct recurrence weekly = {.first_day = MONDAY,
	    .last_day = MONDAY + 35 * DAY,
	    .days = 2,
	    .count = 6,
	    .starts = 600,
	    .ends = 660,
	    .deleted = MONDAY + 14 * DAY,
	    .changed = MONDAY + 7 * DAY,
	    .changed_starts = MONDAY + 8 * DAY + 720,
	    .changed_subject = "Moved"};
	struct folder *f = store_folder(s, store_top(s), "Calendar", "IPF.Appointment");
	struct testing_object *m = appointment("IPM.Appointment", "Single", 1);

	build_attachment(m, "agenda.txt", "text/plain", "agenda", 6);
	store_add(s, f, m, STORE_ITEM);
	m = appointment("IPM.Appointment", "All day", 2);
	testing_boolean(m, build_named(m, SET_APPOINTMENT, 0x8215), true);
	store_add(s, f, m, STORE_ITEM);
	m = appointment("IPM.Appointment", "Weekly", 3);
	testing_boolean(m, build_named(m, SET_APPOINTMENT, 0x8223), true);
	set_bytes(m, build_named(m, SET_APPOINTMENT, 0x8216), recurrence_blob(&weekly));
	add_exception(m);
	store_add(s, f, m, STORE_ITEM);
}

static void
meetings(struct store *s)
{
	static const char *const classes[] = {"IPM.Schedule.Meeting.Request",
	    "IPM.Schedule.Meeting.Resp.Pos", "IPM.Schedule.Meeting.Resp.Neg",
	    "IPM.Schedule.Meeting.Resp.Tent", "IPM.Schedule.Meeting.Canceled"};
	struct folder *f = store_folder(s, store_top(s), "Inbox", "IPF.Note");

	for (guint i = 0; i < G_N_ELEMENTS(classes); i++) {
		struct testing_object *m = appointment(classes[i], "Meeting", 4);

		testing_string(m, 0x0042, "Ann Author");
		testing_string(m, 0x0064, "SMTP");
		testing_string(m, 0x0065, "ann@example.com");
		build_recipient(m, BUILD_TO, "Bob Reader", "bob@example.com");
		store_add(s, f, m, STORE_ITEM);
	}
}

/* A one-off ENTRYID, [MS-OXCDATA] 2.2.5.1 */
static GByteArray *
one_off(const char *name, const char *address)
{
	static const guint8 head[24] = {0, 0, 0, 0, 0x81, 0x2b, 0x1f, 0xa4, 0xbe, 0xa3, 0x10, 0x19,
	    0x9d, 0x6e, 0x00, 0xdd, 0x01, 0x0f, 0x54, 0x02, 0x00, 0x00, 0x01, 0x90};
	const char *const texts[] = {name, "SMTP", address};
	GByteArray *b = g_byte_array_new();

	g_byte_array_append(b, head, sizeof(head));
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		glong units;
		g_autofree gunichar2 *wide = g_utf8_to_utf16(texts[i], -1, NULL, &units, NULL);

		g_byte_array_append(b, (const guint8 *)wide, (guint)(units + 1) * 2);
	}
	return b;
}

static void
contacts(struct store *s)
{
	static const char *const members[][2] = {
	    {"Bob Reader", "bob@example.com"}, {"\xe6\x97\xa5\xe6\x9c\xac", "jp@example.com"}};
	struct folder *f = store_folder(s, store_top(s), "Contacts", "IPF.Contact");
	struct testing_object *m = build_item("IPM.Contact", "Ann Author"), *photo;
	guint16 shown, hidden;

	testing_string(m, 0x3001, "Ann Author");
	testing_string(m, 0x3a06, "Ann");
	testing_string(m, 0x3a11, "Author; and, more");
	testing_string(m, 0x3a16, "Example Ltd");
	testing_string(m, 0x3a08, "+49 30 1234");
	testing_time(m, 0x3a42, 0);
	testing_string(m, build_named(m, SET_ADDRESS, 0x8080), "Ann Author");
	testing_string(m, build_named(m, SET_ADDRESS, 0x8082), "SMTP");
	testing_string(m, build_named(m, SET_ADDRESS, 0x8083), "ann@example.com");
	testing_string(m, build_named(m, SET_ADDRESS, 0x8092), "SMTP");
	testing_string(m, build_named(m, SET_ADDRESS, 0x8093), "ann@example.org");
	build_body(m, "Notes on Ann\r\n");
	photo = build_attachment(m, "ContactPicture.jpg", "image/jpeg", "\xff\xd8\xff\xd9", 4);
	testing_boolean(photo, 0x7fff, true);
	store_add(s, f, m, STORE_ITEM);
	m = build_item("IPM.DistList", "Readers");
	testing_string(m, 0x3001, "Readers");
	testing_string(m, build_named(m, SET_ADDRESS, 0x8053), "Readers");
	shown = build_named(m, SET_ADDRESS, 0x8055);
	hidden = build_named(m, SET_ADDRESS, 0x8054);
	for (guint i = 0; i < G_N_ELEMENTS(members); i++) {
		g_autoptr(GByteArray) id = one_off(members[i][0], members[i][1]);

		testing_value(m, shown, MAPI_MULTIPLE | MAPI_BINARY, id->data, id->len);
		testing_value(m, hidden, MAPI_MULTIPLE | MAPI_BINARY, id->data, id->len);
	}
	store_add(s, f, m, STORE_ITEM);
}

static void
others(struct store *s)
{
	static const char *const kinds[][4] = {
	    {"Tasks", "IPF.Task", "IPM.Task", "A task"},
	    {"Journal", "IPF.Journal", "IPM.Activity", "A call"},
	    {"Notes", "IPF.StickyNote", "IPM.StickyNote", "A note"},
	    {"Posts", "IPF.Note", "IPM.Post", "A post"},
	    {"RSS", "IPF.Note.OutlookHomepage", "IPM.Post.Rss", "A feed"},
	    {"Forms", "IPF.Note", "IPM.Note.Custom.Form", "A form"},
	    {"Requests", "IPF.Note", "IPM.TaskRequest", "A request"},
	    {"Unknown", "IPF.Odd", "Odd.Class", "Odd"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		struct folder *f = store_folder(s, store_top(s), kinds[i][0], kinds[i][1]);
		struct testing_object *m = build_item(kinds[i][2], kinds[i][3]);
		double half = 0.5;

		testing_int32(m, build_named(m, SET_TASK, 0x8101), 1);
		testing_value(
		    m, build_named(m, SET_TASK, 0x8102), MAPI_DOUBLE, &half, sizeof(half));
		testing_time(m, build_named(m, SET_TASK, 0x8105), SECONDS);
		testing_string(m, build_named(m, SET_LOG, 0x8700), "Phone call");
		testing_time(m, build_named(m, SET_LOG, 0x8706), SECONDS);
		testing_time(m, build_named(m, SET_LOG, 0x8708), SECONDS + 60);
		testing_int32(m, build_named(m, SET_NOTE, 0x8b00), 3);
		build_body(m, "Text of it\r\n");
		build_noise(m, "with.bin", 100 * (gsize)(i + 1));
		store_add(s, f, m, STORE_ITEM);
	}
}

const struct pst_case cases_pim[] = {
    {"calendar", CODE_PERMUTE, calendar, "appointments: single, all day, weekly with exceptions"},
    {"meetings", CODE_PERMUTE, meetings, "meeting request, responses, cancellation"},
    {"contacts", CODE_PERMUTE, contacts, "a contact and a distribution list"},
    {"others", CODE_PERMUTE, others,
	"task, journal, note, posts, unknown classes, each with a file"},
    {0},
};
