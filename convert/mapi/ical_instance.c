/* SPDX-License-Identifier: Apache-2.0 */
/* Pairs a recurrence with the attachments of its series; see ical_instance.h. */
#include "convert/mapi/ical_instance.h"

#include "convert/mapi/codepage.h"
#include "convert/mapi/walltime.h"

#define METHOD_EMBEDDED 5

/* When an attached instance would have begun, and does; on the series' clock. */
struct attached {
	gint64 original, start;
	bool has_original, has_start;
};

bool
ical_is_instance(struct mapi_object *attachment)
{
	struct pim_item item;
	gint32 method = 0;
	gint64 t;

	pim_item_init(&item, attachment, NULL, NULL);
	return pim_number(&item, PID_ATTACH_METHOD, &method) && method == METHOD_EMBEDDED &&
	    pim_flag(&item, PID_ATTACHMENT_HIDDEN) &&
	    (pim_time(&item, PID_EXCEPTION_START, &t) ||
		pim_time(&item, PID_EXCEPTION_REPLACE_TIME_TAG, &t) ||
		pim_flag(&item, PID_ATTACHMENT_FLAGS));
}

static void
read_times(struct attached *a, const struct pim_item *attachment, const struct ical_clock *clock)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(mapi_object) o = mapi_embedded(attachment->reader.object, &error);
	struct pim_item message;
	gint64 utc;

	pim_item_init(&message, o, attachment, attachment->notes);
	a->has_original = pim_time(&message, PID_EXCEPTION_REPLACE_TIME, &utc) ||
	    pim_time(&message, PID_EXCEPTION_REPLACE_TIME_TAG, &utc);
	if (a->has_original)
		a->original = ical_clock_wall(clock, utc);
	a->has_start = pim_time(&message, PID_EXCEPTION_START, &a->start);
	if (!a->has_start && pim_time(&message, PID_START_WHOLE, &utc)) {
		a->has_start = true;
		a->start = ical_clock_wall(clock, utc);
	}
	if (o == NULL)
		pim_note(attachment->notes, LOSS, "exception-damaged", "%s", error->message);
}

/* The instance, still without an attachment, that this can be; how: the surest comes first. */
static struct ical_instance *
find(GArray *all, const struct attached *a, int how)
{
	for (guint i = 0; i < all->len; i++) {
		struct ical_instance *x = &g_array_index(all, struct ical_instance, i);
		gint64 start = x->info != NULL ? wall_from_minutes(x->info->start) : x->original;

		if (x->attachment >= 0)
			continue;
		if ((how == 0 && a->has_original && x->original == a->original) ||
		    (how == 1 && a->has_original &&
			wall_midnight(x->original) == wall_midnight(a->original)) ||
		    (how == 2 && a->has_start && start == a->start))
			return x;
	}
	return NULL;
}

static void
pair(GArray *all, const struct attached *a, gint number, const struct pim_notes *notes)
{
	struct ical_instance *x = NULL, alone = {.original = a->original, .attachment = number};

	for (int how = 0; how < 3 && x == NULL; how++)
		x = find(all, a, how);
	if (x != NULL)
		x->attachment = number;
	else if (a->has_original && all->len < ICAL_INSTANCES_MAX)
		g_array_append_val(all, alone);
	else
		pim_note(notes, LOSS, "exception-unplaced",
		    "attachment %d is a changed instance of no known date", number);
}

static void
pair_attachment(
    GArray *all, const struct pim_item *series, guint number, const struct ical_clock *clock)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(mapi_object) o =
	    mapi_child(series->reader.object, MAPI_ATTACHMENTS, number, &error);
	struct attached a = {0};
	struct pim_item item;

	if (o == NULL) {
		pim_note(series->notes, LOSS, "attachment-damaged", "%s", error->message);
		return;
	}
	pim_item_init(&item, o, NULL, series->notes);
	if (!ical_is_instance(o))
		return;
	read_times(&a, &item, clock);
	pair(all, &a, (gint)number, series->notes);
}

GArray *
ical_instances(
    const struct pim_item *series, const struct recurrence *r, const struct ical_clock *clock)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct ical_instance));
	guint n = 0;

	if (r->exceptions->len > ICAL_INSTANCES_MAX)
		pim_note(series->notes, LOSS, "exceptions-limit",
		    "%u of %u changed instances are left out",
		    r->exceptions->len - ICAL_INSTANCES_MAX, r->exceptions->len);
	for (guint i = 0; i < MIN(r->exceptions->len, ICAL_INSTANCES_MAX); i++) {
		const struct recurrence_exception *info = g_ptr_array_index(r->exceptions, i);
		struct ical_instance x = {
		    .original = wall_from_minutes(info->original), .info = info, .attachment = -1};

		g_array_append_val(all, x);
	}
	if (!mapi_count(series->reader.object, MAPI_ATTACHMENTS, &n, NULL))
		pim_note(
		    series->notes, LOSS, "attachments-damaged", "changed instances may be missing");
	for (guint i = 0; i < MIN(n, ICAL_ATTACHMENTS_MAX); i++)
		pair_attachment(all, series, i, clock);
	return all;
}

static void
override_text(struct pim_item *item, enum pim_key key, GBytes *wide, GBytes *narrow)
{
	GBytes *bytes = wide != NULL ? wide : narrow;
	const void *data;
	size_t len;

	if (bytes == NULL)
		return;
	data = g_bytes_get_data(bytes, &len);
	pim_override(item, key,
	    g_string_free(
		codepage_to_utf8(
		    wide != NULL ? CODEPAGE_UTF16 : item->base->reader.codepage, data, len, NULL),
		FALSE));
}

void
ical_instance_override(struct pim_item *item, const struct recurrence_exception *info)
{
	const struct {
		unsigned flag;
		enum pim_key key;
		guint32 value;
	} numbers[] = {
	    {RECURRENCE_MEETING_TYPE, PID_STATE_FLAGS, info->meeting_type},
	    {RECURRENCE_REMINDER_DELTA, PID_REMINDER_DELTA, info->reminder_delta},
	    {RECURRENCE_REMINDER_SET, PID_REMINDER_SET, info->reminder_set},
	    {RECURRENCE_BUSY_STATUS, PID_BUSY_STATUS, info->busy_status},
	    {RECURRENCE_SUBTYPE, PID_SUBTYPE, info->subtype},
	};

	override_text(item, PID_SUBJECT, info->subject, info->subject8);
	override_text(item, PID_LOCATION, info->location, info->location8);
	for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
		if ((info->overrides & numbers[i].flag) != 0)
			pim_override(item, numbers[i].key, g_strdup_printf("%u", numbers[i].value));
}
