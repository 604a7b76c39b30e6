/* SPDX-License-Identifier: Apache-2.0 */
/* Paths of the configuration; see config.h. */
#include "cmd/config.h"

#include <errno.h>
#include <unistd.h>

char *
config_path(const char *name)
{
	const char *base = g_getenv("XDG_CONFIG_HOME");

	if (base != NULL && g_path_is_absolute(base))
		return g_build_filename(base, "mailpouch", name, NULL);
	return g_build_filename(g_get_home_dir(), ".config", "mailpouch", name, NULL);
}

bool
config_exists(const char *name, bool *exists, GError **error)
{
	g_autofree char *path = config_path(name);

	*exists = access(path, F_OK) == 0;
	if (*exists || errno == ENOENT || errno == ENOTDIR)
		return true;
	err_set_errno(error, errno, "open");
	g_prefix_error(error, "%s: ", path);
	return false;
}

bool
config_make_directory(GError **error)
{
	g_autofree char *path = config_path(NULL);

	if (g_mkdir_with_parents(path, 0700) == 0)
		return true;
	return err_set(error, ERR_IO, "make directory %s: %s", path, g_strerror(errno));
}
