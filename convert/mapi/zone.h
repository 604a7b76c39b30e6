/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The time zone that a calendar item carries with it, as a blob: a PidLidTimeZoneStruct
 * ([MS-OXOCAL] 2.2.1.39), or a TZDEFINITION (2.2.1.41) that has a name and rules by
 * year, of which the one marked effective is what the item's times were made with.
 */
#ifndef CONVERT_MAPI_ZONE_H
#define CONVERT_MAPI_ZONE_H

#include "crypto/error.h"

#define ZONE_BLOB_MAX (128 * 1024) /* bytes */

/* When clocks change, on the clock before the change. A SYSTEMTIME. */
struct zone_change {
	guint16 month;   /* 1 to 12; 0: they do not */
	guint16 weekday; /* 0 is Sunday; of a date that has a year it is not used */
	guint16 day;     /* 1 to 4: the nth such weekday of the month, 5: the last; or its date */
	guint32 second;  /* of the day */
	bool by_date;    /* day is the day of the month */
};

/* Local time plus the bias is UTC. In minutes; the other two are added to it. */
struct zone {
	char *name; /* UTF-8: "W. Europe Standard Time"; NULL: it has none */
	gint32 bias, standard_bias, daylight_bias;
	struct zone_change to_standard, to_daylight;
};

/*
 * Reads a TZDEFINITION. The caller frees the result. NULL with ERR_FORMAT if it is damaged,
 * or has no rule, or one that is no zone of this planet.
 */
MUST_USE struct zone *zone_parse_definition(const void *blob, size_t len, GError **error);

/*
 * The same of a PidLidTimeZoneStruct.
 *
 * name: as PidLidTimeZoneDescription has it, UTF-8; NULL: none
 */
MUST_USE struct zone *zone_parse_struct(
    const void *blob, size_t len, const char *name, GError **error);

/* A zone without daylight saving time; minutes: what UTC has to be added to be its time. */
MUST_USE struct zone *zone_fixed(gint32 minutes);
void zone_free(struct zone *z); /* accepts NULL */

/* Whether clocks ever change in it. */
bool zone_has_daylight(const struct zone *z);

/* Whether the rules are equal, whatever the names. */
bool zone_equal(const struct zone *a, const struct zone *b);

/* The time of a change in a year, in seconds since 1970 on the clock before it. */
gint64 zone_change_in(const struct zone_change *c, int year);

/* What the clock shows at an instant, seconds since 1970 in UTC; and the other way round. */
gint64 zone_to_wall(const struct zone *z, gint64 utc);
gint64 zone_to_utc(const struct zone *z, gint64 wall);

typedef struct zone zone;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(zone, zone_free)

#endif
