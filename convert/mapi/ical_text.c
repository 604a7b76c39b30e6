/* SPDX-License-Identifier: Apache-2.0 */
/* What no iCalendar text may hold is taken out here; see ical_text.h. */
#include "convert/mapi/ical_text.h"

#include <string.h>

#include "convert/mapi/pim_fold.h"

/* Stands for a comma in a category, which libical would not escape. */
#define COMMA "\302\200" /* U+0080 */
#define COMMA_LEN 2
#define FOLD "\r\n "
#define FOLD_LEN 3

static bool
is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

static bool
is_comma(const char *p)
{
	return p[0] == COMMA[0] && p[1] == COMMA[1];
}

static void
cut(GString *s, size_t max)
{
	if (s->len > max)
		g_string_truncate(
		    s, (gsize)(g_utf8_find_prev_char(s->str, s->str + max + 1) - s->str));
	while (s->len > 0 && s->str[s->len - 1] == ' ')
		g_string_truncate(s, s->len - 1);
}

char *
ical_parameter(const char *text, size_t max)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	GString *s = g_string_new(NULL);

	for (const char *p = valid; *p != '\0'; p++) {
		bool blank = is_control(*p) || is_comma(p);

		if (is_comma(p))
			p++;
		if (!blank && *p != ' ')
			g_string_append_c(s, *p == '"' ? '\'' : *p);
		else if (s->len > 0 && (!blank || s->str[s->len - 1] != ' '))
			g_string_append_c(s, ' ');
	}
	cut(s, max);
	return g_string_free(s, FALSE);
}

char *
ical_lines(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	GString *s = g_string_new(NULL);

	for (const char *p = valid; *p != '\0'; p++) {
		if (is_comma(p))
			p++;
		else if (*p == '\r' && p[1] != '\n')
			g_string_append_c(s, '\n');
		else if (!is_control(*p) || *p == '\n' || *p == '\t')
			g_string_append_c(s, *p);
	}
	return g_string_free(s, FALSE);
}

bool
ical_is_blank(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '\0';
}

/* The text without folds, and with commas escaped that libical did not know. */
static GString *
unfold(const char *text)
{
	GString *s = g_string_sized_new(strlen(text));

	for (const char *p = text; *p != '\0';) {
		if (strncmp(p, FOLD, FOLD_LEN) == 0) {
			p += FOLD_LEN;
		} else if (is_comma(p)) {
			g_string_append(s, "\\,");
			p += COMMA_LEN;
		} else {
			g_string_append_c(s, *p++);
		}
	}
	return s;
}

/* libical folds the CRLF of a line too when that just does not fit, so its folds are undone. */
void
ical_write(icalcomponent *c, GString *out)
{
	char *text = icalcomponent_as_ical_string_r(c);
	g_autoptr(GString) all = unfold(text != NULL ? text : "");
	const char *end;

	free(text);
	for (const char *p = all->str; (end = strstr(p, "\r\n")) != NULL; p = end + 2)
		pim_fold(out, p, (gsize)(end - p));
}

void
ical_add_x(icalcomponent *c, const char *name, const char *text)
{
	icalproperty *p;
	icalvalue *value;
	g_autofree char *line = text != NULL ? ical_lines(text) : NULL;
	char *escaped;

	if (line == NULL || ical_is_blank(line))
		return;
	value = icalvalue_new_text(line);
	escaped = icalvalue_as_ical_string_r(value);
	p = icalproperty_new_x(escaped != NULL ? escaped : "");
	icalproperty_set_x_name(p, name);
	icalcomponent_add_property(c, p);
	free(escaped);
	icalvalue_free(value);
}

void
ical_add_category(icalcomponent *c, const char *text)
{
	g_autofree char *clean = ical_lines(text);
	g_autoptr(GString) value = g_string_new(NULL);

	if (ical_is_blank(clean))
		return;
	for (const char *p = clean; *p != '\0'; p++) {
		if (*p == ',')
			g_string_append(value, COMMA);
		else
			g_string_append_c(value, *p);
	}
	icalcomponent_add_property(c, icalproperty_new_categories(value->str));
}
