/* SPDX-License-Identifier: Apache-2.0 */
/* Counts what a run finds; see survey.h. */
#include "convert/survey.h"

#include <string.h>

#include "convert/inside.h"

struct survey_run {
	struct visitor visitor;
	const struct visitor *next;
	bool (*every)(void *user, const struct survey_exception *x, GError **error);
	void *user;
	bool (*progress)(void *user, guint64 bytes, GError **error);
	void *progress_user;
	bool (*framing)(void *user, const struct framing *f, GError **error);
	void *framing_user;
	guint64 bytes; /* read so far, of files that are not in packed ones */
	bool inside;   /* the current file is in a packed one */
	struct survey result;
	GHashTable *by_key;  /* "format\npath" -> struct survey_store *, borrowed */
	char *source;        /* as given */
	GHashTable *folders; /* struct folder * of the messages of the open file */
};

static void
store_free(gpointer p)
{
	struct survey_store *s = p;

	g_free(s->path);
	g_free(s->format);
	g_hash_table_unref(s->folders);
	g_free(s);
}

static void
exception_free(gpointer p)
{
	struct survey_exception *x = p;

	g_free(x->store);
	g_free(x->rule);
	g_free(x->reason);
	g_free(x);
}

static struct survey_store *
get_store(struct survey_run *s, const struct file_facts *f)
{
	g_autofree char *path = inside_join(s->source, f->store);
	g_autofree char *key = g_strdup_printf("%s\n%s", f->format, path);
	struct survey_store *store = g_hash_table_lookup(s->by_key, key);

	if (store != NULL)
		return store;
	store = g_new0(struct survey_store, 1);
	store->path = g_steal_pointer(&path);
	store->format = g_strdup(f->format);
	store->folders = g_hash_table_new(NULL, NULL);
	g_ptr_array_add(s->result.stores, store);
	g_hash_table_insert(s->by_key, g_steal_pointer(&key), store);
	return store;
}

static void
account_free(gpointer p)
{
	struct survey_account *a = p;

	g_free(a->path);
	g_strfreev(a->account.names);
	g_free(a);
}

static bool
on_entry(void *user, const struct entry *e, GError **error)
{
	struct survey_run *s = user;

	s->inside = e->inside;
	if (e->type == ENTRY_DIRECTORY && !e->inside && !e->derived)
		s->result.ndirectories++;
	if (e->type == ENTRY_FILE && !e->inside && !e->derived) {
		s->result.nfiles++;
		s->result.nbytes += e->size;
	}
	return s->next == NULL || s->next->entry == NULL || s->next->entry(s->next->user, e, error);
}

static bool
on_bytes(void *user, const struct span *p, GError **error)
{
	struct survey_run *s = user;

	if (!s->inside)
		s->bytes += p->len;
	if (s->progress != NULL && !s->progress(s->progress_user, s->bytes, error))
		return false;
	return s->next == NULL || s->next->bytes == NULL || s->next->bytes(s->next->user, p, error);
}

static bool
on_folder(void *user, const struct folder *f, GError **error)
{
	struct survey_run *s = user;

	return s->next == NULL || s->next->folder == NULL ||
	    s->next->folder(s->next->user, f, error);
}

static bool
on_begin(void *user, const struct message *m, GError **error)
{
	struct survey_run *s = user;

	if (m->folder != NULL)
		g_hash_table_add(s->folders, (gpointer)m->folder);
	return s->next == NULL || s->next->message_begin == NULL ||
	    s->next->message_begin(s->next->user, m, error);
}

static bool
on_message_bytes(void *user, const struct span *p, GError **error)
{
	struct survey_run *s = user;

	return s->next == NULL || s->next->message_bytes == NULL ||
	    s->next->message_bytes(s->next->user, p, error);
}

static void
count_date(struct survey *r, const struct message *m)
{
	if (m->received_from == RECEIVED_UNKNOWN)
		return;
	if (!r->has_dates || m->received < r->first_date)
		r->first_date = m->received;
	if (!r->has_dates || m->received > r->last_date)
		r->last_date = m->received;
	r->has_dates = true;
}

static bool
on_end(void *user, const struct message *m, GError **error)
{
	struct survey_run *s = user;

	s->result.nmessages++;
	s->result.npacked += s->inside;
	count_date(&s->result, m);
	return s->next == NULL || s->next->message_end == NULL ||
	    s->next->message_end(s->next->user, m, error);
}

static bool
on_file_end(void *user, const struct entry *e, const struct file_facts *f, GError **error)
{
	struct survey_run *s = user;

	if (f->format != NULL) {
		struct survey_store *store = get_store(s, f);
		GHashTableIter i;
		gpointer folder;

		g_hash_table_iter_init(&i, s->folders);
		while (g_hash_table_iter_next(&i, &folder, NULL))
			g_hash_table_add(store->folders, folder);
		store->nfolders = g_hash_table_size(store->folders);
		store->nfiles++;
		store->nmessages += f->nmessages;
		store->nbytes += f->read;
	}
	g_hash_table_remove_all(s->folders);
	return s->next == NULL || s->next->file_end == NULL ||
	    s->next->file_end(s->next->user, e, f, error);
}

static bool
on_exception(void *user, const struct exception *x, GError **error)
{
	struct survey_run *s = user;
	struct survey_exception *copy = g_new0(struct survey_exception, 1);
	bool ok;

	copy->severity = x->severity;
	copy->store = inside_join(s->source, x->path);
	copy->offset = x->offset;
	copy->length = x->length;
	copy->rule = g_strdup(x->rule);
	copy->reason = g_strdup(x->reason);
	if (x->severity == LOSS)
		s->result.nlosses++;
	else
		s->result.nnotes++;
	ok = s->every == NULL || s->every(s->user, copy, error);
	if (s->result.exceptions->len < SURVEY_KEPT)
		g_ptr_array_add(s->result.exceptions, copy);
	else
		exception_free(copy);
	return ok &&
	    (s->next == NULL || s->next->exception == NULL ||
		s->next->exception(s->next->user, x, error));
}

static bool
on_framing(void *user, const struct framing *f, GError **error)
{
	struct survey_run *s = user;
	g_autofree char *path = inside_join(s->source, f->path);
	struct framing named = *f;

	named.path = path;
	return s->framing(s->framing_user, &named, error);
}

static bool
on_derived(void *user, const struct entry *e, const struct file_facts *f, GError **error)
{
	struct survey_run *s = user;

	return s->next == NULL || s->next->derived == NULL ||
	    s->next->derived(s->next->user, e, f, error);
}

static bool
on_account(void *user, const struct account *a, GError **error)
{
	struct survey_run *s = user;
	struct survey_account *copy = g_new0(struct survey_account, 1);

	copy->account = *a;
	copy->account.path = copy->path = inside_join(s->source, a->path);
	copy->account.names = g_strdupv(a->names);
	g_ptr_array_add(s->result.accounts, copy);
	return s->next == NULL || s->next->account == NULL ||
	    s->next->account(s->next->user, a, error);
}

struct survey_run *
survey_new(const struct visitor *next,
    bool (*every)(void *user, const struct survey_exception *x, GError **error), void *user)
{
	struct survey_run *s = g_new0(struct survey_run, 1);

	s->visitor = (struct visitor){
	    .user = s,
	    .entry = on_entry,
	    .bytes = on_bytes,
	    .folder = on_folder,
	    .message_begin = on_begin,
	    .message_bytes = on_message_bytes,
	    .message_end = on_end,
	    .file_end = on_file_end,
	    .exception = on_exception,
	    .derived = on_derived,
	    .account = on_account,
	};
	s->next = next;
	s->every = every;
	s->user = user;
	s->source = g_strdup("");
	s->folders = g_hash_table_new(NULL, NULL);
	s->by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	s->result.stores = g_ptr_array_new_with_free_func(store_free);
	s->result.accounts = g_ptr_array_new_with_free_func(account_free);
	s->result.exceptions = g_ptr_array_new_with_free_func(exception_free);
	return s;
}

void
survey_free(struct survey_run *s)
{
	if (s == NULL)
		return;
	g_hash_table_unref(s->by_key);
	g_hash_table_unref(s->folders);
	g_ptr_array_unref(s->result.stores);
	g_ptr_array_unref(s->result.exceptions);
	g_ptr_array_unref(s->result.accounts);
	g_free(s->source);
	g_free(s);
}

const struct visitor *
survey_visitor(struct survey_run *s)
{
	return &s->visitor;
}

void
survey_set_progress(
    struct survey_run *s, bool (*progress)(void *user, guint64 bytes, GError **error), void *user)
{
	s->progress = progress;
	s->progress_user = user;
}

void
survey_set_framing(struct survey_run *s,
    bool (*framing)(void *user, const struct framing *f, GError **error), void *user)
{
	s->framing = framing;
	s->framing_user = user;
	s->visitor.framing = on_framing;
}

void
survey_source(struct survey_run *s, const char *path)
{
	g_free(s->source);
	s->source = g_strdup(path);
	if (s->next != NULL && s->next->source != NULL)
		s->next->source(s->next->user, path);
}

const struct survey *
survey_result(struct survey_run *s)
{
	return &s->result;
}
