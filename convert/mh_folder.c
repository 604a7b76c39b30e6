/* SPDX-License-Identifier: Apache-2.0 */
/* Files of MH folders; see mh_folder.h. */
#include "convert/mh_folder.h"

#include <string.h>

bool
mh_folder_number(const char *name, guint64 *n)
{
	if (n != NULL)
		*n = g_ascii_strtoull(name, NULL, 10);
	return *name != '\0' && name[strspn(name, "0123456789")] == '\0';
}

static bool
is_beside(struct tree *t, const char *path, size_t dir_len, const char *name)
{
	g_autofree char *beside = g_strdup_printf("%.*s%s", (int)dir_len, path, name);

	return tree_lookup(t, beside) == ENTRY_FILE;
}

enum mh_folder
mh_folder_has(struct tree *t, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t dir_len = slash != NULL ? (size_t)(slash + 1 - path) : 0;
	char before[32], behind[32];
	guint64 n;

	if (t == NULL || !mh_folder_number(path + dir_len, &n))
		return MH_FOLDER_NO;
	if (is_beside(t, path, dir_len, ".mh_sequences"))
		return MH_FOLDER_SURE;
	g_snprintf(before, sizeof(before), "%" G_GUINT64_FORMAT, n - (n > 0));
	g_snprintf(behind, sizeof(behind), "%" G_GUINT64_FORMAT, n + (n < G_MAXUINT64));
	return (n > 0 && is_beside(t, path, dir_len, before)) ||
		(n < G_MAXUINT64 && is_beside(t, path, dir_len, behind))
	    ? MH_FOLDER_LIKELY
	    : MH_FOLDER_NO;
}
