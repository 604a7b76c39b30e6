/* SPDX-License-Identifier: Apache-2.0 */
/* Paths of the command line for the sandbox; see confine.h. */
#include "cmd/confine.h"

#include <string.h>

#include "cmd/options.h"
#include "cmd/sandbox.h"

char *
confine_parent(const char *path)
{
	g_autofree char *bare = g_strdup(path);

	for (size_t n = strlen(bare); n > 1 && bare[n - 1] == '/'; n--)
		bare[n - 1] = '\0';
	return g_path_get_dirname(bare);
}

bool
confine_enter(const char *const *inputs, const char *const *outputs, GError **error)
{
	g_autoptr(GPtrArray) read = g_ptr_array_new();
	g_autoptr(GPtrArray) write = g_ptr_array_new_with_free_func(g_free);
	struct sandbox s = {.read = read, .write = write, .required = options.require_sandbox};

	for (; inputs != NULL && *inputs != NULL; inputs++)
		g_ptr_array_add(read, (gpointer)*inputs);
	for (; outputs != NULL && *outputs != NULL; outputs++)
		g_ptr_array_add(write, confine_parent(*outputs));
	return sandbox_enter(&s, error);
}
