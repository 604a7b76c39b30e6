/* SPDX-License-Identifier: Apache-2.0 */
/* Where names of the command line are; see place.h. */
#include "cmd/place.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/confine.h"

static void
place_clear(void *data)
{
	g_free(((struct place *)data)->path);
}

/* The absolute path of a name that need not exist, in a directory that must; free it with g_free. */
static char *
resolve(const char *path)
{
	g_autofree char *parent = confine_parent(path);
	g_autofree char *base = g_path_get_basename(path);
	char *real = realpath(parent, NULL);
	char *whole = real != NULL ? g_build_filename(real, base, NULL) : NULL;

	free(real);
	return whole;
}

static char *
resolve_link(const char *path)
{
	char *real = realpath(path, NULL);
	char *copy = real != NULL ? g_strdup(real) : resolve(path);

	free(real);
	return copy;
}

GArray *
place_find(const char *path, bool follow)
{
	g_autofree char *at = follow ? resolve_link(path) : resolve(path);
	GArray *places;

	if (at == NULL)
		return NULL;
	places = g_array_new(FALSE, TRUE, sizeof(struct place));
	g_array_set_clear_func(places, place_clear);
	for (bool top = false; !top;) {
		struct place p = {.path = g_strdup(at)};
		char *slash = strrchr(at, '/');

		p.exists = lstat(at, &p.st) == 0;
		g_array_append_val(places, p);
		top = strcmp(at, "/") == 0;
		slash[slash == at] = '\0';
	}
	return places;
}

bool
place_same(const struct place *a, const struct place *b)
{
	if (strcmp(a->path, b->path) == 0)
		return true;
	return a->exists && b->exists && a->st.st_dev == b->st.st_dev &&
	    a->st.st_ino == b->st.st_ino;
}

const struct place *
place_at(const GArray *places, guint i)
{
	return &g_array_index(places, struct place, i);
}

bool
place_is_above(const struct place *p, const GArray *places)
{
	for (guint i = 1; i < places->len; i++)
		if (place_same(p, place_at(places, i)))
			return true;
	return false;
}
