/* SPDX-License-Identifier: Apache-2.0 */
/* State of a message in the header fields of an mbox; see statusfields.h. */
#include "convert/statusfields.h"

#include <string.h>

#include "convert/keyword.h"

#define FORWARDED "$Forwarded"

static const struct {
	char letter;
	enum message_flag flag;
} x_status[] = {{'A', FLAG_ANSWERED}, {'D', FLAG_DELETED}, {'F', FLAG_FLAGGED}, {'T', FLAG_DRAFT}};

bool
statusfields_replaces(const struct header_field *f, const struct message *m)
{
	if (header_is(f, "X-Keywords"))
		return true;
	return m->has_flags && (header_is(f, "Status") || header_is(f, "X-Status"));
}

static bool
has_letter(const struct header_field *f, char letter)
{
	return memchr(f->value, letter, f->value_len) != NULL;
}

/* Puts the words of an X-Keywords field into the set. */
static void
collect_words(const struct header_field *f, GHashTable *set)
{
	g_autofree char *text = g_strndup((const char *)f->value, f->value_len);
	g_auto(GStrv) words = g_strsplit_set(text, " \t\r\n", -1);

	for (char **w = words; *w != NULL; w++)
		if (**w != '\0')
			g_hash_table_add(set, g_ascii_strdown(*w, -1));
}

/* The flags that the fields state; their keywords go into the set. */
static guint
read_fields(const unsigned char *head, size_t len, GHashTable *set)
{
	struct header_field f;
	guint flags = FLAG_RECENT;
	size_t pos = 0;

	while (header_next(head, len, &pos, &f)) {
		if (header_is(&f, "Status")) {
			flags |= has_letter(&f, 'R') ? FLAG_SEEN : 0;
			flags &= has_letter(&f, 'O') ? ~(guint)FLAG_RECENT : ~0u;
		}
		for (guint i = 0; header_is(&f, "X-Status") && i < G_N_ELEMENTS(x_status); i++)
			flags |= has_letter(&f, x_status[i].letter) ? x_status[i].flag : 0;
		if (header_is(&f, "X-Keywords"))
			collect_words(&f, set);
	}
	return flags;
}

bool
statusfields_agree(const unsigned char *head, size_t len, const struct message *m)
{
	g_autoptr(GHashTable) set = NULL;
	guint flags;

	if (!m->has_flags && m->keywords == NULL)
		return true;
	set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	flags = read_fields(head, len, set);
	if (g_hash_table_remove(set, "$forwarded"))
		flags |= FLAG_FORWARDED;
	for (guint i = 0; m->keywords != NULL && i < m->keywords->len; i++) {
		g_autofree char *word = g_ascii_strdown(m->keywords->pdata[i], -1);

		if (!g_hash_table_remove(set, word))
			return false;
	}
	return g_hash_table_size(set) == 0 && (!m->has_flags || flags == m->flags);
}

static void
write_keywords(const struct message *m, const char *eol, GString *out, bool *exact)
{
	g_autoptr(GString) atom = g_string_new(NULL);
	size_t start = out->len;

	if (m->has_flags && (m->flags & FLAG_FORWARDED))
		g_string_append(out, " " FORWARDED);
	for (guint i = 0; m->keywords != NULL && i < m->keywords->len; i++) {
		*exact = keyword_to_atom(m->keywords->pdata[i], atom) && *exact;
		g_string_append_printf(out, " %s", atom->str);
	}
	if (out->len > start) {
		g_string_insert(out, (gssize)start, "X-Keywords:");
		g_string_append(out, eol);
	}
}

static void
write_flags(const struct message *m, const char *eol, GString *out)
{
	const char *seen = m->flags & FLAG_SEEN ? "R" : "";
	const char *old = m->flags & FLAG_RECENT ? "" : "O";
	char letters[G_N_ELEMENTS(x_status) + 1] = "";
	size_t n = 0;

	if (*seen != '\0' || *old != '\0')
		g_string_append_printf(out, "Status: %s%s%s", seen, old, eol);
	for (guint i = 0; i < G_N_ELEMENTS(x_status); i++)
		if (m->flags & x_status[i].flag)
			letters[n++] = x_status[i].letter;
	if (n > 0)
		g_string_append_printf(out, "X-Status: %s%s", letters, eol);
}

void
statusfields_write(const struct message *m, const char *eol, GString *out, bool *exact)
{
	if (m->has_flags)
		write_flags(m, eol, out);
	write_keywords(m, eol, out, exact);
}
