/* SPDX-License-Identifier: Apache-2.0 */
/* What no iCalendar text may hold is taken out here; see ical_text.h. */
#include "convert/mapi/ical_text.h"

#include <stdbool.h>
#include <string.h>

/* Stands for a comma in a category, which libical would not escape. */
#define COMMA "\302\200" /* U+0080; of the same length as what it becomes */

static bool
is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

static char *
make_valid(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	GString *s = g_string_new(valid);

	(void)g_string_replace(s, COMMA, "", 0);
	return g_string_free(s, FALSE);
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
	g_autofree char *valid = make_valid(text);
	GString *s = g_string_new(NULL);

	for (const char *p = valid; *p != '\0'; p++) {
		if (!is_control(*p) && *p != ' ')
			g_string_append_c(s, *p == '"' ? '\'' : *p);
		else if (s->len > 0 && (!is_control(*p) || s->str[s->len - 1] != ' '))
			g_string_append_c(s, ' ');
	}
	cut(s, max);
	return g_string_free(s, FALSE);
}

char *
ical_lines(const char *text)
{
	g_autofree char *valid = make_valid(text);
	GString *s = g_string_new(NULL);

	for (const char *p = valid; *p != '\0'; p++) {
		if (*p == '\r' && p[1] != '\n')
			g_string_append_c(s, '\n');
		else if (!is_control(*p) || *p == '\n' || *p == '\t')
			g_string_append_c(s, *p);
	}
	return g_string_free(s, FALSE);
}

void
ical_write(icalcomponent *c, GString *out)
{
	char *text = icalcomponent_as_ical_string_r(c);
	g_autoptr(GString) written = g_string_new(text);

	(void)g_string_replace(written, COMMA, "\\,", 0);
	g_string_append_len(out, written->str, (gssize)written->len);
	free(text);
}

void
ical_add_x(icalcomponent *c, const char *name, const char *text)
{
	icalproperty *p;
	icalvalue *value;
	g_autofree char *line = text != NULL ? ical_lines(text) : NULL;
	char *escaped;

	if (line == NULL)
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
	g_autoptr(GString) value = g_string_new(clean);

	(void)g_string_replace(value, ",", COMMA, 0);
	icalcomponent_add_property(c, icalproperty_new_categories(value->str));
}
