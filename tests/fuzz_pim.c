/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Items of any properties as calendars and vCards: whatever they hold, the lines are those of
 * RFC 5545 and RFC 2426, what libical reads it reads without an error, nothing within a value
 * begins or ends a component, and the same item gives the same bytes.
 *
 * Input: a byte for the class, then properties: where it goes, key, type, length, bytes.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "convert/mapi/ical.h"
#include "convert/mapi/pim_testing.h"
#include "convert/mapi/vcard.h"
#include "crypto/cursor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const classes[] = {"IPM.Appointment", "IPM.Schedule.Meeting.Request",
    "IPM.Schedule.Meeting.Resp.Pos", "IPM.Schedule.Meeting.Canceled", "IPM.Task", "IPM.Activity",
    "IPM.Contact", "IPM.DistList"};

static const enum pim_key keys[] = {PID_SUBJECT, PID_BODY, PID_LOCATION, PID_START_WHOLE,
    PID_END_WHOLE, PID_SUBTYPE, PID_RECUR, PID_ZONE_RECUR, PID_ZONE_STRUCT, PID_ZONE_START,
    PID_ZONE_DESCRIPTION, PID_GLOBAL_OBJECT_ID, PID_CLEAN_GLOBAL_OBJECT_ID, PID_KEYWORDS,
    PID_IMPORTANCE, PID_SENSITIVITY, PID_BUSY_STATUS, PID_STATE_FLAGS, PID_SEQUENCE,
    PID_REMINDER_SET, PID_REMINDER_DELTA, PID_REMINDER_TIME, PID_COUNTER_PROPOSAL,
    PID_PROPOSED_START, PID_START_RECURRENCE_TIME, PID_EXCEPTION_REPLACE_TIME,
    PID_REPRESENTING_NAME, PID_REPRESENTING_EMAIL, PID_REPRESENTING_TYPE, PID_DISPLAY_NAME,
    PID_EMAIL_ADDRESS, PID_ADDRESS_TYPE, PID_SMTP_ADDRESS, PID_RECIPIENT_TYPE, PID_RECIPIENT_FLAGS,
    PID_RECIPIENT_TRACK_STATUS, PID_DISPLAY_TYPE, PID_ENTRY_ID, PID_ATTACH_METHOD, PID_ATTACH_DATA,
    PID_ATTACH_LONG_FILENAME, PID_ATTACH_MIME_TAG, PID_ATTACHMENT_HIDDEN, PID_ATTACHMENT_FLAGS,
    PID_ATTACHMENT_CONTACT_PHOTO, PID_EXCEPTION_START, PID_TASK_STATUS, PID_PERCENT_COMPLETE,
    PID_TASK_START, PID_TASK_DUE, PID_TASK_COMPLETED, PID_TASK_RECURRING, PID_TASK_RECURRENCE,
    PID_TASK_OWNER, PID_LOG_TYPE, PID_LOG_START, PID_COMPANIES, PID_SURNAME, PID_COMPANY,
    PID_MOBILE_PHONE, PID_WORK_STREET, PID_OTHER_ADDRESS, PID_POSTAL_ADDRESS_ID, PID_EMAIL1_ADDRESS,
    PID_EMAIL1_TYPE, PID_EMAIL1_ENTRY_ID, PID_INSTANT_MESSAGING, PID_BIRTHDAY, PID_CHILDREN,
    PID_LIST_MEMBERS, PID_LIST_ONE_OFFS, PID_LIST_STREAM, PID_LAST_MODIFICATION_TIME,
    PID_CREATION_TIME, PID_SEARCH_KEY};

static const guint16 types[] = {MAPI_STRING8, MAPI_STRING, MAPI_INT32, MAPI_BOOLEAN, MAPI_TIME,
    MAPI_BINARY, MAPI_DOUBLE, MAPI_STRING8 | MAPI_MULTIPLE, MAPI_BINARY | MAPI_MULTIPLE};

/* The objects that properties go to: the item, a recipient, an attachment, the message in it. */
struct objects {
	struct testing_object *of[4];
};

static struct testing_object *
make(struct cursor *c)
{
	struct testing_object *item = testing_object_new();
	struct testing_object *attachment = testing_add(item, MAPI_ATTACHMENTS);
	struct objects o = {{item, testing_add(item, MAPI_RECIPIENTS), attachment, NULL}};
	const unsigned char *class = cursor_take(c, 1);
	const unsigned char *head, *bytes;

	o.of[3] = testing_embed(attachment);
	testing_string(
	    item, PID_MESSAGE_CLASS, classes[class != NULL ? *class % G_N_ELEMENTS(classes) : 0]);
	while ((head = cursor_take(c, 4)) != NULL && (bytes = cursor_take(c, head[3])) != NULL) {
		struct testing_object *to = o.of[head[0] % 4];
		guint16 type = types[head[2] % G_N_ELEMENTS(types)];
		guint16 id = testing_key(to, keys[head[1] % G_N_ELEMENTS(keys)]);
		const struct mapi_property *p = mapi_find(&to->base, id);

		if (p == NULL || ((type & MAPI_MULTIPLE) != 0 && p->type == type))
			testing_value(to, id, type, bytes, head[3]);
	}
	return item;
}

/* Every line has its form; BEGIN and END are only those of components, one in another. */
static void
check_lines(const GString *text)
{
	g_auto(GStrv) lines = g_strsplit(text->str, "\r\n", -1);
	g_autoptr(GPtrArray) open = g_ptr_array_new();

	g_assert_cmpuint(strlen(text->str), ==, text->len);
	g_assert_true(g_utf8_validate(text->str, (gssize)text->len, NULL));
	g_assert_true(g_str_has_suffix(text->str, "\r\n"));
	for (char **l = lines; l[1] != NULL; l++) {
		g_assert_cmpuint(strlen(*l), <=, 75);
		g_assert_null(strpbrk(*l, "\r\n"));
		g_assert_true(**l == ' ' || g_ascii_isupper(**l));
		if (g_str_has_prefix(*l, "BEGIN:")) {
			g_ptr_array_add(open, *l + strlen("BEGIN:"));
		} else if (g_str_has_prefix(*l, "END:")) {
			g_assert_cmpuint(open->len, >, 0);
			g_assert_cmpstr(
			    *l + strlen("END:"), ==, g_ptr_array_index(open, open->len - 1));
			g_ptr_array_set_size(open, (gint)open->len - 1);
		}
	}
	g_assert_cmpuint(open->len, ==, 0);
}

static void
check_calendar(struct mapi_object *o)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GString) again = g_string_new(NULL);
	icalcomponent *parsed;

	g_assert_true(ical_build(o, NULL, NULL, text, NULL));
	g_assert_true(ical_build(o, NULL, NULL, again, NULL));
	g_assert_true(g_string_equal(text, again));
	check_lines(text);
	parsed = icalparser_parse_string(text->str);
	g_assert_nonnull(parsed);
	if (icalcomponent_count_errors(parsed) != 0)
		g_error("%s", icalcomponent_as_ical_string(parsed));
	icalcomponent_free(parsed);
}

static void
check_card(struct mapi_object *o)
{
	g_autoptr(GString) text = g_string_new(NULL);

	g_assert_true(vcard_build(o, NULL, NULL, text, NULL));
	check_lines(text);
	g_assert_nonnull(strstr(text->str, "\r\nFN:"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cursor c = cursor_at(data, size);
	g_autoptr(testing_object) o = make(&c);

	if (ical_takes(&o->base))
		check_calendar(&o->base);
	else
		check_card(&o->base);
	return 0;
}
