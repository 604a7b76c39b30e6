/* SPDX-License-Identifier: Apache-2.0 */
/* Google Vault's mbox files; see mbox_vault.h. */
#include "convert/mbox_vault.h"

#include <string.h>

#include "convert/companion.h"
#include "convert/csv.h"
#include "convert/vault.h"

#define METADATA "-metadata.xml"
#define COUNTS "-results-count.csv"
#define CUTS_MAX 32 /* shorter names that are tried */

/* What is kept of the export that the last file belonged to. */
struct memory {
	char *file;           /* the mbox file that was looked for beside */
	char *metadata;       /* path, or NULL */
	struct vault *vault;  /* NULL: none, or it cannot be read */
	char *counts;         /* path, or NULL */
	GHashTable *expected; /* account -> guint64 *, how many messages it has in the list */
	GHashTable *found;    /* account -> guint64 *, how many were met; the same keys */
	guint64 others;       /* messages in files of no account in the list */
};

bool
mbox_vault_is(const struct from_line *line)
{
	return line->kind == FROM_NUMBER && memchr(line->sender, '-', line->sender_len) != NULL;
}

static bool
tell(const struct visitor *v, const struct exception *x, GError **error)
{
	return v->exception == NULL || v->exception(v->user, x, error);
}

/* dir/NAME + suffix, for name and all that is left of it when it is cut at its marks. */
static char *
try_names(struct tree *t, const char *dir, const char *name, const char *suffix)
{
	g_autofree char *left = g_strdup(name);

	for (int i = 0; i < CUTS_MAX && *left != '\0'; i++) {
		g_autofree char *file = g_strconcat(left, suffix, NULL);
		char *path = *dir != '\0' ? g_strjoin("/", dir, file, NULL) : g_strdup(file);
		size_t len = strlen(left);

		if (tree_lookup(t, path) == ENTRY_FILE)
			return path;
		g_free(path);
		while (len > 0 && strchr("-_. ", left[len - 1]) == NULL)
			len--;
		left[len > 0 ? len - 1 : 0] = '\0';
	}
	return NULL;
}

static char *
dir_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return g_strndup(path, slash != NULL ? (gsize)(slash - path) : 0);
}

/* The export's file with this suffix, or NULL. The caller frees it. */
static char *
beside(struct tree *t, const char *path, const char *suffix)
{
	g_autofree char *dir = dir_of(path), *above = dir_of(dir);
	g_autofree char *name = g_path_get_basename(path), *dirname = g_path_get_basename(dir);
	const struct {
		const char *dir, *name;
	} places[] = {{dir, name}, {dir, dirname}, {above, name}, {above, dirname}};
	char *found = NULL;

	for (size_t i = 0; t != NULL && found == NULL && i < G_N_ELEMENTS(places); i++)
		found = try_names(t, places[i].dir, places[i].name, suffix);
	for (unsigned up = 0; t != NULL && found == NULL && up < 2; up++)
		found = tree_beside(t, suffix, up);
	return found;
}

bool
mbox_vault_has_metadata(struct tree *t, const char *path)
{
	g_autofree char *metadata = beside(t, path, METADATA);

	return metadata != NULL;
}

static bool
read_metadata(struct vault *v, struct tree *t, const char *path, GError **error)
{
	g_autoptr(tree_file) f = tree_open_path(t, path, error);
	g_autofree char *buf = g_malloc(64 * 1024);
	gssize n = 0;

	while (f != NULL && (n = tree_file_read(f, buf, 64 * 1024, error)) > 0)
		if (!vault_feed(v, buf, (size_t)n, error))
			return false;
	return f != NULL && n == 0 && vault_end(v, error);
}

static bool
open_metadata(struct memory *m, const struct store_file *f, GError **error)
{
	g_autoptr(GError) why = NULL;
	g_autofree char *reason = NULL;
	struct exception x = {.rule = "metadata", .path = m->metadata};

	g_clear_pointer(&m->vault, vault_free);
	if (m->metadata == NULL)
		return true;
	m->vault = vault_new();
	if (read_metadata(m->vault, f->tree, m->metadata, &why))
		return true;
	g_clear_pointer(&m->vault, vault_free);
	x.reason = reason = g_strdup_printf("its labels and dates are not used: %s", why->message);
	return tell(f->visitor, &x, error);
}

/* A row of the counts: an account and a number, in whatever columns they are. */
static void
take_count(struct memory *m, const GPtrArray *fields)
{
	const char *account = NULL;
	guint64 n = 0, *count;
	bool counted = false;

	for (guint i = 0; i < fields->len; i++) {
		const char *field = fields->pdata[i];

		if (account == NULL && strchr(field, '@') != NULL)
			account = field;
		else if (!counted)
			counted = g_ascii_string_to_unsigned(field, 10, 0, G_MAXUINT64, &n, NULL);
	}
	if (account == NULL || !counted || g_hash_table_contains(m->expected, account))
		return;
	count = g_new(guint64, 1);
	*count = n;
	g_hash_table_insert(m->expected, g_strdup(account), count);
	g_hash_table_insert(m->found, g_strdup(account), g_new0(guint64, 1));
}

static void
read_counts(struct memory *m, struct tree *t)
{
	g_autofree char *dir = dir_of(m->counts), *name = g_path_get_basename(m->counts);
	g_autofree char *text = NULL;
	const char *p;
	size_t len;

	text = companion_read(t, dir, name, MBOX_VAULT_COUNTS_MAX, &len);
	p = text != NULL ? text : "";
	for (GPtrArray *fields; (fields = csv_next(&p)) != NULL; g_ptr_array_unref(fields))
		take_count(m, fields);
}

static void
clear_export(struct memory *m)
{
	g_clear_pointer(&m->metadata, g_free);
	g_clear_pointer(&m->counts, g_free);
	g_clear_pointer(&m->vault, vault_free);
	g_hash_table_remove_all(m->expected);
	g_hash_table_remove_all(m->found);
	m->others = 0;
}

/* What lies beside the file; the files of one export share it, and another's begin anew. */
static bool
look_beside(struct memory *m, const struct store_file *f, GError **error)
{
	g_autofree char *counts = NULL, *metadata = NULL;

	if (g_strcmp0(m->file, f->entry->path) == 0)
		return true;
	g_free(m->file);
	m->file = g_strdup(f->entry->path);
	counts = beside(f->tree, m->file, COUNTS);
	metadata = beside(f->tree, m->file, METADATA);
	if (g_strcmp0(counts, m->counts) == 0 && g_strcmp0(metadata, m->metadata) == 0)
		return true;
	if (!mbox_vault_finish(m, f->visitor, error))
		return false;
	clear_export(m);
	m->counts = g_steal_pointer(&counts);
	m->metadata = g_steal_pointer(&metadata);
	if (m->counts != NULL)
		read_counts(m, f->tree);
	return open_metadata(m, f, error);
}

/* The account whose name begins the file's, the longest of them. */
static void
count_message(struct memory *m, const char *file)
{
	guint64 *best = &m->others;
	size_t longest = 0;
	GHashTableIter i;
	gpointer account, count;

	g_hash_table_iter_init(&i, m->found);
	while (g_hash_table_iter_next(&i, &account, &count)) {
		size_t len = strlen(account);

		if (len > longest && g_ascii_strncasecmp(file, account, len) == 0) {
			longest = len;
			best = count;
		}
	}
	++*best;
}

bool
mbox_vault_join(const struct store_file *f, struct mbox_record *r, GError **error)
{
	struct memory *m;
	char **names;

	if (f->memory == NULL)
		return true;
	if (*f->memory == NULL) {
		*f->memory = m = g_new0(struct memory, 1);
		m->expected = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
		m->found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	}
	m = *f->memory;
	if (!look_beside(m, f, error))
		return false;
	count_message(m, f->entry->name);
	if (m->vault == NULL || !vault_apply(m->vault, &r->message, &names) || names == NULL)
		return true;
	g_strfreev(r->names);
	r->names = names;
	r->below = true;
	return true;
}

static bool
note_count(const struct memory *m, const struct visitor *v, const char *account, guint64 expected,
    guint64 found, GError **error)
{
	g_autofree char *who = g_strescape(account, NULL);
	g_autofree char *reason = NULL;
	struct exception x = {.rule = "count-differs", .path = m->counts};

	if (expected == found)
		return true;
	x.reason = reason = g_strdup_printf("it has %" G_GUINT64_FORMAT
					    " messages for %s, and %" G_GUINT64_FORMAT " are here",
	    expected, who, found);
	return tell(v, &x, error);
}

/* Account by account if every file has one, else only in all. */
static bool
note_counts(const struct memory *m, const struct visitor *v, GError **error)
{
	guint64 expected = 0, found = m->others;
	bool ok = true;
	GHashTableIter i;
	gpointer account, count;

	g_hash_table_iter_init(&i, m->expected);
	while (ok && g_hash_table_iter_next(&i, &account, &count)) {
		guint64 here = *(const guint64 *)g_hash_table_lookup(m->found, account);

		expected += *(const guint64 *)count;
		found += here;
		if (m->others == 0)
			ok = note_count(m, v, account, *(const guint64 *)count, here, error);
	}
	return ok &&
	    (m->others == 0 || m->counts == NULL ||
		note_count(m, v, "all accounts", expected, found, error));
}

bool
mbox_vault_finish(void *memory, const struct visitor *v, GError **error)
{
	const struct memory *m = memory;
	g_autofree char *reason = NULL;
	struct exception x = {.rule = "documents-missing", .path = m->metadata};
	guint64 ndocuments = 0, nused = 0;

	if (m->vault != NULL)
		vault_counts(m->vault, &ndocuments, &nused);
	if (!note_counts(m, v, error))
		return false;
	if (ndocuments == nused)
		return true;
	x.reason = reason =
	    g_strdup_printf("%" G_GUINT64_FORMAT " of its %" G_GUINT64_FORMAT
			    " documents have no message in the mbox files beside it",
		ndocuments - nused, ndocuments);
	return tell(v, &x, error);
}

void
mbox_vault_forget(void *memory)
{
	struct memory *m = memory;

	clear_export(m);
	g_hash_table_destroy(m->expected);
	g_hash_table_destroy(m->found);
	g_free(m->file);
	g_free(m);
}
