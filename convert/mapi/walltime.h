/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Times on a wall clock: seconds from 1970-01-01T00:00:00 as that clock shows them, with
 * no zone. UTC is one such clock; zone.h converts between it and the others.
 */
#ifndef CONVERT_MAPI_WALLTIME_H
#define CONVERT_MAPI_WALLTIME_H

#include <glib.h>
#include <libical/ical.h>
#include <stdbool.h>

#define WALL_DAY G_GINT64_CONSTANT(86400)

/* Midnight of a day of the years 1601 to 9999; the month 1 to 12, the day at most 31. */
gint64 wall_day(int year, int month, int day);

/* Midnight of the day that t is in. */
gint64 wall_midnight(gint64 t);

/* The midnight that is nearest to t. */
gint64 wall_nearest_midnight(gint64 t);

/* From minutes since 1601, as [MS-OXOCAL] 2.2.1.44 has them. */
gint64 wall_from_minutes(guint32 minutes);

/* The year, the month from 1, the day of the week from 0 for Sunday. */
void wall_split(gint64 t, int *year, int *month, int *weekday);

/*
 * The same time for libical, floating; with the time of day, or as a date alone. What is behind
 * the year 3000, which is the last that libical writes, is at its end.
 */
struct icaltimetype wall_ical(gint64 t, bool date_only);

#endif
