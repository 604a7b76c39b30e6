/* SPDX-License-Identifier: Apache-2.0 */
/* Signs that an export is not complete; see complete.h. */
#include "convert/complete.h"

#include <stdlib.h>
#include <string.h>

#include "convert/complete_gaps.h"
#include "convert/complete_lists.h"
#include "convert/complete_parts.h"
#include "convert/complete_table.h"
#include "convert/complete_tail.h"
#include "convert/inside.h"

/* The UIDs of a folder. */
struct uids {
	char *path;   /* of a file with messages of it */
	GArray *all;  /* guint32 */
	guint32 next; /* the next one to be given, or 0 */
};

struct complete {
	struct visitor visitor;
	char *source;
	struct complete_parts *parts;
	struct complete_lists *lists;
	GHashTable *folders; /* struct uids, by the number of the folder */
	GHashTable *months;  /* by the path of the store: number of messages by month */
	/* The open file. */
	char *name;
	char *table_of; /* the mailbox that it is a table of, or NULL */
	const char *table_by;
	GByteArray *table;
	GHashTable *file_months;
	struct complete_tail tail;
	bool has_message;
	GPtrArray *signs;
	guint64 nsigns;
};

static void
sign_free(void *data)
{
	struct sign *s = data;

	g_free(s->path);
	g_free(s->text);
	g_free(s);
}

static void
uids_free(void *data)
{
	struct uids *u = data;

	g_free(u->path);
	g_array_unref(u->all);
	g_free(u);
}

static void
months_free(void *data)
{
	g_hash_table_unref(data);
}

static void
tell(void *user, const char *kind, const char *path, const char *text)
{
	struct complete *c = user;
	struct sign *s;

	if (c->nsigns++ >= COMPLETE_SIGNS_MAX)
		return;
	s = g_new0(struct sign, 1);
	s->kind = kind;
	s->path = g_strdup(path);
	s->text = g_strdup(text);
	g_ptr_array_add(c->signs, s);
}

static void
on_source(void *user, const char *path)
{
	struct complete *c = user;

	g_free(c->source);
	c->source = g_strdup(path);
	complete_parts_add(c->parts, path, 0);
}

static bool
on_entry(void *user, const struct entry *e, GError **error)
{
	struct complete *c = user;
	g_autofree char *path = inside_join(c->source, e->path);

	(void)error;
	if (e->type != ENTRY_FILE)
		return true;
	complete_parts_add(c->parts, path, e->size);
	g_free(c->name);
	c->name = g_strdup(e->name);
	g_free(c->table_of);
	c->table_of = complete_table_of(path, &c->table_by);
	g_byte_array_set_size(c->table, 0);
	g_hash_table_remove_all(c->file_months);
	c->has_message = false;
	return true;
}

static bool
on_bytes(void *user, const struct span *s, GError **error)
{
	struct complete *c = user;

	(void)error;
	if (c->table_of != NULL && c->table->len < COMPLETE_TABLE_MAX)
		g_byte_array_append(
		    c->table, s->data, (guint)MIN(s->len, COMPLETE_TABLE_MAX - c->table->len));
	return true;
}

/* The UID that the source gives the message, or 0. *next: the one after the last, or 0. */
static guint32
uid_of(const struct complete *c, const struct message *m, guint32 *next)
{
	const char *in_name = c->name != NULL ? strstr(c->name, ",U=") : NULL;
	guint64 uid = in_name != NULL ? g_ascii_strtoull(in_name + 3, NULL, 10) : 0;

	*next = 0;
	for (guint i = 0; m->states != NULL && i < m->states->len; i++) {
		const struct message_state *s = &g_array_index(m->states, struct message_state, i);

		if (g_ascii_strcasecmp(s->name, "X-UID") == 0)
			uid = g_ascii_strtoull(s->value, NULL, 10);
		if (g_ascii_strcasecmp(s->name, "X-IMAPbase") == 0) {
			char *end;
			g_ascii_strtoull(s->value, &end, 10);
			*next = (guint32)MIN(g_ascii_strtoull(end, NULL, 10), G_MAXUINT32 - 1) + 1;
		}
	}
	return uid <= G_MAXUINT32 ? (guint32)uid : 0;
}

static void
take_uid(struct complete *c, const struct message *m)
{
	guint32 next, uid = uid_of(c, m, &next);
	gpointer key = GUINT_TO_POINTER(m->folder != NULL ? m->folder->number : 0);
	struct uids *u = g_hash_table_lookup(c->folders, key);

	if (uid == 0)
		return;
	if (u == NULL) {
		u = g_new0(struct uids, 1);
		u->path = inside_join(c->source, m->folder != NULL ? m->folder->raw : NULL);
		u->all = g_array_new(FALSE, FALSE, sizeof(guint32));
		g_hash_table_insert(c->folders, key, u);
	}
	g_array_append_val(u->all, uid);
	u->next = MAX(u->next, next);
}

static bool
on_begin(void *user, const struct message *m, GError **error)
{
	struct complete *c = user;
	gpointer month, n;

	(void)error;
	c->has_message = true;
	complete_tail_begin(&c->tail, m);
	take_uid(c, m);
	/* A file's own time may be that of the copying. */
	if (m->received_from == RECEIVED_UNKNOWN || m->received_from == RECEIVED_MTIME)
		return true;
	month = GINT_TO_POINTER(complete_month(m->received));
	n = g_hash_table_lookup(c->file_months, month);
	g_hash_table_insert(c->file_months, month, GUINT_TO_POINTER(GPOINTER_TO_UINT(n) + 1));
	return true;
}

static bool
on_message_bytes(void *user, const struct span *s, GError **error)
{
	struct complete *c = user;

	(void)error;
	complete_tail_bytes(&c->tail, s->data, s->len);
	return true;
}

/* Adds the file's months to those of its store. */
static void
merge_months(struct complete *c, const char *store)
{
	g_autofree char *path = inside_join(c->source, store);
	GHashTable *all = g_hash_table_lookup(c->months, path);
	GHashTableIter i;
	gpointer month, n;

	if (all == NULL) {
		all = g_hash_table_new(NULL, NULL);
		g_hash_table_insert(c->months, g_strdup(path), all);
	}
	g_hash_table_iter_init(&i, c->file_months);
	while (g_hash_table_iter_next(&i, &month, &n))
		g_hash_table_insert(all, month,
		    GUINT_TO_POINTER(
			GPOINTER_TO_UINT(g_hash_table_lookup(all, month)) + GPOINTER_TO_UINT(n)));
}

/* Counts messages of the mailbox that tables may be about: a file, or a Maildir. */
static void
count_mailbox(struct complete *c, const struct entry *e, const struct file_facts *f)
{
	g_autofree char *path = inside_join(c->source, e->path);

	if (g_strcmp0(f->format, "maildir") == 0) {
		char *slash = strrchr(path, '/');
		if (slash != NULL)
			*slash = '\0';
		slash = strrchr(path, '/');
		if (slash != NULL)
			*slash = '\0';
	}
	complete_lists_count(c->lists, path, f->nmessages);
}

static bool
on_file_end(void *user, const struct entry *e, const struct file_facts *f, GError **error)
{
	struct complete *c = user;
	g_autofree char *path = inside_join(c->source, e->path);
	const char *cut = c->has_message ? complete_tail_end(&c->tail) : NULL;
	guint64 rows;

	(void)error;
	if (c->table_of != NULL && complete_table_rows(path, c->table, &rows) && rows > 0)
		complete_lists_expect(c->lists, c->table_of, rows, c->table_by);
	if (cut != NULL)
		tell(c, "cut", path, cut);
	if (f->format != NULL) {
		merge_months(c, f->store);
		count_mailbox(c, e, f);
	} else if (e->size == 0) {
		count_mailbox(c, e, f);
	}
	return true;
}

/* What stores note of ends that complete_tail does not see, and of lists that came with the export. */
static const struct {
	const char *rule, *kind;
} noted[] = {
    {"emlx-count", "cut"},
    {"maildir-size", "cut"},
    {"wrong-size", "cut"},
    {"read-error", "cut"},
    {"unreadable", "cut"},
    {"vanished", "cut"},
    {"count-differs", "list-differs"},
    {"documents-missing", "list-differs"},
    {"checksum-missing", "list-differs"},
    {"checksum-differs", "list-differs"},
    {"export-errors", "list-differs"},
};

static bool
on_exception(void *user, const struct exception *x, GError **error)
{
	struct complete *c = user;
	g_autofree char *path = inside_join(c->source, x->path);

	(void)error;
	for (guint i = 0; i < G_N_ELEMENTS(noted); i++)
		if (strcmp(x->rule, noted[i].rule) == 0)
			tell(c, noted[i].kind, path, x->reason);
	/* Of a message that ends in its header or multipart the tail is seen. */
	if (strcmp(x->rule, "truncated") == 0 && strstr(x->reason, "From_ line") != NULL)
		tell(c, "cut", path, x->reason);
	return true;
}

struct complete *
complete_new(void)
{
	struct complete *c = g_new0(struct complete, 1);

	c->visitor = (struct visitor){
	    .user = c,
	    .source = on_source,
	    .entry = on_entry,
	    .bytes = on_bytes,
	    .message_begin = on_begin,
	    .message_bytes = on_message_bytes,
	    .file_end = on_file_end,
	    .exception = on_exception,
	};
	c->source = g_strdup("");
	c->parts = complete_parts_new();
	c->lists = complete_lists_new();
	c->folders = g_hash_table_new_full(NULL, NULL, NULL, uids_free);
	c->months = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, months_free);
	c->table = g_byte_array_new();
	c->file_months = g_hash_table_new(NULL, NULL);
	c->signs = g_ptr_array_new_with_free_func(sign_free);
	return c;
}

void
complete_free(struct complete *c)
{
	if (c == NULL)
		return;
	g_free(c->source);
	complete_parts_free(c->parts);
	complete_lists_free(c->lists);
	g_hash_table_unref(c->folders);
	g_hash_table_unref(c->months);
	g_free(c->name);
	g_free(c->table_of);
	g_byte_array_unref(c->table);
	g_hash_table_unref(c->file_months);
	g_ptr_array_unref(c->signs);
	g_free(c);
}

const struct visitor *
complete_visitor(struct complete *c)
{
	return &c->visitor;
}

static int
compare_signs(const void *a, const void *b)
{
	const struct sign *x = *(const struct sign *const *)a, *y = *(const struct sign *const *)b;
	int paths = strcmp(x->path, y->path);

	return paths != 0 ? paths : strcmp(x->kind, y->kind);
}

const GPtrArray *
complete_signs(struct complete *c, guint64 *total)
{
	GHashTableIter i;
	gpointer key, value;

	complete_parts_end(c->parts, tell, c);
	complete_lists_end(c->lists, tell, c);
	g_hash_table_iter_init(&i, c->folders);
	while (g_hash_table_iter_next(&i, NULL, &value)) {
		struct uids *u = value;
		g_autofree char *gap = complete_uid_gap(u->all, u->next);
		if (gap != NULL)
			tell(c, "uid-gap", u->path, gap);
	}
	g_hash_table_iter_init(&i, c->months);
	while (g_hash_table_iter_next(&i, &key, &value)) {
		g_autofree char *gaps = complete_month_gaps(value);
		g_autofree char *text = g_strconcat("there is no mail from ", gaps, NULL);
		if (gaps != NULL)
			tell(c, "months-empty", key, text);
	}
	g_ptr_array_sort(c->signs, compare_signs);
	*total = c->nsigns;
	return c->signs;
}
