/* SPDX-License-Identifier: Apache-2.0 */
/* Sequences of an MH folder; see mh_sequences.h. */
#include "convert/mh_sequences.h"

#include <string.h>

struct range {
	guint64 first, last;
};

struct sequence {
	char *name;
	GArray *ranges; /* struct range, in order, none touching another */
};

struct mh_sequences {
	GPtrArray *all; /* struct sequence */
	bool has_flags;
};

static const struct {
	const char *name;
	guint flag; /* FLAG_SEEN: of what is not in it */
} flag_sequences[] = {
    {"unseen", FLAG_SEEN},
    {"replied", FLAG_ANSWERED},
    {"flagged", FLAG_FLAGGED},
};

static guint
flag_of(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(flag_sequences); i++)
		if (strcmp(name, flag_sequences[i].name) == 0)
			return flag_sequences[i].flag;
	return 0;
}

static void
free_sequence(gpointer p)
{
	struct sequence *q = p;

	g_free(q->name);
	g_array_unref(q->ranges);
	g_free(q);
}

static bool
parse_range(const char *word, struct range *r)
{
	char *end;

	if (!g_ascii_isdigit(*word))
		return false;
	r->first = r->last = g_ascii_strtoull(word, &end, 10);
	if (*end == '-' && g_ascii_isdigit(end[1]))
		r->last = g_ascii_strtoull(end + 1, &end, 10);
	return *end == '\0' && r->first <= r->last && r->last < G_MAXUINT64;
}

static int
compare(gconstpointer a, gconstpointer b)
{
	const struct range *x = a, *y = b;

	return x->first < y->first ? -1 : x->first > y->first;
}

/* Sorts, and joins what overlaps or touches, so that one search finds a number. */
static void
put_in_order(GArray *ranges)
{
	guint kept = 0;

	g_array_sort(ranges, compare);
	for (guint i = 1; i < ranges->len; i++) {
		struct range *last = &g_array_index(ranges, struct range, kept);
		const struct range *next = &g_array_index(ranges, struct range, i);

		if (next->first <= last->last + 1)
			last->last = MAX(last->last, next->last);
		else
			g_array_index(ranges, struct range, ++kept) = *next;
	}
	if (ranges->len > 0)
		g_array_set_size(ranges, kept + 1);
}

static void
parse_line(struct mh_sequences *s, char *line)
{
	char *colon = strchr(line, ':');
	struct sequence *q;

	if (colon == NULL || s->all->len == MH_SEQUENCES_NAMES_MAX)
		return;
	*colon = '\0';
	g_strstrip(line);
	if (*line == '\0' || !g_utf8_validate(line, -1, NULL))
		return;
	q = g_new0(struct sequence, 1);
	q->name = g_strdup(line);
	q->ranges = g_array_new(FALSE, FALSE, sizeof(struct range));
	for (char *save, *w = strtok_r(colon + 1, " \t\r\n", &save); w != NULL;
	     w = strtok_r(NULL, " \t\r\n", &save)) {
		struct range r;

		if (parse_range(w, &r))
			g_array_append_val(q->ranges, r);
	}
	put_in_order(q->ranges);
	s->has_flags = s->has_flags || flag_of(q->name) != 0;
	g_ptr_array_add(s->all, q);
}

/* The end of the line at p, those included that go on with it. */
static char *
line_end(char *p)
{
	do
		p += strcspn(p, "\n") + 1;
	while (p[-1] != '\0' && (*p == ' ' || *p == '\t'));
	return p - 1;
}

struct mh_sequences *
mh_sequences_parse(const char *text)
{
	g_autofree char *copy = g_strdup(text);
	struct mh_sequences *s = g_new0(struct mh_sequences, 1);
	bool more = true;

	s->all = g_ptr_array_new_with_free_func(free_sequence);
	for (char *p = copy; more;) {
		char *end = line_end(p);

		more = *end != '\0';
		*end = '\0';
		parse_line(s, p);
		p = end + 1;
	}
	return s;
}

void
mh_sequences_free(struct mh_sequences *s)
{
	if (s == NULL)
		return;
	g_ptr_array_unref(s->all);
	g_free(s);
}

static bool
contains(const struct sequence *q, guint64 number)
{
	guint low = 0, high = q->ranges->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;
		const struct range *r = &g_array_index(q->ranges, struct range, middle);

		if (number > r->last)
			low = middle + 1;
		else if (number < r->first)
			high = middle;
		else
			return true;
	}
	return false;
}

void
mh_sequences_apply(const struct mh_sequences *s, guint64 number, struct message *m)
{
	g_autoptr(GString) names = g_string_new(NULL);

	if (s->has_flags)
		m->flags |= FLAG_SEEN;
	m->has_flags = m->has_flags || s->has_flags;
	for (guint i = 0; i < s->all->len; i++) {
		const struct sequence *q = g_ptr_array_index(s->all, i);
		guint flag = flag_of(q->name);

		if (!contains(q, number))
			continue;
		g_string_append_printf(names, "%s%s", names->len > 0 ? " " : "", q->name);
		if (flag == FLAG_SEEN)
			m->flags &= ~(guint)FLAG_SEEN;
		else if (flag != 0)
			m->flags |= flag;
		else
			message_add_keyword(m, q->name);
	}
	if (names->len > 0)
		message_add_state(m, "mh-sequences", names->str, names->len);
}
