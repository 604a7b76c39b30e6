/* SPDX-License-Identifier: Apache-2.0 */
/* Calendar arithmetic is GDate's; see walltime.h. */
#include "convert/mapi/walltime.h"

#define EPOCH_JULIAN 719163                       /* GDate's number of 1970-01-01 */
#define EPOCH_1601 G_GINT64_CONSTANT(11644473600) /* seconds from 1601 to 1970 */
#define LAST G_GINT64_CONSTANT(32535215999)       /* 3000-12-31T23:59:59 */

gint64
wall_day(int year, int month, int day)
{
	GDate d;

	g_date_clear(&d, 1);
	g_date_set_dmy(&d, 1, (GDateMonth)month, (GDateYear)year);
	return ((gint64)g_date_get_julian(&d) - EPOCH_JULIAN + day - 1) * WALL_DAY;
}

gint64
wall_midnight(gint64 t)
{
	return t - ((t % WALL_DAY) + WALL_DAY) % WALL_DAY;
}

gint64
wall_nearest_midnight(gint64 t)
{
	return wall_midnight(t + WALL_DAY / 2);
}

gint64
wall_from_minutes(guint32 minutes)
{
	return (gint64)minutes * 60 - EPOCH_1601;
}

static void
split(gint64 t, GDate *d)
{
	t = MIN(MAX(t, -EPOCH_1601), LAST);
	g_date_clear(d, 1);
	g_date_set_julian(d, (guint32)(wall_midnight(t) / WALL_DAY + EPOCH_JULIAN));
}

void
wall_split(gint64 t, int *year, int *month, int *weekday)
{
	GDate d;

	split(t, &d);
	*year = g_date_get_year(&d);
	*month = (int)g_date_get_month(&d);
	*weekday = (int)g_date_get_weekday(&d) % 7;
}

struct icaltimetype
wall_ical(gint64 t, bool date_only)
{
	struct icaltimetype i = icaltime_null_time();
	int second;
	GDate d;

	t = MIN(t, LAST);
	second = (int)(t - wall_midnight(t));
	split(t, &d);
	i.year = g_date_get_year(&d);
	i.month = (int)g_date_get_month(&d);
	i.day = g_date_get_day(&d);
	i.is_date = date_only;
	if (!date_only) {
		i.hour = second / 3600;
		i.minute = second / 60 % 60;
		i.second = second % 60;
	}
	return i;
}
