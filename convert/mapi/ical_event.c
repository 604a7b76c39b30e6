/* SPDX-License-Identifier: Apache-2.0 */
/* One event after the other: when, what, who; see ical_event.h. */
#include "convert/mapi/ical_event.h"

#include <string.h>

#include "convert/mapi/global_id.h"
#include "convert/mapi/ical_clock.h"
#include "convert/mapi/ical_event_state.h"
#include "convert/mapi/ical_file.h"
#include "convert/mapi/ical_instance.h"
#include "convert/mapi/ical_people.h"
#include "convert/mapi/ical_rule.h"
#include "convert/mapi/pim_body.h"
#include "convert/mapi/walltime.h"

#define OFFSET_MAX (14 * 3600)        /* of a time zone, in seconds */
#define PERSON_SIZE 500               /* bytes that an attendee takes, about */
#define INSTANCE_SIZE 4096            /* and what else an event has but its text */
#define SERIES_MAX (64 * 1024 * 1024) /* bytes of the changed instances of a series, about */

/* An event's time; ends is NULL if it ends by the clock by which it starts. */
struct when {
	const struct ical_clock *starts, *ends;
	gint64 start, end; /* each on its clock */
};

static void
add_when(icalcomponent *c, const struct when *w)
{
	const struct ical_clock *ends = w->ends != NULL ? w->ends : w->starts;
	gint64 end = w->end;

	if (w->starts->days && end <= w->start)
		end = w->start + WALL_DAY;
	ical_clock_add(w->starts, c, ICAL_DTSTART_PROPERTY, w->start);
	if (ical_clock_utc(ends, end) > ical_clock_utc(w->starts, w->start))
		ical_clock_add(ends, c, ICAL_DTEND_PROPERTY, end);
}

/* What follows the times, in every event. */
static void
add_rest(icalcomponent *c, const struct ical_job *job, const struct pim_item *item)
{
	ical_add_text(c, ICAL_LOCATION_PROPERTY, item, PID_LOCATION);
	ical_event_people(c, item, job->method);
	ical_event_state(c, item, job->method);
	icalcomponent_add_component(job->to, c);
}

static icalcomponent *
new_event(const struct ical_job *job, const struct pim_item *item, const char *text)
{
	icalcomponent *c = icalcomponent_new(ICAL_VEVENT_COMPONENT);

	ical_add_common(c, item, job->uid, text);
	return c;
}

static bool
is_counter(const struct ical_job *job)
{
	return g_strcmp0(job->method, "COUNTER") == 0;
}

/* The instance that the message is about, when it is about one of a series. */
static void
add_recurrence_id(icalcomponent *c, const struct ical_job *job, struct ical_clock *clock)
{
	g_autoptr(GBytes) id = pim_bytes(job->item, PID_GLOBAL_OBJECT_ID, GLOBAL_ID_MAX);
	bool days = clock->days;
	gint64 wall, utc;
	gint32 packed;
	size_t len;
	const void *bytes = id != NULL ? g_bytes_get_data(id, &len) : NULL;

	if (bytes == NULL || !global_id_instance(bytes, len, &wall))
		return;
	if (pim_time(job->item, PID_EXCEPTION_REPLACE_TIME, &utc))
		wall = ical_clock_wall(clock, utc);
	else if (pim_number(job->item, PID_START_RECURRENCE_TIME, &packed))
		wall += (packed >> 12 & 0x1f) * 3600 + (packed >> 6 & 0x3f) * 60 + (packed & 0x3f);
	else
		clock->days = true;
	ical_clock_add(clock, c, ICAL_RECURRENCEID_PROPERTY, wall);
	clock->days = days;
}

static bool
first_time(const struct pim_item *item, const enum pim_key *keys, size_t n, gint64 *t)
{
	for (size_t i = 0; i < n; i++)
		if (pim_time(item, keys[i], t))
			return true;
	return false;
}

/* When it is: as a counter proposal proposes, else as the item says. */
static bool
read_times(const struct ical_job *job, gint64 *start, gint64 *end)
{
	static const enum pim_key starts[] = {
	    PID_PROPOSED_START, PID_START_WHOLE, PID_COMMON_START, PID_START_DATE};
	static const enum pim_key ends[] = {
	    PID_PROPOSED_END, PID_END_WHOLE, PID_COMMON_END, PID_END_DATE};
	size_t skip = is_counter(job) ? 0 : 1;
	gint32 minutes = 0;

	if (!first_time(job->item, starts + skip, G_N_ELEMENTS(starts) - skip, start))
		return false;
	if (first_time(job->item, ends + skip, G_N_ELEMENTS(ends) - skip, end))
		return true;
	(void)pim_number(job->item, PID_DURATION, &minutes);
	*end = *start + MAX(minutes, 0) * G_GINT64_CONSTANT(60);
	return true;
}

/* What a counter proposal would replace, [MS-OXCICAL] 2.1.3.1.1.20.38. */
static void
add_original(icalcomponent *c, const struct ical_job *job)
{
	if (!is_counter(job))
		return;
	ical_add_x_time(c, "X-MS-OLK-ORIGINALSTART", job->item, PID_START_WHOLE);
	ical_add_x_time(c, "X-MS-OLK-ORIGINALEND", job->item, PID_END_WHOLE);
}

static void
add_single(const struct ical_job *job)
{
	icalcomponent *c = new_event(job, job->item, job->text);
	struct ical_clock starts = {0}, ends = {0};
	struct when w = {.starts = &starts, .ends = &ends};
	gint64 start, end;

	ical_clock_of_start(&starts, job->item, job->zones);
	ical_clock_of_end(&ends, job->item, job->zones);
	starts.days = ends.days = pim_flag(job->item, PID_SUBTYPE);
	add_recurrence_id(c, job, &starts);
	if (read_times(job, &start, &end)) {
		w.start = ical_clock_wall(&starts, start);
		w.end = ical_clock_wall(&ends, end);
		add_when(c, &w);
	} else {
		pim_note(job->item->notes, LOSS, "no-start", "the item does not say when it is");
	}
	add_original(c, job);
	add_rest(c, job, job->item);
	ical_clock_clear(&starts);
	ical_clock_clear(&ends);
}

/* The time of an instance: what the series' recurrence says, or its own message. */
static bool
instance_when(const struct ical_instance *i, const struct pim_item *item, struct when *w)
{
	gint64 start, end;

	if (i->info != NULL) {
		w->start = wall_from_minutes(i->info->start);
		w->end = wall_from_minutes(i->info->end);
		return true;
	}
	if (!pim_time(item, PID_START_WHOLE, &start) || !pim_time(item, PID_END_WHOLE, &end))
		return false;
	w->start = ical_clock_wall(w->starts, start);
	w->end = ical_clock_wall(w->starts, end);
	return true;
}

/* Returns how many bytes it takes, about. */
static guint64
add_changed(const struct ical_job *job, const struct ical_instance *i, struct pim_item *item,
    const struct ical_clock *clock)
{
	struct ical_clock own = *clock; /* its zone stays the series' */
	struct when w = {.starts = &own};
	g_autofree char *body = NULL;
	const char *text;
	icalcomponent *c;
	guint64 size;

	if (i->info != NULL)
		ical_instance_override(item, i->info);
	own.days = pim_flag(item, PID_SUBTYPE);
	if (!instance_when(i, item, &w)) {
		pim_note(
		    item->notes, LOSS, "no-start", "a changed instance does not say when it is");
		return 0;
	}
	body = pim_body(item);
	text = body != NULL ? body : job->text;
	c = new_event(job, item, text);
	ical_clock_add(clock, c, ICAL_RECURRENCEID_PROPERTY, i->original);
	add_when(c, &w);
	size = ical_add_files(c, item);
	add_rest(c, job, item);
	return size + (text != NULL ? strlen(text) : 0) +
	    (guint64)ical_count_people(item) * PERSON_SIZE + INSTANCE_SIZE;
}

static guint64
add_instance(
    const struct ical_job *job, const struct ical_instance *i, const struct ical_clock *clock)
{
	g_autoptr(mapi_object) attachment = NULL;
	g_autoptr(mapi_object) message = NULL;
	struct pim_item item;
	guint64 size;

	if (i->attachment >= 0)
		attachment = mapi_child(
		    job->item->reader.object, MAPI_ATTACHMENTS, (guint)i->attachment, NULL);
	if (attachment != NULL)
		message = mapi_embedded(attachment, NULL);
	pim_item_init(&item, message, job->item, job->item->notes);
	size = add_changed(job, i, &item, clock);
	pim_item_clear(&item);
	return size;
}

/* Each has all that the series has: what a small file says of many must not fill the memory. */
static void
add_instances(const struct ical_job *job, const GArray *all, const struct ical_clock *clock)
{
	guint64 size = 0;
	guint i = 0;

	for (; i < all->len && size < SERIES_MAX; i++)
		size += add_instance(job, &g_array_index(all, struct ical_instance, i), clock);
	if (i < all->len)
		pim_note(job->item->notes, LOSS, "exceptions-limit",
		    "%u of %u changed instances are left out", all->len - i, all->len);
}

/* A series without a time zone has the one that makes its first instance be when it is. */
static void
guess_zone(const struct ical_job *job, struct ical_clock *clock, gint64 start)
{
	gint64 utc, offset;

	if (clock->zone != NULL || clock->days || !pim_time(job->item, PID_START_WHOLE, &utc))
		return;
	offset = start - utc;
	if (offset % 900 == 0 && offset >= -OFFSET_MAX && offset <= OFFSET_MAX)
		ical_clock_set(clock, zone_fixed((gint32)(offset / 60)), job->zones);
	pim_note(job->item->notes, NOTE, "series-without-zone",
	    "a series has no time zone; its times are as they were at its start");
}

static void
add_series(const struct ical_job *job, const struct recurrence *r)
{
	icalcomponent *c = new_event(job, job->item, job->text);
	gint64 day = wall_from_minutes(r->start_date);
	struct ical_clock clock = {.days = pim_flag(job->item, PID_SUBTYPE)};
	struct when w = {.starts = &clock, .start = day + (gint64)r->start_offset * 60};
	g_autoptr(GArray) instances = NULL;

	w.end = day + (gint64)r->end_offset * 60;
	ical_clock_of_series(&clock, job->item, job->zones);
	guess_zone(job, &clock, w.start);
	instances = ical_instances(job->item, r, &clock);
	add_when(c, &w);
	if (!ical_add_rule(c, job->item, r, &clock))
		ical_add_x_text(
		    c, "X-MICROSOFT-RECURRENCE-PATTERN", job->item, PID_RECURRENCE_PATTERN);
	ical_add_exdates(c, r, &clock, instances);
	add_rest(c, job, job->item);
	add_instances(job, instances, &clock);
	ical_clock_clear(&clock);
}

/* NULL: the item is no series, or how it recurs cannot be read, which is noted. */
static struct recurrence *
read_recurrence(const struct pim_item *item)
{
	g_autoptr(GBytes) blob = NULL;
	g_autoptr(GError) error = NULL;
	struct recurrence *r;
	gint32 recurring;

	if (pim_number(item, PID_RECURRING, &recurring) && recurring == 0)
		return NULL;
	blob = pim_bytes(item, PID_RECUR, RECURRENCE_BLOB_MAX);
	if (blob == NULL)
		return NULL;
	r = recurrence_parse(g_bytes_get_data(blob, NULL), g_bytes_get_size(blob), true, &error);
	if (r == NULL)
		pim_note(item->notes, LOSS, "recurrence-damaged", "%s", error->message);
	else if (!r->whole)
		pim_note(item->notes, LOSS, "recurrence-damaged",
		    "the changed instances of a series cannot all be read");
	return r;
}

void
ical_event(const struct ical_job *job)
{
	bool answer = g_strcmp0(job->method, "REPLY") == 0 || is_counter(job);
	g_autoptr(recurrence) r = answer ? NULL : read_recurrence(job->item);

	if (r != NULL)
		add_series(job, r);
	else
		add_single(job);
}
