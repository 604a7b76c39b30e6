/* SPDX-License-Identifier: Apache-2.0 */
/* The hard links in a packed file; see archive_links.h. */
#include "convert/archive_links.h"

#include <string.h>

struct archive_links {
	GHashTable *names; /* target -> GPtrArray of char *, none of them empty */
	size_t len;        /* bytes that were kept, and NAME_COST for each */
	GPtrArray *rest;   /* char *: what archive_links_take_any gives, from the end; or NULL */
};

#define NAME_COST 128 /* bytes that a name takes besides its own */

static void
free_names(gpointer names)
{
	g_ptr_array_unref(names);
}

struct archive_links *
archive_links_new(void)
{
	struct archive_links *l = g_new0(struct archive_links, 1);

	l->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_names);
	return l;
}

void
archive_links_free(struct archive_links *l)
{
	if (l == NULL)
		return;
	g_hash_table_destroy(l->names);
	if (l->rest != NULL)
		g_ptr_array_unref(l->rest);
	g_free(l);
}

bool
archive_links_add(struct archive_links *l, const char *target, const char *path)
{
	GPtrArray *names = g_hash_table_lookup(l->names, target);
	size_t len = strlen(target) + strlen(path) + NAME_COST;

	if (len > ARCHIVE_LINKS_MAX - l->len)
		return false;
	l->len += len;
	if (names == NULL) {
		names = g_ptr_array_new_with_free_func(g_free);
		g_hash_table_insert(l->names, g_strdup(target), names);
	}
	g_ptr_array_add(names, g_strdup(path));
	return true;
}

char *
archive_links_take(struct archive_links *l, const char *target)
{
	GPtrArray *names = g_hash_table_lookup(l->names, target);
	char *path;

	if (names == NULL)
		return NULL;
	path = g_ptr_array_steal_index(names, names->len - 1);
	if (names->len == 0)
		g_hash_table_remove(l->names, target);
	return path;
}

/* Puts what is left aside at once: to search the table for each again is quadratic. */
static void
drain(struct archive_links *l)
{
	GHashTableIter i;
	gpointer names;

	l->rest = g_ptr_array_new_with_free_func(g_free);
	g_hash_table_iter_init(&i, l->names);
	while (g_hash_table_iter_next(&i, NULL, &names)) {
		g_ptr_array_extend_and_steal(l->rest, g_ptr_array_ref(names));
		g_hash_table_iter_remove(&i);
	}
}

char *
archive_links_take_any(struct archive_links *l)
{
	if (l->rest == NULL)
		drain(l);
	return l->rest->len > 0 ? g_ptr_array_steal_index(l->rest, l->rest->len - 1) : NULL;
}

bool
archive_links_empty(const struct archive_links *l)
{
	return g_hash_table_size(l->names) == 0;
}
