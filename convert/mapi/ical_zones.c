/* SPDX-License-Identifier: Apache-2.0 */
/* Zones by TZID, and their rules as VTIMEZONE; see ical_zones.h. */
#include "convert/mapi/ical_zones.h"

#include <libical/ical.h>
#include <string.h>

#include "convert/mapi/ical_text.h"
#include "convert/mapi/walltime.h"

#define NAME_MAX_BYTES 200
#define FIRST_YEAR 1970 /* importers do not expect rules to begin in 1601 */

struct known {
	char *id;
	struct zone zone; /* without a name */
};

struct ical_zones {
	GPtrArray *known; /* struct known */
	guint nwritten;
};

static void
known_free(gpointer p)
{
	struct known *k = p;

	g_free(k->id);
	g_free(k);
}

struct ical_zones *
ical_zones_new(void)
{
	struct ical_zones *zones = g_new0(struct ical_zones, 1);

	zones->known = g_ptr_array_new_with_free_func(known_free);
	return zones;
}

void
ical_zones_free(struct ical_zones *zones)
{
	if (zones == NULL)
		return;
	g_ptr_array_unref(zones->known);
	g_free(zones);
}

static int
standard_minutes(const struct zone *z)
{
	return -(z->bias + z->standard_bias);
}

static int
daylight_minutes(const struct zone *z)
{
	return -(z->bias + z->daylight_bias);
}

static void
append_offset(GString *s, int minutes)
{
	g_string_append_printf(
	    s, "%c%02d%02d", minutes < 0 ? '-' : '+', abs(minutes) / 60, abs(minutes) % 60);
}

/* Its name, or "UTC+0100", "UTC+0100/+0200" if clocks change. */
static char *
name_of(const struct zone *z)
{
	g_autofree char *name = ical_parameter(z->name != NULL ? z->name : "", NAME_MAX_BYTES);
	GString *made;

	if (*name != '\0')
		return g_steal_pointer(&name);
	made = g_string_new("UTC");
	append_offset(made, standard_minutes(z));
	if (zone_has_daylight(z)) {
		g_string_append_c(made, '/');
		append_offset(made, daylight_minutes(z));
	}
	return g_string_free(made, FALSE);
}

static const struct known *
find_id(const struct ical_zones *zones, const char *id)
{
	for (guint i = 0; i < zones->known->len; i++) {
		const struct known *k = g_ptr_array_index(zones->known, i);

		if (strcmp(k->id, id) == 0)
			return k;
	}
	return NULL;
}

static const char *
add(struct ical_zones *zones, const struct zone *z, const char *id)
{
	struct known *k;

	if (zones->known->len >= ICAL_ZONES_MAX)
		return NULL;
	k = g_new0(struct known, 1);
	k->id = g_strdup(id);
	k->zone = *z;
	k->zone.name = NULL;
	g_ptr_array_add(zones->known, k);
	return k->id;
}

const char *
ical_zones_id(struct ical_zones *zones, const struct zone *z)
{
	g_autofree char *name = name_of(z);
	g_autofree char *id = g_strdup(name);
	const struct known *k;

	if (!zone_has_daylight(z) && standard_minutes(z) == 0)
		return NULL;
	for (guint n = 2; (k = find_id(zones, id)) != NULL; n++) {
		if (zone_equal(&k->zone, z))
			return k->id;
		g_free(id);
		id = g_strdup_printf("%s (%u)", name, n);
	}
	return add(zones, z, id);
}

static struct icalrecurrencetype
yearly(const struct zone_change *c)
{
	static const char weekdays[7][3] = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};
	g_autofree char *rule = c->by_date
	    ? g_strdup_printf("FREQ=YEARLY;BYMONTH=%d;BYMONTHDAY=%d", c->month, c->day)
	    : g_strdup_printf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", c->month,
		  c->day == 5 ? -1 : c->day, weekdays[c->weekday]);

	return icalrecurrencetype_from_string(rule);
}

/* STANDARD or DAYLIGHT. change: when it begins; NULL: it always is */
static icalcomponent *
observance(icalcomponent_kind kind, const struct zone_change *change, int from, int to)
{
	icalcomponent *c = icalcomponent_new(kind);
	gint64 start =
	    change != NULL ? zone_change_in(change, FIRST_YEAR) : wall_day(FIRST_YEAR, 1, 1);

	icalcomponent_add_property(c, icalproperty_new_dtstart(wall_ical(start, false)));
	icalcomponent_add_property(c, icalproperty_new_tzoffsetfrom(from * 60));
	icalcomponent_add_property(c, icalproperty_new_tzoffsetto(to * 60));
	if (change != NULL)
		icalcomponent_add_property(c, icalproperty_new_rrule(yearly(change)));
	return c;
}

static void
write_zone(const struct known *k, GString *out)
{
	const struct zone *z = &k->zone;
	int standard = standard_minutes(z), summer = daylight_minutes(z);
	icalcomponent *c = icalcomponent_new(ICAL_VTIMEZONE_COMPONENT);

	icalcomponent_add_property(c, icalproperty_new_tzid(k->id));
	if (!zone_has_daylight(z)) {
		icalcomponent_add_component(
		    c, observance(ICAL_XSTANDARD_COMPONENT, NULL, standard, standard));
	} else {
		icalcomponent_add_component(
		    c, observance(ICAL_XSTANDARD_COMPONENT, &z->to_standard, summer, standard));
		icalcomponent_add_component(
		    c, observance(ICAL_XDAYLIGHT_COMPONENT, &z->to_daylight, standard, summer));
	}
	ical_write(c, out);
	icalcomponent_free(c);
}

void
ical_zones_write(struct ical_zones *zones, GString *out)
{
	for (; zones->nwritten < zones->known->len; zones->nwritten++)
		write_zone(g_ptr_array_index(zones->known, zones->nwritten), out);
}
