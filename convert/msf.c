/* SPDX-License-Identifier: Apache-2.0 */
/* Thunderbird's tables of messages; see msf.h. */
#include "convert/msf.h"

#include <string.h>

#include "convert/companion.h"
#include "convert/envelope.h"
#include "convert/folder.h"
#include "convert/header.h"
#include "convert/mork.h"
#include "convert/mozilla.h"

#define SCOPE_MESSAGES "ns:msg:db:row:scope:msgs:all"
#define SCOPE_FOLDER "ns:msg:db:row:scope:dbfolderinfo:all"
#define TEXT_MAX 4096 /* bytes of a name, a Message-ID, the keywords; longer ones are not kept */

struct msf {
	GArray *rows;        /* struct msf_row */
	GHashTable *by_id;   /* row id -> index + 1 */
	GHashTable *by_at;   /* offset -> index + 1; NULL until all rows are there */
	GHashTable *by_name; /* Message-ID, token -> index + 1; 0: several rows have it */
	GStringChunk *texts;
	char *folder_name;
	bool own_name; /* not the server's */
	/* While reading: */
	struct msf_row *row; /* NULL: not a message's */
	bool folder;         /* the row is about the folder */
	bool full;
};

static char *
keep(struct msf *f, struct mork_text value)
{
	g_autofree char *text = value.len <= TEXT_MAX ? mork_text_dup(value) : NULL;

	return text != NULL && *text != '\0' ? g_string_chunk_insert(f->texts, text) : NULL;
}

static void
take_flags(struct msf *f, struct mork_text value)
{
	guint64 n;

	f->row->has_flags = mork_text_number(value, 16, &n) && n <= G_MAXUINT32;
	if (f->row->has_flags)
		f->row->flags = (guint32)n;
}

static void
take_place(struct msf_row *row, guint64 at)
{
	row->at = at;
	row->placed = true;
	row->keyed = false;
}

/* The token is the offset in decimal, or a file's name; it counts for more than msgOffset. */
static void
take_token(struct msf *f, struct mork_text value)
{
	guint64 n;

	f->row->token = keep(f, value);
	if (mork_text_number(value, 10, &n))
		take_place(f->row, n);
}

static void
take_offset(struct msf *f, struct mork_text value)
{
	guint64 n;

	if (f->row->token == NULL && mork_text_number(value, 16, &n))
		take_place(f->row, n);
}

static void
take_size(struct msf *f, struct mork_text value)
{
	if (!mork_text_number(value, 16, &f->row->size))
		f->row->size = 0;
}

static void
take_received(struct msf *f, struct mork_text value)
{
	guint64 n;

	if (mork_text_number(value, 16, &n) && n <= G_MAXINT64)
		f->row->received = (gint64)n;
}

static void
take_junkscore(struct msf *f, struct mork_text value)
{
	guint64 n;

	if (mork_text_number(value, 10, &n) && n <= 100)
		f->row->junkscore = (int)n;
}

static void
take_message_id(struct msf *f, struct mork_text value)
{
	f->row->message_id = keep(f, value);
}

static void
take_keywords(struct msf *f, struct mork_text value)
{
	f->row->keywords = keep(f, value);
}

static const struct {
	const char *name;
	void (*take)(struct msf *f, struct mork_text value);
} columns[] = {
    {"flags", take_flags},
    {"message-id", take_message_id},
    {"keywords", take_keywords},
    {"storeToken", take_token},
    {"msgOffset", take_offset},
    {"size", take_size},
    {"dateReceived", take_received},
    {"junkscore", take_junkscore},
};

static void
reset_row(struct msf_row *row, guint32 id)
{
	*row = (struct msf_row){.id = id, .placed = true, .keyed = true, .at = id, .junkscore = -1};
}

static struct msf_row *
row_of(struct msf *f, guint32 id)
{
	guint index = GPOINTER_TO_UINT(g_hash_table_lookup(f->by_id, GUINT_TO_POINTER(id)));

	if (index == 0) {
		if (f->rows->len == MSF_ROWS_MAX) {
			f->full = true;
			return NULL;
		}
		g_array_set_size(f->rows, f->rows->len + 1);
		index = f->rows->len;
		g_hash_table_insert(f->by_id, GUINT_TO_POINTER(id), GUINT_TO_POINTER(index));
		reset_row(&g_array_index(f->rows, struct msf_row, index - 1), id);
	}
	return &g_array_index(f->rows, struct msf_row, index - 1);
}

static void
on_row(void *user, struct mork_text scope, guint32 id, bool cut)
{
	struct msf *f = user;

	f->folder = mork_text_is(scope, SCOPE_FOLDER);
	f->row = mork_text_is(scope, SCOPE_MESSAGES) ? row_of(f, id) : NULL;
	if (f->row != NULL && cut)
		reset_row(f->row, id);
}

/* The last name of a path on a server, in modified UTF-7. */
static char *
last_name(struct msf *f, const char *path)
{
	const char *last = strrchr(path, strchr(path, '/') != NULL ? '/' : '.');
	g_autofree char *name = folder_from_mutf7(last != NULL ? last + 1 : path);

	return name != NULL ? g_string_chunk_insert(f->texts, name) : NULL;
}

/* A name of its own counts for more than that on the server. */
static void
take_folder_name(struct msf *f, struct mork_text column, struct mork_text value)
{
	bool own = mork_text_is(column, "mailboxName") || mork_text_is(column, "folderName");
	char *name;

	if (!own && (f->own_name || !mork_text_is(column, "onlineName")))
		return;
	name = keep(f, value);
	if (name != NULL && !own)
		name = last_name(f, name);
	if (name == NULL)
		return;
	f->folder_name = name;
	f->own_name = own;
}

static void
on_cell(void *user, struct mork_text column, struct mork_text value)
{
	struct msf *f = user;

	if (f->folder)
		take_folder_name(f, column, value);
	for (size_t i = 0; f->row != NULL && i < G_N_ELEMENTS(columns); i++)
		if (mork_text_is(column, columns[i].name))
			columns[i].take(f, value);
}

static void
index_name(struct msf *f, char *name, guint index)
{
	gpointer known;

	if (name == NULL)
		return;
	if (g_hash_table_lookup_extended(f->by_name, name, NULL, &known))
		index = 0;
	g_hash_table_insert(f->by_name, name, GUINT_TO_POINTER(index));
}

static void
index_rows(struct msf *f)
{
	for (guint i = 0; i < f->rows->len; i++) {
		struct msf_row *row = &g_array_index(f->rows, struct msf_row, i);

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
	const struct mork_reader reader = {.user = f, .row = on_row, .cell = on_cell};

	f->rows = g_array_new(FALSE, TRUE, sizeof(struct msf_row));
	f->by_id = g_hash_table_new(NULL, NULL);
	f->by_at = g_hash_table_new(g_int64_hash, g_int64_equal);
	f->by_name = g_hash_table_new(g_str_hash, g_str_equal);
	f->texts = g_string_chunk_new(4096);
	if (!mork_parse(data, len, &reader) || f->full)
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
	g_array_free(f->rows, TRUE);
	g_hash_table_destroy(f->by_id);
	g_hash_table_destroy(f->by_at);
	g_hash_table_destroy(f->by_name);
	g_string_chunk_free(f->texts);
	g_free(f);
}

size_t
msf_nrows(const struct msf *f)
{
	size_t n = 0;

	for (guint i = 0; i < f->rows->len; i++)
		n += g_array_index(f->rows, struct msf_row, i).has_flags;
	return n;
}

const char *
msf_folder_name(const struct msf *f)
{
	return f->folder_name;
}

static struct msf_row *
row_at(const struct msf *f, guint index)
{
	return index > 0 ? &g_array_index(f->rows, struct msf_row, index - 1) : NULL;
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

	if (!header_find(m->head, m->head_len, "Message-ID", &f) || f.value_len > TEXT_MAX)
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
