/* SPDX-License-Identifier: Apache-2.0 */
/* Finds an item's time zones, and writes times by them; see ical_clock.h. */
#include "convert/mapi/ical_clock.h"

#include "convert/mapi/ical_text.h"
#include "convert/mapi/walltime.h"

static void
note_damage(const struct pim_item *item, const GError *error)
{
	pim_note(item->notes, LOSS, "time-zone-damaged", "%s", error->message);
}

static struct zone *
defined(const struct pim_item *item, enum pim_key key)
{
	g_autoptr(GBytes) blob = pim_bytes(item, key, ZONE_BLOB_MAX);
	g_autoptr(GError) error = NULL;
	struct zone *z;

	if (blob == NULL)
		return NULL;
	z = zone_parse_definition(g_bytes_get_data(blob, NULL), g_bytes_get_size(blob), &error);
	if (z == NULL)
		note_damage(item, error);
	return z;
}

static struct zone *
described(const struct pim_item *item)
{
	g_autoptr(GBytes) blob = pim_bytes(item, PID_ZONE_STRUCT, ZONE_BLOB_MAX);
	g_autofree char *name = pim_text(item, PID_ZONE_DESCRIPTION);
	g_autoptr(GError) error = NULL;
	struct zone *z;

	if (blob == NULL)
		return NULL;
	z = zone_parse_struct(g_bytes_get_data(blob, NULL), g_bytes_get_size(blob), name, &error);
	if (z == NULL)
		note_damage(item, error);
	return z;
}

void
ical_clock_set(struct ical_clock *c, struct zone *z, struct ical_zones *zones)
{
	zone_free(c->zone);
	c->zone = z;
	c->zones = zones;
}

void
ical_clock_clear(struct ical_clock *c)
{
	g_clear_pointer(&c->zone, zone_free);
}

void
ical_clock_of_series(struct ical_clock *c, const struct pim_item *item, struct ical_zones *zones)
{
	g_autoptr(zone) z = defined(item, PID_ZONE_RECUR);
	g_autoptr(zone) other = described(item);

	if (z == NULL && other == NULL)
		z = defined(item, PID_ZONE_START);
	if (other != NULL && (z == NULL || !zone_equal(z, other))) {
		zone_free(z);
		z = g_steal_pointer(&other);
	}
	ical_clock_set(c, g_steal_pointer(&z), zones);
}

void
ical_clock_of_start(struct ical_clock *c, const struct pim_item *item, struct ical_zones *zones)
{
	g_autoptr(zone) z = defined(item, PID_ZONE_START);

	if (z == NULL)
		z = described(item);
	if (z == NULL)
		z = defined(item, PID_ZONE_RECUR);
	ical_clock_set(c, g_steal_pointer(&z), zones);
}

void
ical_clock_of_end(struct ical_clock *c, const struct pim_item *item, struct ical_zones *zones)
{
	g_autoptr(zone) z = defined(item, PID_ZONE_END);

	if (z == NULL)
		ical_clock_of_start(c, item, zones);
	else
		ical_clock_set(c, g_steal_pointer(&z), zones);
}

gint64
ical_clock_wall(const struct ical_clock *c, gint64 utc)
{
	gint64 wall = c->zone != NULL ? zone_to_wall(c->zone, utc) : utc;

	return c->days ? wall_nearest_midnight(wall) : wall;
}

gint64
ical_clock_utc(const struct ical_clock *c, gint64 wall)
{
	return c->zone != NULL ? zone_to_utc(c->zone, wall) : wall;
}

/* By the clock, if it has a TZID; else in UTC. */
static struct icaltimetype
written(const struct ical_clock *c, const char *id, gint64 wall)
{
	struct icaltimetype t;

	if (c->days)
		return wall_ical(wall, true);
	if (id != NULL)
		return wall_ical(wall, false);
	t = wall_ical(ical_clock_utc(c, wall), false);
	t.zone = icaltimezone_get_utc_timezone();
	return t;
}

void
ical_clock_add(const struct ical_clock *c, icalcomponent *to, icalproperty_kind kind, gint64 wall)
{
	const char *id = c->zone != NULL && !c->days ? ical_zones_id(c->zones, c->zone) : NULL;
	struct icaltimetype t = written(c, id, wall);
	icalproperty *p = icalproperty_new(kind);

	icalproperty_set_value(p, c->days ? icalvalue_new_date(t) : icalvalue_new_datetime(t));
	if (id != NULL)
		icalproperty_add_parameter(p, icalparameter_new_tzid(id));
	icalcomponent_add_property(to, p);
}

char *
ical_clock_until(const struct ical_clock *c, gint64 wall)
{
	char *text = icaltime_as_ical_string_r(written(c, NULL, wall));
	char *until = g_strdup(text);

	free(text);
	return until;
}

void
ical_add_utc(icalcomponent *to, icalproperty_kind kind, gint64 utc)
{
	const struct ical_clock c = {0};

	ical_clock_add(&c, to, kind, utc);
}
