/* SPDX-License-Identifier: Apache-2.0 */
/* Reads both blobs, and reckons with their rules; see zone.h. */
#include "convert/mapi/zone.h"

#include <string.h>

#include "convert/mapi/walltime.h"
#include "crypto/cursor.h"

#define RULES_MAX 1024        /* [MS-OXOCAL] 2.2.1.41 */
#define NAME_MAX_UNITS 260    /* the same: cchKeyName */
#define RULE_EFFECTIVE 0x0002 /* TZRULE_FLAG_EFFECTIVE_TZREG */
#define BIAS_MAX (36 * 60)    /* minutes; the sum of two */

static gint32
take_signed(struct cursor *c)
{
	return (gint32)cursor_le32(c);
}

static void
read_change(struct cursor *c, struct zone_change *to)
{
	guint16 hour, minute, second;

	to->by_date = cursor_le16(c) != 0;
	to->month = cursor_le16(c);
	to->weekday = cursor_le16(c);
	to->day = cursor_le16(c);
	hour = cursor_le16(c);
	minute = cursor_le16(c);
	second = cursor_le16(c);
	cursor_skip(c, 2); /* milliseconds */
	to->second = hour * 3600u + minute * 60u + second;
}

static void
read_biases(struct cursor *c, struct zone *z)
{
	z->bias = take_signed(c);
	z->standard_bias = take_signed(c);
	z->daylight_bias = take_signed(c);
}

static bool
is_change(const struct zone_change *c)
{
	guint16 last = c->by_date ? 31 : 5;

	return c->month == 0 ||
	    (c->month <= 12 && c->weekday <= 6 && c->day >= 1 && c->day <= last &&
		c->second < WALL_DAY);
}

static bool
is_bias(gint64 minutes)
{
	return minutes >= -BIAS_MAX && minutes <= BIAS_MAX;
}

static bool
check(const struct zone *z, GError **error)
{
	if (!is_bias((gint64)z->bias + z->standard_bias) ||
	    !is_bias((gint64)z->bias + z->daylight_bias))
		return err_set(error, ERR_FORMAT, "time zone is further than 36 hours from UTC");
	if (!is_change(&z->to_standard) || !is_change(&z->to_daylight))
		return err_set(error, ERR_FORMAT, "time zone changes on a day that does not exist");
	return true;
}

static void
read_name(struct cursor *c, struct zone *z)
{
	guint16 len = cursor_le16(c);
	const unsigned char *bytes = len <= NAME_MAX_UNITS ? cursor_take(c, 2u * len) : NULL;
	gunichar2 units[NAME_MAX_UNITS];

	if (bytes == NULL) {
		c->failed = true;
		return;
	}
	for (guint i = 0; i < len; i++)
		units[i] = (gunichar2)(bytes[2 * i] | bytes[2 * i + 1] << 8);
	z->name = g_utf16_to_utf8(units, len, NULL, NULL, NULL);
}

/* A TZRule (2.2.1.41.1). Returns its flags. */
static guint16
read_rule(struct cursor *c, struct zone *z)
{
	guint16 flags;

	cursor_skip(c, 4); /* versions, size: as they are in every file */
	flags = cursor_le16(c);
	cursor_skip(c, 2 + 14); /* the year; reserved */
	read_biases(c, z);
	read_change(c, &z->to_standard);
	read_change(c, &z->to_daylight);
	return flags;
}

struct zone *
zone_parse_definition(const void *blob, size_t len, GError **error)
{
	struct cursor c = cursor_at(blob, len);
	g_autoptr(zone) z = g_new0(struct zone, 1);
	guint16 n;

	cursor_skip(&c, 6); /* versions, size of the header, reserved */
	read_name(&c, z);
	n = cursor_le16(&c);
	if (c.failed || n == 0 || n > RULES_MAX) {
		err_set(error, ERR_FORMAT, "time zone definition is damaged");
		return NULL;
	}
	while (n-- > 0 && (read_rule(&c, z) & RULE_EFFECTIVE) == 0)
		;
	if (c.failed) {
		err_set(error, ERR_FORMAT, "time zone definition is cut short");
		return NULL;
	}
	return check(z, error) ? g_steal_pointer(&z) : NULL;
}

struct zone *
zone_parse_struct(const void *blob, size_t len, const char *name, GError **error)
{
	struct cursor c = cursor_at(blob, len);
	g_autoptr(zone) z = g_new0(struct zone, 1);

	z->name = g_strdup(name);
	read_biases(&c, z);
	cursor_skip(&c, 2);
	read_change(&c, &z->to_standard);
	cursor_skip(&c, 2);
	read_change(&c, &z->to_daylight);
	if (c.failed) {
		err_set(error, ERR_FORMAT, "time zone structure is cut short");
		return NULL;
	}
	return check(z, error) ? g_steal_pointer(&z) : NULL;
}

struct zone *
zone_fixed(gint32 minutes)
{
	struct zone *z = g_new0(struct zone, 1);

	z->bias = -minutes;
	return z;
}

void
zone_free(struct zone *z)
{
	if (z == NULL)
		return;
	g_free(z->name);
	g_free(z);
}

bool
zone_has_daylight(const struct zone *z)
{
	return z->to_standard.month != 0 && z->to_daylight.month != 0 &&
	    z->standard_bias != z->daylight_bias;
}

static bool
is_same_change(const struct zone_change *a, const struct zone_change *b)
{
	return a->month == b->month && a->weekday == b->weekday && a->day == b->day &&
	    a->second == b->second && a->by_date == b->by_date;
}

bool
zone_equal(const struct zone *a, const struct zone *b)
{
	if (a->bias + a->standard_bias != b->bias + b->standard_bias ||
	    zone_has_daylight(a) != zone_has_daylight(b))
		return false;
	return !zone_has_daylight(a) ||
	    (a->bias + a->daylight_bias == b->bias + b->daylight_bias &&
		is_same_change(&a->to_standard, &b->to_standard) &&
		is_same_change(&a->to_daylight, &b->to_daylight));
}

gint64
zone_change_in(const struct zone_change *c, int year)
{
	gint64 day = wall_day(year, c->month, 1);
	int y, m, weekday;

	if (c->by_date)
		return day + (c->day - 1) * WALL_DAY + c->second;
	wall_split(day, &y, &m, &weekday);
	day += ((c->weekday - weekday + 7) % 7 + (c->day - 1) * 7) * WALL_DAY;
	wall_split(day, &y, &m, &weekday);
	return (m == c->month ? day : day - 7 * WALL_DAY) + c->second;
}

static gint64
standard_offset(const struct zone *z)
{
	return -((gint64)z->bias + z->standard_bias) * 60;
}

static gint64
daylight_offset(const struct zone *z)
{
	return -((gint64)z->bias + z->daylight_bias) * 60;
}

/* What is added to UTC at an instant. */
static gint64
offset_at(const struct zone *z, gint64 utc)
{
	int year, month, weekday;
	gint64 begin, end;
	bool summer;

	if (!zone_has_daylight(z))
		return standard_offset(z);
	wall_split(utc + standard_offset(z), &year, &month, &weekday);
	begin = zone_change_in(&z->to_daylight, year) - standard_offset(z);
	end = zone_change_in(&z->to_standard, year) - daylight_offset(z);
	summer = begin < end ? utc >= begin && utc < end : utc >= begin || utc < end;
	return summer ? daylight_offset(z) : standard_offset(z);
}

gint64
zone_to_wall(const struct zone *z, gint64 utc)
{
	return utc + offset_at(z, utc);
}

/* A time that clocks show twice is the first of the two; one they skip is as before the change. */
gint64
zone_to_utc(const struct zone *z, gint64 wall)
{
	gint64 standard = wall - standard_offset(z), summer = wall - daylight_offset(z);

	if (zone_has_daylight(z) && zone_to_wall(z, summer) == wall)
		return summer;
	return standard;
}
