/* SPDX-License-Identifier: Apache-2.0 */
/* Where Apple Mail puts things; see emlx_place.h. */
#include "convert/emlx_place.h"

#include <string.h>

#include "convert/folder.h"

#define UUID_LEN 36

static bool
is_folder(const char *name)
{
	size_t len = strlen(name);

	if (strcmp(name, "Messages") == 0 || strcmp(name, "Data") == 0)
		return false;
	if (len == UUID_LEN && strspn(name, "0123456789ABCDEFabcdef-") == len)
		return false;
	return name[strspn(name, "0123456789")] != '\0';
}

/* The folder ends with its last name: what lies below is Mail's own way to spread files. */
char **
emlx_place_folder(struct tree *t, const struct entry *e, char **raw, char **store)
{
	g_auto(GStrv) parts = g_strsplit(e->path, "/", -1);
	GPtrArray *names = g_ptr_array_new();
	size_t at = 0, end = 0;

	(void)t;
	for (char **p = parts; *p != NULL && p[1] != NULL; p++) {
		size_t len = strlen(*p);

		at += len + 1;
		if (!is_folder(*p))
			continue;
		end = at - 1;
		if (len > 5 && g_str_has_suffix(*p, ".mbox"))
			(*p)[len - 5] = '\0';
		g_ptr_array_add(names, folder_name(*p));
	}
	g_ptr_array_add(names, NULL);
	*raw = g_strndup(e->path, end);
	*store = g_strdup("");
	return folder_join((char **)g_ptr_array_free(names, FALSE), folder_names("", FALSE));
}

/* Makes *dir the directory of the message's file, and *above that above, which is NULL outside of the source. */
static void
find_dirs(const struct entry *e, char **dir, char **above)
{
	*dir = g_path_get_dirname(e->path);
	*above = g_path_get_dirname(*dir);
	if (strcmp(*dir, ".") == 0)
		g_clear_pointer(above, g_free);
}

/* Where Mail puts the body: an .emlxpart beside the message, or a directory. The caller frees it. */
static char *
part_path(struct tree *t, const struct entry *e, const char *number)
{
	g_autofree char *id = g_strndup(e->name, strcspn(e->name, "."));
	g_autofree char *name = g_strdup_printf("%s.%s.emlxpart", id, number);
	g_autofree char *dir = NULL, *above = NULL, *path = NULL;

	find_dirs(e, &dir, &above);
	path = strcmp(dir, ".") == 0 ? g_strdup(name) : g_build_filename(dir, name, NULL);
	if (tree_lookup(t, path) >= 0)
		return g_steal_pointer(&path);
	if (above == NULL)
		return NULL;
	g_free(path);
	path = strcmp(above, ".") == 0 ? g_build_filename("Attachments", id, number, NULL)
				       : g_build_filename(above, "Attachments", id, number, NULL);
	return tree_lookup(t, path) >= 0 ? g_steal_pointer(&path) : NULL;
}

char *
emlx_place_part(struct tree *t, const struct entry *e, const char *number)
{
	g_autofree char *path = part_path(t, e, number);

	return path != NULL ? g_strescape(path, NULL) : NULL;
}

char *
emlx_place_file(struct tree *t, const struct entry *e, const struct emlx_part *p)
{
	static const GNormalizeMode modes[] = {G_NORMALIZE_NFC, G_NORMALIZE_NFD};
	g_autofree char *path = part_path(t, e, p->number);

	if (path == NULL || tree_lookup(t, path) == ENTRY_FILE)
		return g_steal_pointer(&path);
	for (size_t i = 0; p->name != NULL && i < G_N_ELEMENTS(modes); i++) {
		g_autofree char *name = g_utf8_normalize(p->name, -1, modes[i]);
		g_autofree char *file = NULL;

		if (name == NULL || *name == '\0' || strchr(name, '/') != NULL)
			continue;
		file = g_build_filename(path, name, NULL);
		if (tree_lookup(t, file) == ENTRY_FILE)
			return g_steal_pointer(&file);
	}
	return NULL;
}
