/* SPDX-License-Identifier: Apache-2.0 */
/* One pattern after the other, as [MS-OXCICAL] 2.1.3.2.1 pairs them; see recurrence_rule.h. */
#include "convert/mapi/recurrence_rule.h"

#include "convert/mapi/walltime.h"

#define ALL_DAYS 0x7f
#define MINUTES_A_DAY (24 * 60)
#define INTERVAL_MAX 32767 /* what libical, and so many who import, can hold */
#define NTH_LAST 5

static const char weekdays[7][3] = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};

static bool
is_yearly(const struct recurrence *r)
{
	return r->frequency == RECURRENCE_YEARLY && r->period % 12 == 0;
}

static const char *
frequency(const struct recurrence *r, guint32 *interval)
{
	*interval = r->period;
	switch (r->pattern) {
	case RECURRENCE_DAY:
		*interval = r->period / MINUTES_A_DAY;
		return "DAILY";
	case RECURRENCE_WEEK:
		return "WEEKLY";
	default:
		if (!is_yearly(r))
			return "MONTHLY";
		*interval = r->period / 12;
		return "YEARLY";
	}
}

static void
add_weekdays(GString *s, const struct recurrence *r, const char *nth)
{
	const char *between = ";BYDAY=";

	for (unsigned i = 0; i < G_N_ELEMENTS(weekdays); i++) {
		if ((r->weekdays >> i & 1) == 0)
			continue;
		g_string_append_printf(s, "%s%s%s", between, nth, weekdays[i]);
		between = ",";
	}
}

/* How many days the month surely has that a yearly series falls in, or any month. */
static guint32
sure_days(const struct recurrence *r)
{
	static const guint8 days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year, month, weekday;

	if (!is_yearly(r))
		return 28;
	wall_split(wall_from_minutes(r->start_date), &year, &month, &weekday);
	return days[month - 1];
}

/* Outlook takes the last day of a month that has not so many, RFC 5545 none. */
static void
add_month_day(GString *s, const struct recurrence *r)
{
	if (r->month_day <= sure_days(r)) {
		g_string_append_printf(s, ";BYMONTHDAY=%u", r->month_day);
		return;
	}
	if (is_yearly(r) || r->month_day == 31) {
		g_string_append(s, ";BYMONTHDAY=-1");
		return;
	}
	g_string_append(s, ";BYMONTHDAY=28");
	for (guint32 day = 29; day <= r->month_day; day++)
		g_string_append_printf(s, ",%u", day);
	g_string_append(s, ";BYSETPOS=-1");
}

static void
add_nth(GString *s, const struct recurrence *r)
{
	bool one = (r->weekdays & (r->weekdays - 1)) == 0;
	int nth = r->nth == NTH_LAST ? -1 : (int)r->nth;
	g_autofree char *number = g_strdup_printf("%d", nth);

	if (r->weekdays == ALL_DAYS) {
		g_string_append_printf(s, ";BYMONTHDAY=%d", nth);
		return;
	}
	add_weekdays(s, r, one ? number : "");
	if (!one)
		g_string_append_printf(s, ";BYSETPOS=%d", nth);
}

static void
add_pattern(GString *s, const struct recurrence *r)
{
	int year, month, weekday;

	if (r->pattern >= RECURRENCE_MONTH && is_yearly(r)) {
		wall_split(wall_from_minutes(r->start_date), &year, &month, &weekday);
		g_string_append_printf(s, ";BYMONTH=%d", month);
	}
	switch (r->pattern) {
	case RECURRENCE_WEEK:
		add_weekdays(s, r, "");
		g_string_append_printf(s, ";WKST=%s", weekdays[r->first_weekday % 7]);
		break;
	case RECURRENCE_MONTH:
		add_month_day(s, r);
		break;
	case RECURRENCE_MONTH_NTH:
		add_nth(s, r);
		break;
	case RECURRENCE_MONTH_END:
		g_string_append(s, ";BYMONTHDAY=-1");
		break;
	default:
		break;
	}
}

static bool
check(const struct recurrence *r, GError **error)
{
	bool by_weekday = r->pattern == RECURRENCE_WEEK || r->pattern == RECURRENCE_MONTH_NTH;

	if (r->pattern > RECURRENCE_MONTH_END || r->calendar > 1)
		return err_set(error, ERR_UNSUPPORTED,
		    "series by calendar %u, pattern 0x%x, which iCalendar cannot say", r->calendar,
		    r->pattern);
	if (by_weekday && (r->weekdays == 0 || r->weekdays > ALL_DAYS))
		return err_set(error, ERR_FORMAT, "series on weekdays 0x%x", r->weekdays);
	if (r->pattern == RECURRENCE_MONTH_NTH && (r->nth == 0 || r->nth > NTH_LAST))
		return err_set(error, ERR_FORMAT, "series on the %uth weekday", r->nth);
	if (r->pattern == RECURRENCE_MONTH && (r->month_day == 0 || r->month_day > 31))
		return err_set(error, ERR_FORMAT, "series on day %u of a month", r->month_day);
	if (r->end_type == RECURRENCE_COUNT && (r->count == 0 || r->count > G_MAXINT32))
		return err_set(error, ERR_FORMAT, "series of %u instances", r->count);
	return true;
}

char *
recurrence_rule(const struct recurrence *r, const char *until, GError **error)
{
	g_autoptr(GString) s = g_string_new(NULL);
	guint32 interval;
	const char *freq = frequency(r, &interval);

	if (!check(r, error))
		return NULL;
	if (interval > INTERVAL_MAX) {
		err_set(error, ERR_FORMAT, "series with a period of %u", r->period);
		return NULL;
	}
	g_string_append_printf(s, "FREQ=%s", freq);
	if (r->end_type == RECURRENCE_UNTIL)
		g_string_append_printf(s, ";UNTIL=%s", until);
	else if (r->end_type == RECURRENCE_COUNT)
		g_string_append_printf(s, ";COUNT=%u", r->count);
	if (interval > 1)
		g_string_append_printf(s, ";INTERVAL=%u", interval);
	add_pattern(s, r);
	return g_string_free(g_steal_pointer(&s), FALSE);
}
