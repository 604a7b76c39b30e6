/* SPDX-License-Identifier: Apache-2.0 */
/* The folders of a scan; see places.h. */
#include "convert/places.h"
#include "convert/folder.h"
#include <string.h>

struct places {
	const struct visitor *visitor;
	const char *name;    /* of the source, or NULL */
	GHashTable *folders; /* number of the source and raw path -> struct folder */
	guint source;
	struct tree *tree;    /* the source; borrowed */
	GHashTable *memories; /* of this source: const struct store_ops -> void ** */
	/* The latest answer, so that a directory full of messages is asked for once: */
	const struct store_ops *ops;
	char *dir;
	const struct folder *folder;
	char *store;
};

static void
free_folder(gpointer p)
{
	struct folder *f = p;

	g_strfreev(f->names);
	g_free(f->raw);
	g_free(f);
}

static void
clear_latest(struct places *p)
{
	p->ops = NULL;
	g_clear_pointer(&p->dir, g_free);
	g_clear_pointer(&p->store, g_free);
}

struct places *
places_new(const struct visitor *v)
{
	struct places *p = g_new0(struct places, 1);

	p->visitor = v;
	p->folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_folder);
	return p;
}

void
places_free(struct places *p)
{
	if (p == NULL)
		return;
	clear_latest(p);
	g_hash_table_destroy(p->folders);
	g_free(p);
}

void
places_begin(struct places *p, struct tree *t, const char *name)
{
	p->tree = t;
	p->name = name;
	p->source++;
	p->memories = g_hash_table_new_full(NULL, NULL, NULL, g_free);
}

void
places_end(struct places *p)
{
	GHashTableIter i;
	gpointer ops, memory;

	clear_latest(p);
	g_hash_table_iter_init(&i, p->memories);
	while (g_hash_table_iter_next(&i, &ops, &memory))
		if (*(void **)memory != NULL)
			((const struct store_ops *)ops)->forget(*(void **)memory);
	g_clear_pointer(&p->memories, g_hash_table_destroy);
	p->tree = NULL;
}

const struct folder *
places_folder(struct places *p, char **names, char *raw, GError **error)
{
	const struct visitor *v = p->visitor;
	g_autofree char *key = g_strdup_printf("%u/%s", p->source, raw);
	struct folder *f = g_hash_table_lookup(p->folders, key);

	if (f != NULL) {
		g_strfreev(names);
		g_free(raw);
		return f;
	}
	f = g_new0(struct folder, 1);
	f->number = g_hash_table_size(p->folders) + 1;
	f->names = p->name != NULL ? folder_join(folder_names(p->name, FALSE), names) : names;
	f->raw = raw;
	g_hash_table_insert(p->folders, g_steal_pointer(&key), f);
	return v->folder == NULL || v->folder(v->user, f, error) ? f : NULL;
}

static void **
memory_of(struct places *p, const struct store_ops *ops)
{
	void **memory = g_hash_table_lookup(p->memories, ops);

	if (memory == NULL) {
		memory = g_new0(void *, 1);
		g_hash_table_insert(p->memories, (gpointer)ops, memory);
	}
	return memory;
}

static bool
find(struct places *p, const struct store_ops *ops, const struct entry *e, bool sorted,
    GError **error)
{
	g_autofree char *dir = g_path_get_dirname(e->path);
	char **names, *raw;

	if (p->ops == ops && strcmp(ops->role, "message") == 0 && strcmp(p->dir, dir) == 0)
		return true;
	clear_latest(p);
	names = ops->folder(p->tree, e, &raw, &p->store);
	p->ops = ops;
	p->dir = g_steal_pointer(&dir);
	if (!sorted) {
		p->folder = places_folder(p, names, raw, error);
		return p->folder != NULL;
	}
	p->folder = NULL;
	g_strfreev(names);
	g_free(raw);
	return true;
}

bool
places_find(struct places *p, const struct store_ops *ops, const struct entry *e, bool sorted,
    struct place *place, GError **error)
{
	if (!find(p, ops, e, sorted, error))
		return false;
	*place = (struct place){
	    .folder = p->folder,
	    .store = p->store,
	    .memory = memory_of(p, ops),
	};
	return true;
}

bool
places_directory(struct places *p, const struct entry *e, GError **error)
{
	for (size_t i = 0; store_formats[i] != NULL; i++) {
		const struct store_ops *ops = store_formats[i];
		g_autofree char *raw = NULL, *store = NULL;
		char **names;

		if (ops->directory == NULL || !ops->directory(p->tree, e))
			continue;
		names = ops->folder(p->tree, e, &raw, &store);
		return places_folder(p, names, g_steal_pointer(&raw), error) != NULL;
	}
	return true;
}
