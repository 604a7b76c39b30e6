/* SPDX-License-Identifier: Apache-2.0 */
/* Small files beside mail; see companion.h. */
#include "convert/companion.h"

char *
companion_read(struct tree *t, const char *dir, const char *name, size_t max, size_t *len)
{
	g_autofree char *path = *dir == '\0' ? g_strdup(name) : g_strjoin("/", dir, name, NULL);
	g_autoptr(tree_file) f = tree_open_path(t, path, NULL);
	g_autofree char *text = NULL;
	gssize n;

	if (f == NULL)
		return NULL;
	text = g_malloc(max + 1);
	for (*len = 0; (n = tree_file_read(f, text + *len, max - *len, NULL)) > 0;)
		*len += (size_t)n;
	text[*len] = '\0';
	return n == 0 ? g_steal_pointer(&text) : NULL;
}
