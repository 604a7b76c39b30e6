/* SPDX-License-Identifier: Apache-2.0 */
/* Header fields as text for the index; see index_field.h. */
#include "convert/index_field.h"

#include <gmime/gmime.h>
#include <string.h>

#include "convert/canon_line.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Behind the LF of the line at p. */
static const char *
line_after(const char *p, const char *end)
{
	const char *lf = memchr(p, '\n', (size_t)(end - p));

	return lf != NULL ? lf + 1 : end;
}

bool
index_field_next(const char **p, const char *end, struct index_field *f)
{
	const char *q = *p, *limit = end - q > CANON_NAME_MAX ? q + CANON_NAME_MAX : end;

	while (q < limit && (unsigned char)*q > ' ' && *q != ':' && *q != 0x7f)
		q++;
	f->name = *p;
	f->name_len = (size_t)(q - *p);
	while (q < limit && is_blank(*q))
		q++;
	if (q == limit || *q != ':' || f->name_len == 0)
		return false;
	f->value = q + 1;
	do
		q = line_after(q, end);
	while (q < end && is_blank(*q));
	f->value_len = (size_t)(q - f->value);
	*p = q;
	return true;
}

bool
index_field_is(const struct index_field *f, const char *name)
{
	return f->name_len == strlen(name) && g_ascii_strncasecmp(f->name, name, f->name_len) == 0;
}

char *
index_field_unfold(const struct index_field *f, size_t max)
{
	const char *p = f->value, *end = p + MIN(f->value_len, max);
	char *value = g_malloc((size_t)(end - p) + 1), *out = value;

	while (p < end) {
		bool folded = false;

		for (; p < end && (*p == '\n' || *p == '\r' || (folded && is_blank(*p))); p++)
			folded |= *p == '\n';
		if (folded)
			*out++ = ' ';
		if (p < end && *p != '\0')
			*out++ = *p;
		p += p < end;
	}
	while (out > value && is_blank(out[-1]))
		out--;
	*out = '\0';
	for (p = value; is_blank(*p); p++)
		;
	memmove(value, p, (size_t)(out - p) + 1);
	return value;
}

/* Our own choice of charsets for raw 8-bit bytes, so that no locale has a say. */
static GMimeParserOptions *
decode_options(void)
{
	static const char *charsets[] = {"utf-8", "iso-8859-1", NULL};
	static GMimeParserOptions *options;

	if (g_once_init_enter(&options)) {
		GMimeParserOptions *o;

		g_mime_init(); /* a scan decodes labels without an index */
		o = g_mime_parser_options_new();

		g_mime_parser_options_set_fallback_charsets(o, charsets);
		g_once_init_leave(&options, o);
	}
	return options;
}

/* Decodes the stretches of ASCII; what lies between them stays. */
char *
index_field_decode(char *value, bool always)
{
	g_autoptr(GString) out = NULL;

	if (!always && strstr(value, "=?") == NULL)
		return value;
	out = g_string_new(NULL);
	for (const char *p = value; *p != '\0';) {
		const char *from = p;
		bool ascii = (unsigned char)*p < 0x80;
		g_autofree char *stretch = NULL, *decoded = NULL;

		while (*p != '\0' && ((unsigned char)*p < 0x80) == ascii)
			p++;
		stretch = g_strndup(from, (gsize)(p - from));
		if (ascii && strstr(stretch, "=?") != NULL)
			decoded = g_mime_utils_header_decode_text(decode_options(), stretch);
		g_string_append(out, decoded != NULL ? decoded : stretch);
	}
	g_free(value);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* Reads n digits at *p; -1 if there are fewer. */
static int
digits(const char **p, int n)
{
	int value = 0;

	for (; n > 0; n--, (*p)++) {
		if (!g_ascii_isdigit(**p))
			return -1;
		value = value * 10 + (**p - '0');
	}
	return value;
}

static bool
skip(const char **p, const char *what)
{
	size_t len = strlen(what);

	if (strncmp(*p, what, len) != 0)
		return false;
	*p += len;
	return true;
}

/* An index into names of three letters, which p goes behind; -1. */
static int
three_letters(const char **p, const char *names)
{
	for (int i = 0; names[3 * i] != '\0'; i++) {
		if (strncmp(*p, names + 3 * i, 3) == 0) {
			*p += 3;
			return i;
		}
	}
	return -1;
}

/* Days from 1970-01-01 to a date of the Gregorian calendar; month from 0. */
static gint64
days(int year, int month, int day)
{
	static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
	int y = year - (month < 2);

	return (year - 1970) * 365 + (y / 4 - y / 100 + y / 400) -
	    (1969 / 4 - 1969 / 100 + 1969 / 400) + before[month] + day - 1;
}

/* "+0100", perhaps with a comment behind it; sets seconds east of Greenwich. */
static bool
zone(const char *p, int *seconds)
{
	int sign = *p == '-' ? -1 : 1, hours, minutes;

	if (*p != '+' && *p != '-')
		return false;
	p++;
	hours = digits(&p, 2);
	minutes = hours >= 0 ? digits(&p, 2) : -1;
	if (minutes < 0 || hours > 14 || minutes > 59 || (*p != '\0' && strncmp(p, " (", 2) != 0))
		return false;
	*seconds = sign * (hours * 3600 + minutes * 60);
	return true;
}

/* The plain form: [Www, ]D[D] Mmm YYYY hh:mm:ss +zzzz. */
static bool
plain_date(const char *p, gint64 *seconds)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int day, month, year, hour, minute, second, east;

	if (three_letters(&p, "MonTueWedThuFriSatSun") >= 0 && !skip(&p, ", "))
		return false;
	day = digits(&p, g_ascii_isdigit(p[0]) && g_ascii_isdigit(p[1]) ? 2 : 1);
	if (day < 1 || !skip(&p, " ") ||
	    (month = three_letters(&p, "JanFebMarAprMayJunJulAugSepOctNovDec")) < 0 ||
	    !skip(&p, " ") || (year = digits(&p, 4)) < 1970 || !skip(&p, " "))
		return false;
	if ((hour = digits(&p, 2)) < 0 || hour > 23 || !skip(&p, ":") ||
	    (minute = digits(&p, 2)) < 0 || minute > 59 || !skip(&p, ":") ||
	    (second = digits(&p, 2)) < 0 || second > 59 || !skip(&p, " "))
		return false;
	if (day > lengths[month] || !zone(p, &east))
		return false;
	*seconds = days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - east;
	return true;
}

bool
index_field_date(const char *value, bool always, gint64 *seconds)
{
	g_autoptr(GDateTime) date = NULL;

	if (!always && plain_date(value, seconds))
		return true;
	date = g_mime_utils_header_decode_date(value);
	if (date != NULL)
		*seconds = g_date_time_to_unix(date);
	return date != NULL;
}
