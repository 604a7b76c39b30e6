/* SPDX-License-Identifier: Apache-2.0 */
/* When a series takes place, and when not; see ical_rule.h. */
#include "convert/mapi/ical_rule.h"

#include "convert/mapi/ical_instance.h"
#include "convert/mapi/recurrence_rule.h"
#include "convert/mapi/walltime.h"

bool
ical_add_rule(icalcomponent *c, const struct pim_item *series, const struct recurrence *r,
    const struct ical_clock *clock)
{
	g_autofree char *until =
	    ical_clock_until(clock, wall_from_minutes(r->end_date) + (gint64)r->start_offset * 60);
	g_autoptr(GError) error = NULL;
	g_autofree char *rule = recurrence_rule(r, until, &error);
	struct icalrecurrencetype parsed;

	if (rule == NULL) {
		pim_note(series->notes, LOSS, "recurrence-unsupported", "%s", error->message);
		return false;
	}
	parsed = icalrecurrencetype_from_string(rule);
	if (parsed.freq == ICAL_NO_RECURRENCE) {
		pim_note(series->notes, LOSS, "recurrence-unsupported", "no rule: %s", rule);
		return false;
	}
	icalcomponent_add_property(c, icalproperty_new_rrule(parsed));
	return true;
}

static gint64 *
new_day(gint64 wall)
{
	gint64 day = wall_midnight(wall);

	return g_memdup2(&day, sizeof(day));
}

void
ical_add_exdates(icalcomponent *c, const struct recurrence *r, const struct ical_clock *clock,
    const GArray *instances)
{
	g_autoptr(GHashTable) changed =
	    g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);

	for (guint i = 0; i < instances->len; i++)
		g_hash_table_add(
		    changed, new_day(g_array_index(instances, struct ical_instance, i).original));
	for (guint i = 0; i < r->deleted->len; i++) {
		gint64 day = wall_from_minutes(g_array_index(r->deleted, guint32, i));

		if (!g_hash_table_contains(changed, &day))
			ical_clock_add(
			    clock, c, ICAL_EXDATE_PROPERTY, day + (gint64)r->start_offset * 60);
	}
}
