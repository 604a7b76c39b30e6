/* SPDX-License-Identifier: Apache-2.0 */
/* Thunderbird's tables of messages; see msf.h. */
#include "convert/msf.h"

#include <string.h>

#include "convert/companion.h"
#include "convert/envelope.h"
#include "convert/header.h"
#include "convert/mozilla.h"

struct msf {
	struct msf_rows table;
	GHashTable *by_at;   /* offset -> index + 1 */
	GHashTable *by_name; /* Message-ID, token -> index + 1; 0: several rows have it */
};

static void
index_name(struct msf *f, const char *name, guint index)
{
	gpointer known;

	if (name == NULL)
		return;
	if (g_hash_table_lookup_extended(f->by_name, name, NULL, &known))
		index = 0;
	g_hash_table_insert(f->by_name, (gpointer)name, GUINT_TO_POINTER(index));
}

static void
index_rows(struct msf *f)
{
	for (guint i = 0; i < f->table.rows->len; i++) {
		struct msf_row *row = &g_array_index(f->table.rows, struct msf_row, i);

		if (!row->has_flags)
			continue;
		if (row->placed)
			g_hash_table_insert(f->by_at, &row->at, GUINT_TO_POINTER(i + 1));
		index_name(f, row->message_id, i + 1);
		index_name(f, row->token, i + 1);
	}
}

struct msf *
msf_parse(const char *data, size_t len)
{
	g_autoptr(msf) f = g_new0(struct msf, 1);

	f->by_at = g_hash_table_new(g_int64_hash, g_int64_equal);
	f->by_name = g_hash_table_new(g_str_hash, g_str_equal);
	msf_rows_init(&f->table);
	if (!msf_rows_read(&f->table, data, len))
		return NULL;
	index_rows(f);
	return g_steal_pointer(&f);
}

struct msf *
msf_read(struct tree *t, const char *path, size_t max, bool *there)
{
	const char *slash = strrchr(path, '/');
	g_autofree char *dir = g_strndup(path, slash != NULL ? (gsize)(slash - path) : 0);
	g_autofree char *text = NULL;
	size_t len = 0;

	*there = t != NULL && tree_lookup(t, path) == ENTRY_FILE;
	if (*there)
		text = companion_read(t, dir, slash != NULL ? slash + 1 : path, max, &len);
	return text != NULL && len < max ? msf_parse(text, len) : NULL;
}

void
msf_free(struct msf *f)
{
	if (f == NULL)
		return;
	g_hash_table_destroy(f->by_at);
	g_hash_table_destroy(f->by_name);
	msf_rows_clear(&f->table);
	g_free(f);
}

size_t
msf_nrows(const struct msf *f)
{
	size_t n = 0;

	for (guint i = 0; i < f->table.rows->len; i++)
		n += g_array_index(f->table.rows, struct msf_row, i).has_flags;
	return n;
}

const char *
msf_folder_name(const struct msf *f)
{
	return f->table.folder_name;
}

static struct msf_row *
row_at(const struct msf *f, guint index)
{
	return index > 0 ? &g_array_index(f->table.rows, struct msf_row, index - 1) : NULL;
}

const struct msf_row *
msf_at(const struct msf *f, guint64 at)
{
	return row_at(f, GPOINTER_TO_UINT(g_hash_table_lookup(f->by_at, &at)));
}

static struct msf_row *
by_name(const struct msf *f, const char *name)
{
	return row_at(f, GPOINTER_TO_UINT(g_hash_table_lookup(f->by_name, name)));
}

/* The Message-ID of a header without its brackets, or NULL. */
static char *
message_id_of(const struct message *m)
{
	struct header_field f;
	char *id, *end;

	if (!header_find(m->head, m->head_len, "Message-ID", &f) || f.value_len > MSF_NAME_MAX)
		return NULL;
	id = g_strstrip(g_strndup((const char *)f.value, f.value_len));
	end = strrchr(id, '>');
	if (*id == '<' && end != NULL) {
		*end = '\0';
		memmove(id, id + 1, strlen(id));
	}
	return id;
}

/* Whether the row at a message's place is that message's. A mere row id needs the Message-ID's word. */
static bool
fits(const struct msf_row *row, const char *id)
{
	if (row->message_id == NULL || id == NULL)
		return !row->keyed;
	return strcmp(row->message_id, id) == 0;
}

const struct msf_row *
msf_join(struct msf *f, const struct message *m)
{
	const guint64 places[] = {m->from_at, m->at};
	g_autofree char *id = message_id_of(m);
	struct msf_row *row = NULL;

	for (size_t i = 0; row == NULL && i < G_N_ELEMENTS(places); i++) {
		row = row_at(f, GPOINTER_TO_UINT(g_hash_table_lookup(f->by_at, &places[i])));
		if (row != NULL && !fits(row, id))
			row = NULL;
	}
	if (row == NULL && id != NULL)
		row = by_name(f, id);
	if (row == NULL || row->used)
		return NULL;
	row->used = true;
	return row;
}

const struct msf_row *
msf_join_file(struct msf *f, const char *name)
{
	struct msf_row *row = by_name(f, name);

	if (row == NULL || row->used || row->token == NULL || strcmp(row->token, name) != 0)
		return NULL;
	row->used = true;
	return row;
}

static void
add_states(const struct msf_row *row, struct message *m)
{
	char text[16];

	message_add_state(
	    m, "msf-flags", text, (size_t)g_snprintf(text, sizeof(text), "%08x", row->flags));
	if (row->keywords != NULL)
		message_add_state(m, "msf-keywords", row->keywords, strlen(row->keywords));
	if (row->junkscore >= 0)
		message_add_state(m, "msf-junkscore", text,
		    (size_t)g_snprintf(text, sizeof(text), "%d", row->junkscore));
}

bool
msf_apply(const struct msf_row *row, struct message *m)
{
	bool stated = m->has_flags;
	guint before = m->flags;

	if (m->keywords != NULL)
		g_ptr_array_set_size(m->keywords, 0);
	m->flags = 0;
	m->has_flags = true;
	mozilla_flags(m, row->flags);
	if (row->keywords != NULL)
		mozilla_keywords(m, row->keywords);
	if (row->junkscore >= 0)
		message_add_keyword(m, row->junkscore >= 50 ? "$Junk" : "$NotJunk");
	if (row->received != 0 && envelope_plausible(row->received)) {
		m->received = row->received;
		m->received_from = RECEIVED_STORE;
	}
	add_states(row, m);
	return stated && ((before ^ m->flags) & ~(guint)FLAG_RECENT) != 0;
}
