/* SPDX-License-Identifier: Apache-2.0 */
/* Reads Mork; see mork.h. Nothing nests, so that nothing recurses. */
#include "convert/mork.h"

#include <string.h>

#define MAGIC "// <!-- <mdb:mork:z v=\""
#define GROUP_END "@$$}"

struct mork {
	const struct mork_reader *reader;
	const char *p, *end;
	GHashTable *columns, *atoms; /* number -> index of its text in texts */
	GArray *texts;               /* struct mork_text */
	const char *group_end;       /* the last GROUP_END that was looked for; NULL: none yet */
};

static bool
at(const struct mork *m, char c)
{
	return m->p < m->end && *m->p == c;
}

static bool
take(struct mork *m, char c)
{
	if (!at(m, c))
		return false;
	m->p++;
	return true;
}

static bool
take_word(struct mork *m, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(m->end - m->p) < len || memcmp(m->p, word, len) != 0)
		return false;
	m->p += len;
	return true;
}

/* Blanks, line ends, and comments, which go to the end of a line. */
static void
skip_space(struct mork *m)
{
	while (m->p < m->end) {
		if (m->p + 1 < m->end && m->p[0] == '/' && m->p[1] == '/') {
			while (m->p < m->end && *m->p != '\n' && *m->p != '\r')
				m->p++;
		} else if (g_ascii_isspace(*m->p)) {
			m->p++;
		} else {
			break;
		}
	}
}

static bool
take_number(struct mork *m, guint32 *n)
{
	const char *from = m->p;

	for (*n = 0; m->p < m->end && g_ascii_isxdigit(*m->p) && m->p - from < 8; m->p++)
		*n = *n << 4 | (guint32)g_ascii_xdigit_value(*m->p);
	return m->p > from && (m->p == m->end || !g_ascii_isxdigit(*m->p));
}

/* The text up to the ')' that ends it, which stays. */
static bool
take_value(struct mork *m, struct mork_text *t)
{
	t->s = m->p;
	while (m->p < m->end && *m->p != ')')
		m->p += *m->p == '\\' && m->p + 1 < m->end ? 2 : 1;
	t->len = (size_t)(m->p - t->s);
	return m->p < m->end;
}

/* A literal name, to any of the characters that end one. */
static bool
take_name(struct mork *m, struct mork_text *t)
{
	t->s = m->p;
	while (m->p < m->end && !g_ascii_isspace(*m->p) && strchr("()[]{}<>=^:", *m->p) == NULL)
		m->p++;
	t->len = (size_t)(m->p - t->s);
	return t->len > 0;
}

/* What a dictionary has for the number; empty if it has nothing. */
static struct mork_text
look_up(const struct mork *m, GHashTable *dictionary, guint32 number)
{
	gpointer index;

	if (!g_hash_table_lookup_extended(dictionary, GUINT_TO_POINTER(number), NULL, &index))
		return (struct mork_text){"", 0};
	return g_array_index(m->texts, struct mork_text, GPOINTER_TO_UINT(index));
}

/* Puts the text into a dictionary, in place of what the number had; false if it has too much. */
static bool
define(struct mork *m, GHashTable *dictionary, guint32 number, struct mork_text text)
{
	gpointer index;

	if (g_hash_table_lookup_extended(dictionary, GUINT_TO_POINTER(number), NULL, &index)) {
		g_array_index(m->texts, struct mork_text, GPOINTER_TO_UINT(index)) = text;
		return true;
	}
	if (m->texts->len == MORK_ATOMS_MAX)
		return false;
	g_hash_table_insert(dictionary, GUINT_TO_POINTER(number), GUINT_TO_POINTER(m->texts->len));
	g_array_append_val(m->texts, text);
	return true;
}

/* "^80", "^80:c": what stands in a dictionary. */
static bool
take_reference(struct mork *m, GHashTable *dictionary, struct mork_text *t)
{
	struct mork_text scope;
	guint32 number;

	if (!take(m, '^') || !take_number(m, &number))
		return false;
	*t = look_up(m, dictionary, number);
	return !take(m, ':') || take_name(m, &scope);
}

/* "1", "1:m", "1:^80"; scope stays as it is if none is named. */
static bool
take_oid(struct mork *m, guint32 *id, struct mork_text *scope)
{
	if (!take_number(m, id))
		return false;
	if (!take(m, ':'))
		return true;
	return at(m, '^') ? take_reference(m, m->columns, scope) : take_name(m, scope);
}

/* "(^88=1)", "(^82^84)", "(k^97:c)". */
static bool
take_cell(struct mork *m, struct mork_text *column, struct mork_text *value)
{
	if (!take(m, '('))
		return false;
	if (at(m, '^') ? !take_reference(m, m->columns, column) : !take_name(m, column))
		return false;
	skip_space(m);
	if (at(m, '^') ? !take_reference(m, m->atoms, value)
		       : !take(m, '=') || !take_value(m, value))
		return false;
	return take(m, ')');
}

/* What lies between the brackets of a row, table or dictionary that says something of itself. */
static bool
skip_meta(struct mork *m, char close, bool *columns)
{
	struct mork_text name, value;

	for (m->p++; skip_space(m), !at(m, close);) {
		if (!at(m, '(')) {
			if (m->p == m->end)
				return false;
			m->p++;
			continue;
		}
		if (!take_cell(m, &name, &value))
			return false;
		if (mork_text_is(name, "a"))
			*columns = mork_text_is(value, "c");
	}
	return take(m, close);
}

static bool
take_alias(struct mork *m, GHashTable *dictionary)
{
	struct mork_text value;
	guint32 number;

	if (!take(m, '(') || !take_number(m, &number))
		return false;
	skip_space(m);
	return take(m, '=') && take_value(m, &value) && take(m, ')') &&
	    define(m, dictionary, number, value);
}

static bool
take_dictionary(struct mork *m)
{
	bool columns = false;

	for (m->p++; skip_space(m), !at(m, '>');) {
		if (at(m, '<') ? !skip_meta(m, '>', &columns)
			       : !take_alias(m, columns ? m->columns : m->atoms))
			return false;
	}
	return take(m, '>');
}

static bool
take_row(struct mork *m, struct mork_text scope)
{
	struct mork_text column, value;
	guint32 id;
	bool unused, cut;

	m->p++;
	skip_space(m);
	cut = take(m, '-');
	if (!take_oid(m, &id, &scope))
		return false;
	m->reader->row(m->reader->user, scope, id, cut);
	while (skip_space(m), !at(m, ']')) {
		bool gone = take(m, '-'), meta = at(m, '[');

		if (meta ? !skip_meta(m, ']', &unused) : !take_cell(m, &column, &value))
			return false;
		if (!gone && !meta)
			m->reader->cell(m->reader->user, column, value);
	}
	return take(m, ']');
}

/* A table's own rows have its scope; rows that it merely names are told elsewhere. */
static bool
take_table(struct mork *m)
{
	struct mork_text scope = {"", 0}, other;
	guint32 id;
	bool unused;

	m->p++;
	skip_space(m);
	(void)take(m, '-');
	if (!take_oid(m, &id, &scope))
		return false;
	while (skip_space(m), !at(m, '}')) {
		bool ok;

		if (at(m, '{')) {
			ok = skip_meta(m, '}', &unused);
		} else if (at(m, '[')) {
			ok = take_row(m, scope);
		} else {
			(void)take(m, '-');
			ok = take_oid(m, &id, &other);
		}
		if (!ok)
			return false;
	}
	return take(m, '}');
}

/* "@$${1{@" begins a group, "@$$}1}@" commits it, "@$$}~~}@" takes it back. */
static bool
take_group(struct mork *m)
{
	const char *close;
	guint32 id;

	if (take_word(m, GROUP_END))
		return take_number(m, &id) && take_word(m, "}@");
	if (!take_word(m, "@$${") || !take_number(m, &id) || !take_word(m, "{@"))
		return false;
	if (m->group_end == NULL || m->group_end < m->p)
		m->group_end = memmem(m->p, (size_t)(m->end - m->p), GROUP_END, strlen(GROUP_END));
	if (m->group_end == NULL) {
		m->p = m->group_end = m->end; /* it was never finished */
		return true;
	}
	if (m->group_end + strlen(GROUP_END) == m->end || m->group_end[strlen(GROUP_END)] != '~')
		return true;
	close = memmem(m->group_end, (size_t)(m->end - m->group_end), "}@", 2);
	m->p = close != NULL ? close + 2 : m->end;
	return true;
}

static bool
take_all(struct mork *m)
{
	const struct mork_text none = {"", 0};

	while (skip_space(m), m->p < m->end) {
		bool ok = false;

		switch (*m->p) {
		case '<':
			ok = take_dictionary(m);
			break;
		case '{':
			ok = take_table(m);
			break;
		case '[':
			ok = take_row(m, none);
			break;
		case '@':
			ok = take_group(m);
			break;
		default:
			break;
		}
		if (!ok)
			return false;
	}
	return true;
}

bool
mork_parse(const char *data, size_t len, const struct mork_reader *r)
{
	struct mork m = {.reader = r, .p = data, .end = data + len};
	bool ok;

	if (len > MORK_MAX || !take_word(&m, MAGIC))
		return false;
	m.p = data;
	m.columns = g_hash_table_new(NULL, NULL);
	m.atoms = g_hash_table_new(NULL, NULL);
	m.texts = g_array_new(FALSE, FALSE, sizeof(struct mork_text));
	ok = take_all(&m);
	g_hash_table_destroy(m.columns);
	g_hash_table_destroy(m.atoms);
	g_array_free(m.texts, TRUE);
	return ok;
}

bool
mork_text_is(struct mork_text t, const char *s)
{
	return t.len == strlen(s) && memcmp(t.s, s, t.len) == 0;
}

char *
mork_text_dup(struct mork_text t)
{
	GString *out = g_string_sized_new(t.len);
	const char *p = t.s, *end = t.s + t.len;

	while (p < end) {
		if (*p == '\\' && p + 1 < end) {
			bool line = p[1] == '\r' || p[1] == '\n';
			bool both = p + 2 < end && p[1] == '\r' && p[2] == '\n';

			if (!line)
				g_string_append_c(out, p[1]);
			p += both ? 3 : 2;
		} else if (*p == '$' && p + 2 < end && g_ascii_isxdigit(p[1]) &&
		    g_ascii_isxdigit(p[2])) {
			g_string_append_c(out,
			    (char)(g_ascii_xdigit_value(p[1]) << 4 | g_ascii_xdigit_value(p[2])));
			p += 3;
		} else {
			g_string_append_c(out, *p++);
		}
	}
	return g_string_free(out, FALSE);
}

bool
mork_text_number(struct mork_text t, guint base, guint64 *n)
{
	g_autofree char *text = t.len <= 32 ? mork_text_dup(t) : NULL;

	return text != NULL && g_ascii_string_to_unsigned(text, base, 0, G_MAXUINT64, n, NULL);
}
