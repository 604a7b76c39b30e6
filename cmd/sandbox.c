/* SPDX-License-Identifier: Apache-2.0 */
/* What is given up, and whether it worked; see sandbox.h. */
#include "cmd/sandbox.h"

#include <glob.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "cmd/landlock.h"
#include "cmd/seccomp_filter.h"
#include "crypto/sanitizer.h"

/* What libraries open late: converters of iconv, time zones, locales. */
static const char *const system_paths[] = {
    "/usr/lib/gconv",
    "/usr/lib64/gconv",
    "/usr/lib/*/gconv",
    "/usr/lib/locale",
    "/usr/share/zoneinfo",
    "/etc/localtime",
};

static char description[256] = "core dumps possible";
static bool no_core;

/* Why there can be no sandbox in this process, or NULL. */
static const char *
excuse(void)
{
	const char *preload = g_getenv("LD_PRELOAD");

	if (SANITIZED)
		return "built with a sanitizer";
	if (preload != NULL && strstr(preload, "/vgpreload") != NULL)
		return "running under valgrind";
	return NULL;
}

void
sandbox_protect_memory(void)
{
	static const struct rlimit none = {0, 0};

	/* LeakSanitizer examines the process from outside. */
	if (!SANITIZED)
		no_core =
		    setrlimit(RLIMIT_CORE, &none) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
	g_snprintf(description, sizeof(description), "%s",
	    no_core ? "no core dumps" : "core dumps possible");
}

static GPtrArray *
readable_paths(const struct sandbox *s)
{
	GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
	glob_t found;

	for (size_t i = 0; i < G_N_ELEMENTS(system_paths); i++) {
		if (glob(system_paths[i], 0, NULL, &found) != 0)
			continue;
		for (size_t j = 0; j < found.gl_pathc; j++)
			g_ptr_array_add(paths, g_strdup(found.gl_pathv[j]));
		globfree(&found);
	}
	for (guint i = 0; s->read != NULL && i < s->read->len; i++)
		g_ptr_array_add(paths, g_strdup(s->read->pdata[i]));
	return paths;
}

bool
sandbox_enter(const struct sandbox *s, GError **error)
{
	g_autoptr(GPtrArray) readable = readable_paths(s);
	g_autoptr(GError) no_landlock = NULL;
	g_autoptr(GError) no_seccomp = NULL;
	g_autofree char *landlock = NULL;
	const char *why = excuse();
	int abi;

	if (why != NULL) {
		g_snprintf(description, sizeof(description), "none (%s)", why);
		return !s->required || err_set(error, ERR_IO, "no sandbox: %s", why);
	}
	abi = landlock_enter(readable, s->write, &no_landlock);
	if (s->required && abi < 0)
		return err_set(error, ERR_IO, "no sandbox: landlock: %s", no_landlock->message);
	if (!seccomp_filter_enter(&no_seccomp) && s->required)
		return err_set(error, ERR_IO, "no sandbox: seccomp: %s", no_seccomp->message);
	landlock = abi < 0 ? g_strdup_printf("no landlock (%s)", no_landlock->message)
			   : g_strdup_printf("landlock %d", abi);
	g_snprintf(description, sizeof(description), "%s, %sseccomp, %s", landlock,
	    no_seccomp != NULL ? "no " : "", no_core ? "no core dumps" : "core dumps possible");
	return true;
}

const char *
sandbox_describe(void)
{
	return description;
}
