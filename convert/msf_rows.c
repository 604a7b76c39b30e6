/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of .msf files; see msf_rows.h. */
#include "convert/msf_rows.h"

#include <string.h>

#include "convert/folder.h"
#include "convert/mork.h"

#define SCOPE_MESSAGES "ns:msg:db:row:scope:msgs:all"
#define SCOPE_FOLDER "ns:msg:db:row:scope:dbfolderinfo:all"

/* The texts of a row as they stand in the file; s is NULL where there is none. */
struct row_texts {
	struct mork_text message_id, keywords, token;
};

/*
 * A file that is being read. A few bytes of it name a text of MSF_TEXT_MAX bytes as often as they
 * like, so that texts stay in the file until all is read, and then each is kept once.
 */
struct reading {
	GArray *rows;        /* struct msf_row */
	GArray *texts;       /* struct row_texts, of each row */
	GHashTable *by_id;   /* row id -> index + 1 */
	struct msf_row *row; /* NULL: not a message's */
	struct row_texts *of_row;
	struct mork_text own_name, online_name; /* of the folder */
	bool folder;                            /* the row is about the folder */
	bool full;
};

/* The text, if it is one that is kept. */
static struct mork_text
to_keep(struct mork_text value, size_t max)
{
	return value.len > 0 && value.len <= max ? value : (struct mork_text){NULL, 0};
}

static void
take_flags(struct reading *r, struct mork_text value)
{
	guint64 n;

	r->row->has_flags = mork_text_number(value, 16, &n) && n <= G_MAXUINT32;
	if (r->row->has_flags)
		r->row->flags = (guint32)n;
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
take_token(struct reading *r, struct mork_text value)
{
	guint64 n;

	r->of_row->token = to_keep(value, MSF_NAME_MAX);
	if (mork_text_number(value, 10, &n))
		take_place(r->row, n);
}

static void
take_offset(struct reading *r, struct mork_text value)
{
	guint64 n;

	if (r->of_row->token.s == NULL && mork_text_number(value, 16, &n))
		take_place(r->row, n);
}

static void
take_size(struct reading *r, struct mork_text value)
{
	if (!mork_text_number(value, 16, &r->row->size))
		r->row->size = 0;
}

static void
take_received(struct reading *r, struct mork_text value)
{
	guint64 n;

	if (mork_text_number(value, 16, &n) && n <= G_MAXINT64)
		r->row->received = (gint64)n;
}

static void
take_junkscore(struct reading *r, struct mork_text value)
{
	guint64 n;

	if (mork_text_number(value, 10, &n) && n <= 100)
		r->row->junkscore = (int)n;
}

static void
take_message_id(struct reading *r, struct mork_text value)
{
	r->of_row->message_id = to_keep(value, MSF_NAME_MAX);
}

static void
take_keywords(struct reading *r, struct mork_text value)
{
	r->of_row->keywords = to_keep(value, MSF_TEXT_MAX);
}

static const struct {
	const char *name;
	void (*take)(struct reading *r, struct mork_text value);
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

/* Makes the row of this id the current one; false if there are too many. */
static bool
enter_row(struct reading *r, guint32 id, bool cut)
{
	guint index = GPOINTER_TO_UINT(g_hash_table_lookup(r->by_id, GUINT_TO_POINTER(id)));
	bool is_new = index == 0;

	if (is_new) {
		if (r->rows->len == MSF_ROWS_MAX)
			return false;
		g_array_set_size(r->rows, r->rows->len + 1);
		g_array_set_size(r->texts, r->rows->len);
		index = r->rows->len;
		g_hash_table_insert(r->by_id, GUINT_TO_POINTER(id), GUINT_TO_POINTER(index));
	}
	r->row = &g_array_index(r->rows, struct msf_row, index - 1);
	r->of_row = &g_array_index(r->texts, struct row_texts, index - 1);
	if (is_new || cut) {
		reset_row(r->row, id);
		*r->of_row = (struct row_texts){0};
	}
	return true;
}

static void
on_row(void *user, struct mork_text scope, guint32 id, bool cut)
{
	struct reading *r = user;

	r->folder = mork_text_is(scope, SCOPE_FOLDER);
	r->row = NULL;
	if (mork_text_is(scope, SCOPE_MESSAGES) && !enter_row(r, id, cut))
		r->full = true;
}

static void
take_folder_name(struct reading *r, struct mork_text column, struct mork_text value)
{
	bool own = mork_text_is(column, "mailboxName") || mork_text_is(column, "folderName");

	value = to_keep(value, MSF_NAME_MAX);
	if (value.s != NULL && own)
		r->own_name = value;
	else if (value.s != NULL && mork_text_is(column, "onlineName"))
		r->online_name = value;
}

static void
on_cell(void *user, struct mork_text column, struct mork_text value)
{
	struct reading *r = user;

	if (r->folder)
		take_folder_name(r, column, value);
	for (size_t i = 0; r->row != NULL && i < G_N_ELEMENTS(columns); i++)
		if (mork_text_is(column, columns[i].name))
			columns[i].take(r, value);
}

/* The text without escapes, or NULL. kept: where in the file -> the text, of those before. */
static char *
keep(GStringChunk *texts, GHashTable *kept, struct mork_text value)
{
	char *text = g_hash_table_lookup(kept, value.s);
	g_autofree char *whole = value.s != NULL && text == NULL ? mork_text_dup(value) : NULL;

	if (whole == NULL || *whole == '\0')
		return text;
	text = g_string_chunk_insert(texts, whole);
	g_hash_table_insert(kept, (gpointer)value.s, text);
	return text;
}

/* The last name of a path on a server, in modified UTF-7. */
static char *
last_name(GStringChunk *texts, const char *path)
{
	const char *last = strrchr(path, strchr(path, '/') != NULL ? '/' : '.');
	g_autofree char *name = folder_from_mutf7(last != NULL ? last + 1 : path);

	return name != NULL ? g_string_chunk_insert(texts, name) : NULL;
}

/* Gives the rows their texts. The folder's own name counts for more than that on the server. */
static void
keep_texts(struct msf_rows *to, const struct reading *r)
{
	g_autoptr(GHashTable) kept = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < r->rows->len; i++) {
		struct msf_row *row = &g_array_index(r->rows, struct msf_row, i);
		const struct row_texts *t = &g_array_index(r->texts, struct row_texts, i);

		row->message_id = keep(to->texts, kept, t->message_id);
		row->keywords = keep(to->texts, kept, t->keywords);
		row->token = keep(to->texts, kept, t->token);
	}
	to->folder_name = keep(to->texts, kept, r->own_name);
	if (to->folder_name == NULL)
		to->folder_name = keep(to->texts, kept, r->online_name);
	if (to->folder_name != NULL && r->own_name.s == NULL)
		to->folder_name = last_name(to->texts, to->folder_name);
}

bool
msf_rows_read(struct msf_rows *to, const char *data, size_t len)
{
	struct reading r = {
	    .rows = to->rows,
	    .texts = g_array_new(FALSE, TRUE, sizeof(struct row_texts)),
	    .by_id = g_hash_table_new(NULL, NULL),
	};
	const struct mork_reader reader = {.user = &r, .row = on_row, .cell = on_cell};
	bool ok = mork_parse(data, len, &reader) && !r.full;

	g_hash_table_destroy(r.by_id);
	if (ok)
		keep_texts(to, &r);
	g_array_free(r.texts, TRUE);
	return ok;
}

void
msf_rows_init(struct msf_rows *r)
{
	r->rows = g_array_new(FALSE, TRUE, sizeof(struct msf_row));
	r->texts = g_string_chunk_new(4096);
	r->folder_name = NULL;
}

void
msf_rows_clear(struct msf_rows *r)
{
	g_array_free(r->rows, TRUE);
	g_string_chunk_free(r->texts);
}
