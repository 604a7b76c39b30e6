/* SPDX-License-Identifier: Apache-2.0 */
/* Paths in the payload; see payload_path.h. */
#include "convert/payload_path.h"

#include <glib.h>
#include <string.h>

char *
payload_path(const char *source, const char *path)
{
	return g_strconcat(PAYLOAD_ROOT "/", source, path[0] != '\0' ? "/" : "", path, NULL);
}

/* Whether path has no empty name, "." or "..". */
static bool
is_plain(const char *path)
{
	for (;;) {
		size_t len = strcspn(path, "/");

		if (len == 0 || (len <= 2 && strncmp(path, "..", len) == 0))
			return false;
		if (path[len] == '\0')
			return true;
		path += len + 1;
	}
}

const char *
payload_path_below(const char *path)
{
	const size_t root = strlen(PAYLOAD_ROOT);

	if (path == NULL || !g_str_has_prefix(path, PAYLOAD_ROOT) ||
	    strlen(path) > PAYLOAD_PATH_MAX)
		return NULL;
	if (path[root] == '\0')
		return path + root;
	return path[root] == '/' && is_plain(path + root + 1) ? path + root + 1 : NULL;
}
