/* SPDX-License-Identifier: Apache-2.0 */
/* Sources on the command line; see sources.h. */
#include "cmd/sources.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/confine.h"
#include "cmd/options.h"
#include "cmd/progress.h"
#include "cmd/signals.h"
#include "convert/derive.h"
#include "convert/folder.h"
#include "convert/seal.h"

char *sources_format, *sources_variant, *sources_exceptions, *sources_quarantine;
gboolean sources_no_spool, sources_deleted, sources_rebuild;
static enum quoting variant;

/* For the scan; made before the sandbox forbids it. */
static struct spill *spills[NEST_SPILLS];

/* Whether --mbox-variant is one; "unknown" is not. */
static bool
check_variant(GError **error)
{
	int quoting = sources_variant != NULL ? quoting_parse(sources_variant) : 0;

	if (quoting < 0 || (quoting == QUOTING_UNKNOWN && sources_variant != NULL))
		return err_set(error, ERR_USAGE,
		    "unknown mbox variant '%s' (mboxo, mboxrd, mboxcl, mboxcl2, none)",
		    sources_variant);
	variant = (enum quoting)quoting;
	return true;
}

const enum quoting *
sources_quoting(void)
{
	return sources_variant != NULL ? &variant : NULL;
}

bool
sources_open_quarantine(struct quarantine **q, GError **error)
{
	*q = NULL;
	if (sources_quarantine == NULL)
		return true;
	*q = quarantine_open(sources_quarantine, options.force, error);
	return *q != NULL;
}

bool
sources_check(GError **error)
{
	g_autofree char *names = NULL;

	for (char **s = options.arguments; s != NULL && *s != NULL; s++)
		if (strcmp(*s, "-") == 0)
			return err_set(error, ERR_USAGE,
			    "a source cannot be read from standard input; give the name of a file "
			    "or "
			    "directory (./- for one called '-')");
	if (!check_variant(error))
		return false;
	if (sources_format == NULL || store_find(sources_format) != NULL ||
	    derive_find(sources_format) != NULL)
		return true;
	names = store_names();
	return err_set(
	    error, ERR_USAGE, "unknown input format '%s' (formats: %s)", sources_format, names);
}

bool
sources_check_output(const char *const *sources, const char *output, GError **error)
{
	g_autofree char *parent = confine_parent(output);
	g_autofree char *real = realpath(parent, NULL);
	g_autofree char *below = real != NULL ? g_strconcat(real, "/", NULL) : NULL;

	if (below == NULL) {
		err_set_errno(error, errno, "open");
		g_prefix_error(error, "%s: ", parent);
		return false;
	}
	for (; *sources != NULL; sources++) {
		g_autofree char *source = realpath(*sources, NULL);
		g_autofree char *prefix = g_strconcat(source != NULL ? source : "", "/", NULL);

		if (source != NULL && g_str_has_prefix(below, prefix))
			return err_set(error, ERR_USAGE,
			    "%s lies inside the source %s; write it somewhere else", output,
			    *sources);
	}
	return true;
}

void
sources_open_spills(void)
{
	for (size_t i = 0; i < NEST_SPILLS && !sources_no_spool; i++)
		if (spills[i] == NULL)
			spills[i] = spill_open(NULL);
}

bool
sources_confine(const char *const *sources, const char *const *outputs, GError **error)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new();

	for (; *outputs != NULL; outputs++)
		g_ptr_array_add(all, (gpointer)*outputs);
	if (sources_quarantine != NULL)
		g_ptr_array_add(all, sources_quarantine);
	g_ptr_array_add(all, NULL);
	sources_open_spills();
	return confine_enter(sources, (const char *const *)all->pdata, error);
}

guint64
sources_size(const char *const *sources)
{
	guint64 total = 0;

	for (; *sources != NULL; sources++) {
		struct stat st;
		if (stat(*sources, &st) < 0 || !S_ISREG(st.st_mode))
			return 0;
		total += (guint64)st.st_size;
	}
	return total;
}

/* The name of a source among several, which none of those before it has; the caller frees it. */
static char *
name_source(const char *source, GHashTable *taken, GError **error)
{
	char *names[] = {seal_source_name(source, error), NULL};

	if (names[0] != NULL)
		folder_number(taken, names);
	return names[0];
}

/* taken: names of the sources before it; NULL: it is the only one, and needs none. */
static bool
scan_one(struct scan *s, const char *source, GHashTable *taken, GError **error)
{
	g_autofree char *name = taken != NULL ? name_source(source, taken, error) : NULL;
	g_autoptr(tree) t = taken != NULL && name == NULL ? NULL : tree_open(source, error);

	if (t == NULL) {
		g_prefix_error(error, "%s: ", source);
		return false;
	}
	return scan_tree(s, t, name, error);
}

struct unpacker *
sources_unpacker(GError **error)
{
	const struct unpacker_options o = {.jail_required = options.require_sandbox};

	return unpacker_start(&o, error);
}

struct nest_options
sources_packed(struct unpacker *helper)
{
	return (struct nest_options){
	    .unpacker = helper,
	    .spills = spills[NEST_SPILLS - 1] != NULL ? spills : NULL,
	    .waiting = {.go_on = signals_go_on},
	    .recover = sources_deleted,
	};
}

bool
sources_scan(const char *const *sources, bool must_read, struct unpacker *helper,
    struct survey_run *survey, GError **error)
{
	struct scan_options o = {
	    .format = sources_format,
	    .quoting = sources_quoting(),
	    .must_read = must_read,
	    .rebuild = sources_rebuild,
	    .packed = sources_packed(helper),
	};
	g_autoptr(scan) s = scan_new(survey_visitor(survey), &o);
	g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	bool several = sources[1] != NULL;

	for (; *sources != NULL; sources++) {
		survey_source(survey, *sources);
		if (!scan_one(s, *sources, several ? taken : NULL, error))
			return false;
	}
	return true;
}

bool
sources_progress(void *user, guint64 bytes, GError **error)
{
	const struct sources_progress *p = user;

	progress_set(bytes, p->total);
	return signals_go_on(error);
}
