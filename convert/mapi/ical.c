/* SPDX-License-Identifier: Apache-2.0 */
/* Chooses a component by an item's class, and writes calendars; see ical.h. */
#include "convert/mapi/ical.h"

#include <string.h>

#include "convert/mapi/ical_event.h"
#include "convert/mapi/ical_text.h"
#include "convert/mapi/ical_todo.h"
#include "convert/mapi/pim_body.h"
#include "convert/mapi/pim_uid.h"

#define HEAD "BEGIN:VCALENDAR\r\nPRODID:-//mailpouch//convert//EN\r\nVERSION:2.0\r\n"
#define END "END:VCALENDAR\r\n"

struct ical_calendar {
	struct ical_zones *zones;
};

static const struct {
	const char *class;
	const char *method;
	void (*build)(const struct ical_job *job);
} rows[] = {
    {"IPM.Appointment", NULL, ical_event},
    {"IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}", NULL, ical_event},
    {"IPM.Schedule.Meeting.Request", "REQUEST", ical_event},
    {"IPM.Schedule.Meeting.Canceled", "CANCEL", ical_event},
    {"IPM.Schedule.Meeting.Resp", "REPLY", ical_event},
    {"IPM.Task", NULL, ical_todo},
    {"IPM.Activity", NULL, ical_journal},
};

/* Its row; -1: none. */
static int
find(const struct pim_item *item)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (pim_is_class(item, rows[i].class))
			return (int)i;
	return -1;
}

static const char *
method_of(const struct pim_item *item)
{
	int row = find(item);

	if (row < 0 || rows[row].method == NULL)
		return NULL;
	if (strcmp(rows[row].method, "REPLY") == 0 && pim_flag(item, PID_COUNTER_PROPOSAL))
		return "COUNTER";
	return rows[row].method;
}

bool
ical_takes(struct mapi_object *o)
{
	struct pim_item item;

	pim_item_init(&item, o, NULL, NULL);
	return find(&item) >= 0;
}

const char *
ical_method(struct mapi_object *o)
{
	struct pim_item item;

	pim_item_init(&item, o, NULL, NULL);
	return method_of(&item);
}

static struct ical_calendar *
calendar_new(void)
{
	struct ical_calendar *c = g_new0(struct ical_calendar, 1);

	c->zones = ical_zones_new();
	return c;
}

struct ical_calendar *
ical_begin(GString *out)
{
	g_string_append(out, HEAD);
	return calendar_new();
}

void
ical_end(GString *out)
{
	g_string_append(out, END);
}

void
ical_free(struct ical_calendar *c)
{
	if (c == NULL)
		return;
	ical_zones_free(c->zones);
	g_free(c);
}

static void
write_all(icalcomponent *from, GString *out)
{
	icalcomponent *c = icalcomponent_get_first_component(from, ICAL_ANY_COMPONENT);

	for (; c != NULL; c = icalcomponent_get_next_component(from, ICAL_ANY_COMPONENT))
		ical_write(c, out);
}

bool
ical_add(struct ical_calendar *c, struct mapi_object *o, const char *text,
    const struct pim_notes *notes, GString *out, GError **error)
{
	struct pim_item item;
	g_autofree char *uid = NULL;
	g_autofree char *body = NULL;
	struct ical_job job = {.item = &item, .zones = c->zones};
	int row;

	pim_item_init(&item, o, NULL, notes);
	row = find(&item);
	if (row < 0)
		return err_set(error, ERR_UNSUPPORTED, "an item of this class is no calendar item");
	uid = pim_uid(&item);
	body = text == NULL ? pim_body(&item) : NULL;
	job.uid = uid;
	job.text = text != NULL ? text : body;
	job.method = method_of(&item);
	job.to = icalcomponent_new(ICAL_XROOT_COMPONENT);
	rows[row].build(&job);
	ical_zones_write(c->zones, out);
	write_all(job.to, out);
	icalcomponent_free(job.to);
	return true;
}

bool
ical_build(struct mapi_object *item, const char *text, const struct pim_notes *notes, GString *out,
    GError **error)
{
	g_autoptr(ical_calendar) c = calendar_new();
	g_autoptr(GString) body = g_string_new(NULL);
	const char *method = ical_method(item);

	if (!ical_add(c, item, text, notes, body, error))
		return false;
	g_string_append(out, HEAD);
	if (method != NULL)
		g_string_append_printf(out, "METHOD:%s\r\n", method);
	g_string_append_len(out, body->str, (gssize)body->len);
	g_string_append(out, END);
	return true;
}
