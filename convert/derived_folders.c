/* SPDX-License-Identifier: Apache-2.0 */
/* The folders of a file from which messages are derived; see derived_folders.h. */
#include "convert/derived_folders.h"

#include <string.h>

#include "convert/folder.h"

/* A folder of the file, or its counterpart in the tree of recovered items. */
struct own {
	struct derived_folder shown;
	guint64 number;
	bool recovered;
	char **names; /* below the file's own folder */
};

struct derived_folders {
	struct places *places;
	const struct entry *entry;
	bool single;        /* the file is one item */
	char **front;       /* the file's own folder */
	GPtrArray *all;     /* struct own *, in order */
	GHashTable *by_key; /* number, and whether recovered -> struct own *, borrowed */
	GHashTable *taken;  /* names, joined */
};

static void
own_free(gpointer p)
{
	struct own *o = p;

	g_strfreev(o->names);
	g_strfreev(o->shown.account.names);
	g_free(o);
}

/* The directories above the file, and its name without suffix; nothing for a source by itself. */
static char **
front_of(const struct entry *e, const struct derive_ops *ops)
{
	g_autofree char *path = g_strdup(e->path), *lower = g_ascii_strdown(e->path, -1);
	char *slash = strrchr(path, '/');
	size_t name = strlen(slash != NULL ? slash + 1 : path);

	if (ops->single)
		path[slash != NULL ? slash - path : 0] = '\0';
	for (size_t i = 0; !ops->single && ops->suffixes[i] != NULL; i++)
		if (g_str_has_suffix(lower, ops->suffixes[i]) && name > strlen(ops->suffixes[i]))
			path[strlen(lower) - strlen(ops->suffixes[i])] = '\0';
	return folder_names(path, FALSE);
}

struct derived_folders *
derived_folders_new(struct places *p, const struct entry *e, const struct derive_ops *ops)
{
	struct derived_folders *f = g_new0(struct derived_folders, 1);

	f->places = p;
	f->entry = e;
	f->single = ops->single;
	f->front = front_of(e, ops);
	if (!f->single)
		f->front = places_own(p, f->front);
	f->all = g_ptr_array_new_with_free_func(own_free);
	f->by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	f->taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return f;
}

void
derived_folders_free(struct derived_folders *f)
{
	if (f == NULL)
		return;
	g_hash_table_unref(f->by_key);
	g_hash_table_unref(f->taken);
	g_ptr_array_unref(f->all);
	g_strfreev(f->front);
	g_free(f);
}

static char *
key_of(guint64 number, bool recovered)
{
	return g_strdup_printf("%s%" G_GUINT64_FORMAT, recovered ? "r" : "", number);
}

static struct own *
get(const struct derived_folders *f, guint64 number, bool recovered)
{
	g_autofree char *key = key_of(number, recovered);

	return g_hash_table_lookup(f->by_key, key);
}

/* Adds a folder; takes names. */
static struct own *
add(struct derived_folders *f, guint64 number, bool recovered, char **names)
{
	struct own *o = g_new0(struct own, 1);

	if (names[0] != NULL)
		folder_number(f->taken, names);
	o->number = number;
	o->recovered = recovered;
	o->names = names;
	o->shown.account.path = f->entry->path;
	o->shown.account.names = folder_join(g_strdupv(f->front), g_strdupv(names));
	g_ptr_array_add(f->all, o);
	g_hash_table_insert(f->by_key, key_of(number, recovered), o);
	return o;
}

/* Its path in the source; of a file that is one item it is that of the directory, which others share. */
static char *
raw_path(const struct derived_folders *f, const struct own *o)
{
	const char *slash = strrchr(f->entry->path, '/');

	if (f->single)
		return g_strndup(
		    f->entry->path, slash != NULL ? (size_t)(slash - f->entry->path) : 0);
	return g_strdup_printf("%s//%s%" G_GUINT64_FORMAT, f->entry->path,
	    o->recovered ? "recovered/" : "", o->number);
}

/* Gives it its place in the scan, if it has none yet. */
static bool
place(struct derived_folders *f, struct own *o, GError **error)
{
	if (o->shown.folder != NULL)
		return true;
	o->shown.folder = places_folder(f->places,
	    folder_join(g_strdupv(f->front), g_strdupv(o->names)), raw_path(f, o), error);
	return o->shown.folder != NULL;
}

/* A name as it stands in a list of names: not empty. */
static char **
names_below(const struct own *parent, const char *name)
{
	char *one[] = {(char *)name, NULL};

	if (*name == '\0')
		return g_strdupv(parent != NULL ? parent->names : one + 1);
	if (parent == NULL || parent->names[0] == NULL)
		return g_strdupv(one);
	return folder_join(g_strdupv(parent->names), g_strdupv(one));
}

bool
derived_folders_has(const struct derived_folders *f, guint64 number)
{
	return get(f, number, false) != NULL;
}

bool
derived_folders_add(struct derived_folders *f, const struct derive_folder *x, GError **error)
{
	struct own *o = get(f, x->number, false);

	if (o == NULL)
		o = add(f, x->number, false, names_below(get(f, x->parent, false), x->name));
	o->shown.account.items = x->items;
	o->shown.account.hidden += x->hidden;
	o->shown.account.search = (x->flags & DERIVE_SEARCH) != 0;
	return *x->name == '\0' || o->shown.account.search || place(f, o, error);
}

/* The counterpart of a folder in the tree of recovered items. */
static struct own *
add_recovered(struct derived_folders *f, guint64 number)
{
	const struct own *plain = get(f, number, false);
	char *above[] = {(char *)DERIVED_RECOVERED, NULL};
	char **names = g_strdupv(above);

	if (plain != NULL && plain->names[0] != NULL)
		names = folder_join(names, g_strdupv(plain->names));
	return add(f, number, true, names);
}

static struct own *
add_root(struct derived_folders *f, guint64 number)
{
	char *none[] = {NULL};

	return add(f, number, false, g_strdupv(none));
}

struct derived_folder *
derived_folders_find(struct derived_folders *f, guint64 number, guint flag, GError **error)
{
	bool recovered = flag == DERIVE_RECOVERED;
	struct own *o = get(f, number, recovered);

	if (o == NULL && !recovered)
		number = 0;
	if (o == NULL)
		o = get(f, number, recovered);
	if (o == NULL)
		o = recovered ? add_recovered(f, number) : add_root(f, number);
	return place(f, o, error) ? &o->shown : NULL;
}

bool
derived_folders_account(const struct derived_folders *f, const struct visitor *v, GError **error)
{
	for (guint i = 0; v->account != NULL && !f->single && i < f->all->len; i++) {
		const struct own *o = f->all->pdata[i];

		if ((o->shown.folder != NULL || o->shown.account.search) &&
		    !v->account(v->user, &o->shown.account, error))
			return false;
	}
	return true;
}
