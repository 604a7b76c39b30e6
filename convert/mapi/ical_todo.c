/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks and journal entries, property by property; see ical_todo.h. */
#include "convert/mapi/ical_todo.h"

#include "convert/mapi/ical_clock.h"
#include "convert/mapi/ical_people.h"
#include "convert/mapi/ical_rule.h"
#include "convert/mapi/ical_text.h"
#include "convert/mapi/walltime.h"

#define STATUS_IN_PROGRESS 1 /* PidLidTaskStatus, [MS-OXOTASK] 2.2.2.2.2 */
#define STATUS_COMPLETE 2
#define STATUS_LAST 4

/* Dates of tasks are midnights of the user's clock, written as if it were UTC. */
static const struct ical_clock dates = {.days = true};

static struct recurrence *
read_recurrence(const struct pim_item *item)
{
	g_autoptr(GBytes) blob = NULL;
	g_autoptr(GError) error = NULL;
	struct recurrence *r;

	if (!pim_flag(item, PID_TASK_RECURRING) ||
	    (blob = pim_bytes(item, PID_TASK_RECURRENCE, RECURRENCE_BLOB_MAX)) == NULL)
		return NULL;
	r = recurrence_parse(g_bytes_get_data(blob, NULL), g_bytes_get_size(blob), false, &error);
	if (r == NULL)
		pim_note(item->notes, LOSS, "recurrence-damaged", "%s", error->message);
	return r;
}

static void
add_dates(icalcomponent *c, const struct pim_item *item, const struct recurrence *r)
{
	gint64 start = 0, due;
	bool has_start = pim_time(item, PID_TASK_START, &start);
	bool has_due = pim_time(item, PID_TASK_DUE, &due);

	if (r != NULL && !has_start) {
		start = wall_from_minutes(r->start_date);
		has_start = true;
	}
	start = wall_nearest_midnight(start);
	if (has_start)
		ical_clock_add(&dates, c, ICAL_DTSTART_PROPERTY, start);
	if (!has_due)
		return;
	due = wall_nearest_midnight(due);
	if (has_start && due < start)
		pim_note(item->notes, NOTE, "due-before-start",
		    "a task is due before it starts; it is taken for due then");
	ical_clock_add(&dates, c, ICAL_DUE_PROPERTY, has_start ? MAX(due, start) : due);
}

static void
add_rule(icalcomponent *c, const struct pim_item *item, const struct recurrence *r)
{
	g_autoptr(GArray) none = g_array_new(FALSE, FALSE, 1);

	if (r->sliding != 0)
		pim_note(item->notes, NOTE, "task-regenerates",
		    "a task is due anew after it was done, which iCalendar cannot say");
	if (ical_add_rule(c, item, r, &dates))
		ical_add_exdates(c, r, &dates, none);
}

static void
add_progress(icalcomponent *c, const struct pim_item *item)
{
	static const char *const names[] = {
	    "NotStarted", "InProgress", "Completed", "WaitingOnOthers", "Deferred"};
	gint32 n = -1;
	double part;
	gint64 t;
	bool complete = pim_flag(item, PID_TASK_COMPLETE);
	enum icalproperty_status status = ICAL_STATUS_NEEDSACTION;

	(void)pim_number(item, PID_TASK_STATUS, &n);
	complete = complete || n == STATUS_COMPLETE;
	if (complete)
		status = ICAL_STATUS_COMPLETED;
	else if (n == STATUS_IN_PROGRESS)
		status = ICAL_STATUS_INPROCESS;
	icalcomponent_add_property(c, icalproperty_new_status(status));
	if (pim_double(item, PID_PERCENT_COMPLETE, &part) && part >= 0 && part <= 1)
		icalcomponent_add_property(
		    c, icalproperty_new_percentcomplete((int)(part * 100 + 0.5)));
	if (complete && pim_time(item, PID_TASK_COMPLETED, &t))
		ical_add_utc(c, ICAL_COMPLETED_PROPERTY, t);
	if (n >= 0 && n <= STATUS_LAST)
		ical_add_x(c, "X-MICROSOFT-TASK-STATUS", names[n]);
}

static void
add_alarm(icalcomponent *c, const struct pim_item *item)
{
	struct icaltriggertype trigger = icaltriggertype_from_int(0);
	gint64 utc;

	if (!pim_flag(item, PID_REMINDER_SET) ||
	    (!pim_time(item, PID_REMINDER_SIGNAL_TIME, &utc) &&
		!pim_time(item, PID_REMINDER_TIME, &utc)))
		return;
	trigger.time = wall_ical(utc, false);
	trigger.time.zone = icaltimezone_get_utc_timezone();
	ical_add_alarm(c, trigger);
}

void
ical_todo(const struct ical_job *job)
{
	icalcomponent *c = icalcomponent_new(ICAL_VTODO_COMPONENT);
	g_autoptr(recurrence) r = read_recurrence(job->item);

	ical_add_common(c, job->item, job->uid, job->text);
	add_dates(c, job->item, r);
	if (r != NULL)
		add_rule(c, job->item, r);
	add_progress(c, job->item);
	if (ical_count_people(job->item) > 0)
		ical_add_people(c, job->item);
	ical_add_x_text(c, "X-MICROSOFT-TASK-OWNER", job->item, PID_TASK_OWNER);
	ical_add_x_number(c, "X-MICROSOFT-TASK-ESTIMATED-EFFORT", job->item, PID_ESTIMATED_EFFORT);
	ical_add_x_number(c, "X-MICROSOFT-TASK-ACTUAL-EFFORT", job->item, PID_ACTUAL_EFFORT);
	ical_add_x_text(c, "X-MICROSOFT-TASK-BILLING", job->item, PID_BILLING);
	ical_add_x_text(c, "X-MICROSOFT-TASK-MILEAGE", job->item, PID_MILEAGE);
	add_alarm(c, job->item);
	icalcomponent_add_component(job->to, c);
}

void
ical_journal(const struct ical_job *job)
{
	icalcomponent *c = icalcomponent_new(ICAL_VJOURNAL_COMPONENT);
	g_autoptr(GPtrArray) companies = pim_texts(job->item, PID_COMPANIES);
	gint64 start;

	ical_add_common(c, job->item, job->uid, job->text);
	if (pim_time(job->item, PID_LOG_START, &start) ||
	    pim_time(job->item, PID_COMMON_START, &start))
		ical_add_utc(c, ICAL_DTSTART_PROPERTY, start);
	for (guint i = 0; i < MIN(companies->len, ICAL_CATEGORIES_MAX); i++)
		ical_add_x(c, "X-MICROSOFT-JOURNAL-COMPANY", g_ptr_array_index(companies, i));
	if (ical_count_people(job->item) > 0)
		ical_add_people(c, job->item);
	ical_add_x_text(c, "X-MICROSOFT-JOURNAL-TYPE", job->item, PID_LOG_TYPE);
	ical_add_x_number(c, "X-MICROSOFT-JOURNAL-DURATION", job->item, PID_LOG_DURATION);
	ical_add_x_time(c, "X-MICROSOFT-JOURNAL-END", job->item, PID_LOG_END);
	icalcomponent_add_component(job->to, c);
}
