/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The clock by which times stand in a calendar: a time zone's, or UTC's where an item names
 * no zone. Of what lasts all day there is only the date.
 */
#ifndef CONVERT_MAPI_ICAL_CLOCK_H
#define CONVERT_MAPI_ICAL_CLOCK_H

#include <libical/ical.h>

#include "convert/mapi/ical_zones.h"
#include "convert/mapi/pim_item.h"

/* Callers may read it and set days. */
struct ical_clock {
	struct zone *zone;        /* owned; NULL: none is known */
	struct ical_zones *zones; /* borrowed: get the zone when a time by it is written */
	bool days;                /* only dates are written */
};

/*
 * The clock of a series of instances: PidLidAppointmentTimeZoneDefinitionRecur, unless
 * PidLidTimeZoneStruct contradicts it, which then decides ([MS-OXOCAL] 2.2.1.41).
 */
void ical_clock_of_series(
    struct ical_clock *c, const struct pim_item *item, struct ical_zones *zones);

/* The clock of a single start or end. */
void ical_clock_of_start(
    struct ical_clock *c, const struct pim_item *item, struct ical_zones *zones);
void ical_clock_of_end(struct ical_clock *c, const struct pim_item *item, struct ical_zones *zones);

/* Gives a clock a zone, which it takes over. */
void ical_clock_set(struct ical_clock *c, struct zone *z, struct ical_zones *zones);
void ical_clock_clear(struct ical_clock *c);

/*
 * What the clock shows at an instant, and back. Of days it is the midnight that is nearest,
 * since the zone that made the item may be another or not known.
 */
gint64 ical_clock_wall(const struct ical_clock *c, gint64 utc);
gint64 ical_clock_utc(const struct ical_clock *c, gint64 wall);

/* Adds a property of a kind whose value is this time of the clock. */
void ical_clock_add(
    const struct ical_clock *c, icalcomponent *to, icalproperty_kind kind, gint64 wall);

/*
 * The same time as UNTIL of an RRULE has it, in UTC unless it is a date (RFC 5545, 3.3.10); the
 * caller frees it.
 */
char *ical_clock_until(const struct ical_clock *c, gint64 wall);

/* Adds a property of a kind whose value is in UTC. */
void ical_add_utc(icalcomponent *to, icalproperty_kind kind, gint64 utc);

#endif
