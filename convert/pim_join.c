/* SPDX-License-Identifier: Apache-2.0 */
/* Many calendars as one; see pim_join.h. */
#include "convert/pim_join.h"

#include <stdbool.h>
#include <string.h>

#define HEAD "BEGIN:VCALENDAR\r\nPRODID:-//mailpouch//convert//EN\r\nVERSION:2.0\r\n"
#define END "END:VCALENDAR\r\n"

struct pim_join {
	bool begun;
	GHashTable *zones; /* name -> text of the component, of the calendar at hand */
};

struct pim_join *
pim_join_new(void)
{
	struct pim_join *j = g_new0(struct pim_join, 1);

	j->zones = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return j;
}

void
pim_join_free(struct pim_join *j)
{
	if (j == NULL)
		return;
	g_hash_table_unref(j->zones);
	g_free(j);
}

static void
put_line(GString *out, const char *line)
{
	g_string_append(out, line);
	g_string_append(out, "\r\n");
}

/* The lines of a text without their ends; g_strfreev. */
static char **
lines_of(const char *text)
{
	char **lines = g_strsplit(text, "\n", -1);

	for (char **l = lines; *l != NULL; l++)
		if (g_str_has_suffix(*l, "\r"))
			(*l)[strlen(*l) - 1] = '\0';
	return lines;
}

void
pim_join_text(const char *text, GString *out)
{
	g_auto(GStrv) lines = lines_of(text);

	for (char **l = lines; *l != NULL; l++)
		if (**l != '\0')
			put_line(out, *l);
}

/* A component of a calendar: its lines, and of a time zone its name. */
struct component {
	char *name; /* NULL: it is no time zone */
	char *text;
};

static void
component_clear(gpointer p)
{
	struct component *c = p;

	g_free(c->name);
	g_free(c->text);
}

/* The component that begins at *l, which is set behind it. */
static struct component
take_component(char ***l)
{
	g_autoptr(GString) text = g_string_new(NULL);
	struct component c = {0};
	bool zone = g_ascii_strcasecmp(**l, "BEGIN:VTIMEZONE") == 0;
	int depth = 0;

	do {
		const char *line = **l;

		depth += g_ascii_strncasecmp(line, "BEGIN:", 6) == 0;
		depth -= g_ascii_strncasecmp(line, "END:", 4) == 0;
		if (zone && c.name == NULL && g_ascii_strncasecmp(line, "TZID:", 5) == 0)
			c.name = g_strdup(line + 5);
		if (*line != '\0')
			put_line(text, line);
		(*l)++;
	} while (depth > 0 && **l != NULL);
	c.text = g_string_free(g_steal_pointer(&text), FALSE);
	return c;
}

static GArray *
components_of(char **lines)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct component));

	g_array_set_clear_func(all, component_clear);
	while (*lines != NULL) {
		struct component c;

		if (g_ascii_strncasecmp(*lines, "BEGIN:", 6) != 0 ||
		    g_ascii_strcasecmp(*lines, "BEGIN:VCALENDAR") == 0) {
			lines++;
			continue;
		}
		c = take_component(&lines);
		g_array_append_val(all, c);
	}
	return all;
}

static bool
contradicts(const struct pim_join *j, const struct component *c)
{
	const char *known = c->name != NULL ? g_hash_table_lookup(j->zones, c->name) : NULL;

	return known != NULL && strcmp(known, c->text) != 0;
}

/* Appends a component, unless it is a zone that is there. */
static void
put_component(struct pim_join *j, const struct component *c, GString *out)
{
	if (c->name == NULL || !g_hash_table_contains(j->zones, c->name))
		g_string_append(out, c->text);
	if (c->name != NULL)
		g_hash_table_insert(j->zones, g_strdup(c->name), g_strdup(c->text));
}

void
pim_join_calendar(struct pim_join *j, const char *calendar, GString *out)
{
	g_auto(GStrv) lines = lines_of(calendar);
	g_autoptr(GArray) all = components_of(lines);
	bool another = !j->begun;

	for (guint i = 0; i < all->len; i++)
		another |= contradicts(j, &g_array_index(all, struct component, i));
	if (another) {
		pim_join_end(j, out);
		g_string_append(out, HEAD);
		j->begun = true;
	}
	for (guint i = 0; i < all->len; i++)
		put_component(j, &g_array_index(all, struct component, i), out);
}

void
pim_join_end(struct pim_join *j, GString *out)
{
	if (j->begun)
		g_string_append(out, END);
	j->begun = false;
	g_hash_table_remove_all(j->zones);
}
