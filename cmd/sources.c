/* SPDX-License-Identifier: Apache-2.0 */
/* Sources on the command line; see sources.h. */
#include "cmd/sources.h"

#include <string.h>
#include <sys/stat.h>

#include "cmd/confine.h"
#include "cmd/options.h"
#include "cmd/place.h"
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

/* The key of a file or directory in a table of them. */
static char *
inode_key(const struct place *p)
{
	return g_strdup_printf("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, (guint64)p->st.st_dev,
	    (guint64)p->st.st_ino);
}

/* Whether the source, which at is of, was given before; then all in it would count twice. */
static bool
check_once(GHashTable *given, const char *source, const GArray *at, GError **error)
{
	g_autofree char *key = inode_key(place_at(at, 0));

	if (g_hash_table_contains(given, key))
		return err_set(error, ERR_USAGE, "%s: this source is given twice", source);
	g_hash_table_insert(given, g_steal_pointer(&key), (gpointer)source);
	return true;
}

/* The same for the directories that the source lies in. */
static bool
check_apart(GHashTable *given, const char *source, const GArray *at, GError **error)
{
	for (guint i = 1; i < at->len; i++) {
		g_autofree char *key = inode_key(place_at(at, i));
		const char *other = g_hash_table_lookup(given, key);

		if (other != NULL)
			return err_set(error, ERR_USAGE,
			    "%s lies inside %s, which is given, too: all in it would be taken "
			    "twice",
			    source, other);
	}
	return true;
}

/* No mail may come in twice by two names of it. */
static bool
check_sources_apart(GError **error)
{
	g_autoptr(GHashTable) given = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (char **s = options.arguments; *s != NULL; s++) {
		GArray *at = place_find(*s, true);

		if (at == NULL)
			continue; /* opening it says why */
		g_ptr_array_add(found, at);
		g_ptr_array_add(names, *s);
		if (place_at(at, 0)->exists && !check_once(given, *s, at, error))
			return false;
	}
	for (guint i = 0; i < found->len; i++)
		if (!check_apart(given, names->pdata[i], found->pdata[i], error))
			return false;
	return true;
}

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
	if (!check_variant(error) || !check_sources_apart(error))
		return false;
	if (sources_format == NULL || store_find(sources_format) != NULL ||
	    derive_find(sources_format) != NULL)
		return true;
	names = store_names();
	return err_set(
	    error, ERR_USAGE, "unknown input format '%s' (formats: %s)", sources_format, names);
}

struct outputs *
sources_outputs(void)
{
	struct outputs *o = outputs_new();

	outputs_read_all(o, (const char *const *)options.arguments);
	outputs_read_options(o);
	outputs_read_configuration(o);
	outputs_write(o, sources_exceptions);
	outputs_write(o, sources_quarantine);
	return o;
}

void
sources_open_spills(void)
{
	for (size_t i = 0; i < NEST_SPILLS && !sources_no_spool; i++)
		if (spills[i] == NULL)
			spills[i] = spill_open(NULL);
}

bool
sources_confine(const char *const *sources, const char *const *written, GError **error)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new();

	for (; *written != NULL; written++)
		g_ptr_array_add(all, (gpointer)*written);
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
