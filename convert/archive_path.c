/* SPDX-License-Identifier: Apache-2.0 */
/* Paths of packed files and in them; see archive_path.h. */
#include "convert/archive_path.h"

#include <string.h>

static const char *const suffixes[] = {".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz",
    ".txz", ".tar.zst", ".tzst", ".tar", ".zip", ".7z", ".gz", ".bz2", ".xz", ".zst"};

/* Bytes of the name before what says how it is packed: all of them if nothing does. */
static size_t
stem_len(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
		size_t n = strlen(suffixes[i]);

		if (len > n && g_ascii_strcasecmp(name + len - n, suffixes[i]) == 0)
			return len - n;
	}
	return len;
}

char *
archive_path_stem(const char *name)
{
	return g_strndup(name, stem_len(name));
}

bool
archive_path_is_packed(const char *name)
{
	return name[stem_len(name)] != '\0';
}

/* Takes "-" and min to max digits off the end; false if it does not end so. */
static bool
drop_number(char *name, size_t min, size_t max)
{
	size_t len = strlen(name), end = len;

	while (end > 0 && g_ascii_isdigit(name[end - 1]))
		end--;
	if (len - end < min || len - end > max || end == 0 || name[end - 1] != '-')
		return false;
	name[end - 1] = '\0';
	return true;
}

/* Each part of a Takeout is a packed file of its own. Behind the time stands a number, or two. */
char *
archive_path_set(const char *name)
{
	g_autofree char *stem = archive_path_stem(name);
	size_t len;

	if (g_ascii_strncasecmp(stem, "takeout-", strlen("takeout-")) != 0 ||
	    !archive_path_is_packed(name) || !drop_number(stem, 3, 3))
		return NULL;
	len = strcspn(stem, "Z");
	if (stem[len] == 'Z' && stem[len + 1] == '-')
		(void)drop_number(stem, 1, 2);
	return g_steal_pointer(&stem);
}

/* NULL if a name is "..", or the path is empty to begin with. */
static char *
clean_path(const char *path)
{
	GString *clean = g_string_new(NULL);
	const char *p = path;

	while (*p != '\0') {
		size_t len = strcspn(p, "/");

		if (len == 2 && memcmp(p, "..", 2) == 0)
			break;
		if (len > 0 && !(len == 1 && *p == '.')) {
			if (clean->len > 0)
				g_string_append_c(clean, '/');
			g_string_append_len(clean, p, (gssize)len);
		}
		p += len + (p[len] == '/');
	}
	return g_string_free(clean, *p != '\0' || *path == '\0');
}

char *
archive_path_of(const struct unpack_entry *e, const char *stem)
{
	if ((e->flags & UNPACK_ONLY) != 0)
		return g_strdup(stem);
	return e->path_len < UNPACK_PATH_MAX ? clean_path(e->path) : NULL;
}

char *
archive_path_target(const struct unpack_entry *e)
{
	return e->target_len < UNPACK_PATH_MAX ? clean_path(e->target) : NULL;
}
