/* SPDX-License-Identifier: Apache-2.0 */
/* The folders of a scan; see places.h. */
#include "convert/places.h"

#include <string.h>

#include "convert/folder.h"
#include "convert/inside.h"

/* A source that is being gone through. */
struct source {
	struct source *around; /* the one that this is packed in, or NULL */
	guint number;
	const char *name;     /* or NULL */
	const char *packed;   /* its path in the one around it, or NULL */
	struct tree *tree;    /* borrowed */
	GHashTable *memories; /* const struct store_ops -> void ** */
	GHashTable *owned;    /* names, joined, that places_own gave */
};

struct places {
	const struct visitor *visitor;
	GHashTable *folders; /* number of the source and raw path -> struct folder */
	GHashTable *sets;    /* name -> number of the source */
	guint nsources;
	struct source *source; /* the innermost, or NULL */
	/* The latest answer, so that a directory full of messages is asked for once: */
	const struct store_ops *ops;
	char *dir;
	const struct folder *folder;
	char *store;
};

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
	p->folders =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)folder_free);
	p->sets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return p;
}

void
places_free(struct places *p)
{
	if (p == NULL)
		return;
	clear_latest(p);
	g_hash_table_destroy(p->folders);
	g_hash_table_destroy(p->sets);
	g_free(p);
}

void
places_begin(struct places *p, struct tree *t, const char *name)
{
	struct source *s = g_new0(struct source, 1);

	clear_latest(p);
	s->around = p->source;
	s->number = ++p->nsources;
	s->name = name;
	s->tree = t;
	s->memories = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	s->owned = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	p->source = s;
}

bool
places_finish(const struct places *p, const struct visitor *v, GError **error)
{
	bool ok = true;

	for (size_t i = 0; ok && store_formats[i] != NULL; i++) {
		const struct store_ops *ops = store_formats[i];
		void *const *memory = g_hash_table_lookup(p->source->memories, ops);

		if (ops->finish != NULL && memory != NULL && *memory != NULL)
			ok = ops->finish(*memory, v, error);
	}
	return ok;
}

void
places_begin_packed(
    struct places *p, struct tree *t, const char *name, const char *packed, bool set)
{
	gpointer number;

	places_begin(p, t, name);
	p->source->packed = packed;
	if (!set)
		return;
	if (g_hash_table_lookup_extended(p->sets, name, NULL, &number))
		p->source->number = GPOINTER_TO_UINT(number);
	else
		g_hash_table_insert(p->sets, g_strdup(name), GUINT_TO_POINTER(p->source->number));
}

void
places_end(struct places *p)
{
	struct source *s = p->source;
	GHashTableIter i;
	gpointer ops, memory;

	clear_latest(p);
	g_hash_table_iter_init(&i, s->memories);
	while (g_hash_table_iter_next(&i, &ops, &memory))
		if (*(void **)memory != NULL)
			((const struct store_ops *)ops)->forget(*(void **)memory);
	g_hash_table_destroy(s->memories);
	g_hash_table_destroy(s->owned);
	p->source = s->around;
	g_free(s);
}

/* Takes raw, a folder's path in s, and returns it as one in the outermost source. */
static char *
raw_path(const struct source *s, char *raw)
{
	for (; s->packed != NULL; s = s->around) {
		char *full = inside_path(s->packed, raw);

		g_free(raw);
		raw = full;
	}
	return raw;
}

/* Takes names, those of the folder raw in s, and returns them with the source's in front. */
static char **
full_names(const struct source *s, char **names, const char *raw)
{
	char **front = s->name != NULL ? folder_names(s->name, FALSE) : NULL;

	if (front == NULL)
		return names;
	if (s->packed == NULL || *raw != '\0')
		return folder_join(front, names);
	g_strfreev(names); /* what lies in a packed file as such is in a folder named after it */
	return front;
}

const struct folder *
places_folder(struct places *p, char **names, char *raw, GError **error)
{
	const struct visitor *v = p->visitor;
	g_autofree char *key = g_strdup_printf("%u/%s", p->source->number, raw);
	struct folder *f = g_hash_table_lookup(p->folders, key);

	if (f != NULL) {
		g_strfreev(names);
		g_free(raw);
		return f;
	}
	f = g_new0(struct folder, 1);
	f->number = g_hash_table_size(p->folders) + 1;
	f->names = full_names(p->source, names, raw);
	f->raw = raw_path(p->source, raw);
	g_hash_table_insert(p->folders, g_steal_pointer(&key), f);
	return v->folder == NULL || v->folder(v->user, f, error) ? f : NULL;
}

char **
places_own(struct places *p, char **names)
{
	if (names[0] != NULL)
		folder_number(p->source->owned, names);
	return names;
}

static void **
memory_of(const struct source *s, const struct store_ops *ops)
{
	void **memory = g_hash_table_lookup(s->memories, ops);

	if (memory == NULL) {
		memory = g_new0(void *, 1);
		g_hash_table_insert(s->memories, (gpointer)ops, memory);
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
	names = ops->folder(p->source->tree, e, &raw, &p->store);
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
	    .memory = memory_of(p->source, ops),
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

		if (ops->directory == NULL || !ops->directory(p->source->tree, e))
			continue;
		names = ops->folder(p->source->tree, e, &raw, &store);
		return places_folder(p, names, g_steal_pointer(&raw), error) != NULL;
	}
	return true;
}
