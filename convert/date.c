/* SPDX-License-Identifier: Apache-2.0 */
/* Dates as mail has them; see date.h. */
#include "convert/date.h"

#include <string.h>
#include <time.h>

enum part {
	WEEKDAY = 1 << 0,
	DAY = 1 << 1,
	MONTH = 1 << 2,
	YEAR = 1 << 3,
	TIME = 1 << 4,
	ZONE = 1 << 5,
};

struct parts {
	unsigned have; /* enum part */
	int day, month, year, hour, minute, second;
	int zone; /* minutes east */
	bool zone_known;
};

struct token {
	const char *s;
	size_t len;
};

static const char *const weekdays[] = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", NULL};
static const char *const months[] = {"january", "february", "march", "april", "may", "june", "july",
    "august", "september", "october", "november", "december", NULL};

/* RFC 5322 section 4.3, and the names that list archives have most. */
static const struct {
	const char *name;
	int minutes;
} zones[] = {{"UT", 0}, {"UTC", 0}, {"GMT", 0}, {"Z", 0}, {"EST", -300}, {"EDT", -240},
    {"CST", -360}, {"CDT", -300}, {"MST", -420}, {"MDT", -360}, {"PST", -480}, {"PDT", -420},
    {"WET", 0}, {"WEST", 60}, {"BST", 60}, {"CET", 60}, {"MET", 60}, {"CEST", 120}, {"MEST", 120},
    {"MSZ", 120}, {"MEZ", 60}, {"EET", 120}, {"EEST", 180}, {"MSK", 180}, {"JST", 540},
    {"KST", 540}};

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',';
}

/* Whether the '-' at i joins number and word, as in 21-Nov-97. */
static bool
is_joint(const char *s, size_t len, size_t i)
{
	if (s[i] != '-' || i == 0 || i + 1 >= len)
		return false;
	return (g_ascii_isdigit(s[i - 1]) && g_ascii_isalpha(s[i + 1])) ||
	    (g_ascii_isalpha(s[i - 1]) && g_ascii_isdigit(s[i + 1]));
}

/* The offset behind the comment that begins at i. */
static size_t
comment_end(const char *s, size_t len, size_t i)
{
	unsigned depth = 0;

	do {
		if (s[i] == '\\')
			i++;
		else if (s[i] == '(')
			depth++;
		else if (s[i] == ')')
			depth--;
		i++;
	} while (i < len && depth > 0);
	return MIN(i, len);
}

static bool
next_token(const char *s, size_t len, size_t *pos, struct token *t)
{
	size_t i = *pos;

	while (i < len && (is_space(s[i]) || s[i] == '(' || is_joint(s, len, i)))
		i = s[i] == '(' ? comment_end(s, len, i) : i + 1;
	t->s = s + i;
	while (i < len && !is_space(s[i]) && s[i] != '(' && !is_joint(s, len, i))
		i++;
	t->len = (size_t)(s + i - t->s);
	*pos = i;
	return t->len > 0;
}

/* The index of the name that t is, or abbreviates to three letters or more; -1 if none. */
static int
find_name(const char *const names[], const struct token *t)
{
	size_t len = t->len > 3 && t->s[t->len - 1] == '.' ? t->len - 1 : t->len;

	if (len < 3)
		return -1;
	for (int i = 0; names[i] != NULL; i++)
		if (names[i][0] == (t->s[0] | 0x20) && len <= strlen(names[i]) &&
		    g_ascii_strncasecmp(names[i], t->s, len) == 0)
			return i;
	return -1;
}

/* Reads a number of at most max digits at *i; -1 if there is none. */
static int
take_digits(const struct token *t, size_t *i, size_t max)
{
	size_t start = *i;
	int n = 0;

	while (*i < t->len && *i - start < max && g_ascii_isdigit(t->s[*i]))
		n = n * 10 + (t->s[(*i)++] - '0');
	return *i > start ? n : -1;
}

static bool
take_number(struct parts *p, const struct token *t)
{
	size_t i = 0;
	int n = take_digits(t, &i, 4);

	if (n < 0 || i != t->len)
		return false;
	if (t->len <= 2 && !(p->have & DAY)) {
		p->day = n;
		p->have |= DAY;
		return true;
	}
	if (p->have & YEAR)
		return false;
	if (t->len <= 2)
		n += n < 50 ? 2000 : 1900;
	else if (t->len == 3)
		n += 1900;
	p->year = n;
	p->have |= YEAR;
	return true;
}

/* hh:mm, hh:mm:ss, with a fraction or not. */
static bool
take_time(struct parts *p, const struct token *t)
{
	size_t i = 0;

	if (p->have & TIME)
		return false;
	p->hour = take_digits(t, &i, 2);
	if (p->hour < 0 || i >= t->len || t->s[i++] != ':')
		return false;
	p->minute = take_digits(t, &i, 2);
	p->second = 0;
	if (i < t->len && t->s[i] == ':') {
		i++;
		p->second = take_digits(t, &i, 2);
	}
	if (i < t->len && t->s[i] == '.')
		i = t->len;
	if (p->minute < 0 || p->second < 0 || i != t->len)
		return false;
	p->have |= TIME;
	return true;
}

/* +hhmm, -hhmm, +hh:mm; also behind a name: GMT+0100. */
static bool
take_offset(struct parts *p, const struct token *t, size_t i)
{
	int sign = t->s[i++] == '-' ? -1 : 1;
	int hours = take_digits(t, &i, 2);
	int minutes;

	if (i < t->len && t->s[i] == ':')
		i++;
	minutes = take_digits(t, &i, 2);
	if (hours < 0 || minutes < 0 || i != t->len)
		return false;
	p->zone_known = hours <= 24 && minutes < 60;
	p->zone = p->zone_known ? sign * (hours * 60 + minutes) : 0;
	p->have |= ZONE;
	return true;
}

static bool
take_zone_name(struct parts *p, const struct token *t)
{
	if (t->len > 5)
		return false;
	for (size_t i = 0; i < t->len; i++)
		if (!g_ascii_isupper(t->s[i]))
			return false;
	for (size_t i = 0; i < G_N_ELEMENTS(zones); i++) {
		if (strlen(zones[i].name) == t->len && memcmp(zones[i].name, t->s, t->len) == 0) {
			p->zone = zones[i].minutes;
			p->zone_known = true;
		}
	}
	p->have |= ZONE;
	return true;
}

/* What may follow the time: PM, a zone, and DST after its name ("MET DST"). */
static bool
take_after_time(struct parts *p, const struct token *t)
{
	if (t->len == 2 && g_ascii_strncasecmp(t->s, "pm", 2) == 0 && p->hour <= 12) {
		p->hour = p->hour % 12 + 12;
		return true;
	}
	if (t->len == 2 && g_ascii_strncasecmp(t->s, "am", 2) == 0 && p->hour <= 12) {
		p->hour %= 12;
		return true;
	}
	if (t->len == 3 && (p->have & ZONE) && memcmp(t->s, "DST", 3) == 0) {
		p->zone += 60;
		return true;
	}
	if (p->have & ZONE)
		return false;
	if (*t->s == '+' || *t->s == '-')
		return take_offset(p, t, 0);
	if (t->len > 4 && (memcmp(t->s, "GMT", 3) == 0 || memcmp(t->s, "UTC", 3) == 0) &&
	    (t->s[3] == '+' || t->s[3] == '-'))
		return take_offset(p, t, 3);
	return take_zone_name(p, t);
}

/* Takes t as the next part of the date; false if it is none. */
static bool
take_token(struct parts *p, const struct token *t)
{
	int n;

	if (g_ascii_isdigit(*t->s))
		return memchr(t->s, ':', t->len) != NULL ? take_time(p, t) : take_number(p, t);
	if (p->have == 0 && find_name(weekdays, t) >= 0) {
		p->have = WEEKDAY;
		return true;
	}
	n = find_name(months, t);
	if (n < 0 && !(t->len == 3 && memcmp(t->s, "???", 3) == 0))
		return (p->have & TIME) && take_after_time(p, t);
	if (p->have & MONTH)
		return false;
	p->month = n + 1; /* "???" is month 0: a date by its shape, but no valid one */
	p->have |= MONTH;
	return true;
}

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days from 1970-01-01; month 1 ... 12. */
static gint64
days_since_epoch(int year, int month, int day)
{
	static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
	gint64 y = year - 1;
	gint64 days = y * 365 + y / 4 - y / 100 + y / 400 + before[month - 1] + day - 1;

	return days + (month > 2 && is_leap(year) ? 1 : 0) - 719162;
}

static bool
is_valid(const struct parts *p)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (p->month < 1 || p->year < 1900 || p->day < 1)
		return false;
	if (p->day > lengths[p->month - 1] + (p->month == 2 && is_leap(p->year) ? 1 : 0))
		return false;
	return p->hour < 24 && p->minute < 60 && p->second <= 60;
}

static void
set_date(const struct parts *p, struct date *d)
{
	d->valid = is_valid(p);
	d->has_zone = p->zone_known;
	d->time = 0;
	if (d->valid)
		d->time = days_since_epoch(p->year, p->month, p->day) * 86400 + p->hour * 3600 +
		    (p->minute - p->zone) * 60 + p->second;
}

bool
date_parse(const char *text, size_t len, struct date *d)
{
	const unsigned needed = DAY | MONTH | YEAR;
	struct parts p = {0};
	struct token t;
	size_t pos = 0;

	while (next_token(text, len, &pos, &t))
		if (!take_token(&p, &t) && (p.have & needed) == needed)
			break;
	set_date(&p, d);
	return d->valid && (p.have & needed) == needed;
}

size_t
date_match(const char *text, size_t len, struct date *d)
{
	const unsigned needed = DAY | MONTH | YEAR | TIME;
	struct parts p = {0};
	struct token t;
	size_t pos = 0, end = 0;

	if (len == 0 || is_space(*text))
		return 0;
	while (next_token(text, len, &pos, &t) && take_token(&p, &t))
		end = pos;
	set_date(&p, d);
	return (p.have & needed) == needed ? end : 0;
}

void
date_asctime(gint64 seconds, char out[DATE_ASCTIME_SIZE])
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t t = (time_t)seconds;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL || tm.tm_year < -900 || tm.tm_year > 8099) {
		t = 0;
		gmtime_r(&t, &tm);
	}
	g_snprintf(out, DATE_ASCTIME_SIZE, "%.3s %.3s %2d %02d:%02d:%02d %4d",
	    days + (size_t)tm.tm_wday * 3, names + (size_t)tm.tm_mon * 3, tm.tm_mday, tm.tm_hour,
	    tm.tm_min, tm.tm_sec, tm.tm_year + 1900);
}
