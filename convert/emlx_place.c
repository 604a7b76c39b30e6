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

/* The path if something is there. Takes it. */
static char *
if_there(struct tree *t, char *path)
{
	g_autofree char *p = path;

	return tree_lookup(t, p) >= 0 ? g_strescape(p, NULL) : NULL;
}

char *
emlx_place_part(struct tree *t, const struct entry *e, const char *number)
{
	g_autofree char *id = g_strndup(e->name, strcspn(e->name, "."));
	g_autofree char *dir = g_path_get_dirname(e->path), *above = g_path_get_dirname(dir);
	const char *in_dir = strcmp(dir, ".") == 0 ? "" : dir;
	const char *in_above = strcmp(above, ".") == 0 ? "" : above;
	char *found;

	if (*in_dir == '\0')
		in_above = NULL; /* outside of the source */
	found = if_there(t,
	    g_strdup_printf("%s%s%s.%s.emlxpart", in_dir, *in_dir != '\0' ? "/" : "", id, number));
	if (found != NULL || in_above == NULL)
		return found;
	return if_there(t,
	    g_strdup_printf(
		"%s%sAttachments/%s/%s", in_above, *in_above != '\0' ? "/" : "", id, number));
}
