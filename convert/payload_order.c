/* SPDX-License-Identifier: Apache-2.0 */
/* The order of the payload's entries; see payload_order.h. */
#include "convert/payload_order.h"

#include <glib.h>
#include <string.h>

struct payload_order {
	char *last; /* path of the entry taken last; NULL: none */
	bool last_is_directory;
	char *derived;       /* path of the last directory with what was derived; NULL: none */
	GHashTable *sources; /* names of those that came */
};

struct payload_order *
payload_order_new(void)
{
	struct payload_order *o = g_new0(struct payload_order, 1);

	o->sources = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return o;
}

void
payload_order_free(struct payload_order *o)
{
	if (o == NULL)
		return;
	g_hash_table_unref(o->sources);
	g_free(o->last);
	g_free(o->derived);
	g_free(o);
}

/* Whether this name, len bytes of last in front of it, is the directory that stands for its file. */
static bool
is_derived(const struct payload_order *o, size_t len, const char *name)
{
	size_t front = len + 1;

	return o->derived != NULL && strlen(o->derived) == front + strlen(name) &&
	    strncmp(o->derived, o->last, front) == 0 && strcmp(o->derived + front, name) == 0;
}

/* Whether path is that of the directory for what was derived from the file that came last. */
static bool
take_derived(struct payload_order *o, const char *path)
{
	size_t len = o->last != NULL ? strlen(o->last) : 0;

	g_free(o->derived);
	o->derived = g_strdup(path);
	return len > 0 && !o->last_is_directory && strncmp(path, o->last, len) == 0 &&
	    strcmp(path + len, PAYLOAD_DERIVED) == 0 &&
	    (strchr(path, '/') != NULL || g_hash_table_add(o->sources, g_strdup(path)));
}

/* Whether name may come in the directory path[0 ... len - 1], behind what came last. */
static bool
may_follow(const struct payload_order *o, const char *path, size_t len, const char *name)
{
	g_autofree char *sibling = NULL;
	const char *rest = o->last + len;

	if (strncmp(o->last, path, len) != 0)
		return false;
	if (*rest == '\0')
		return o->last_is_directory;
	if (*rest != '/')
		return false;
	sibling = g_strndup(rest + 1, strcspn(rest + 1, "/"));
	if (is_derived(o, len, sibling))
		sibling[strlen(sibling) - strlen(PAYLOAD_DERIVED)] = '\0';
	return strcmp(sibling, name) < 0;
}

bool
payload_order_take(struct payload_order *o, const char *path, enum payload_kind kind)
{
	const char *slash = strrchr(path, '/');
	bool ok;

	if (kind == PAYLOAD_DERIVED_DIRECTORY)
		ok = take_derived(o, path);
	else if (path[0] == '\0')
		ok = o->last == NULL && kind == PAYLOAD_DIRECTORY;
	else if (o->last == NULL)
		ok = false;
	else if (slash == NULL)
		ok = g_hash_table_add(o->sources, g_strdup(path));
	else
		ok = may_follow(o, path, (size_t)(slash - path), slash + 1);
	g_free(o->last);
	o->last = g_strdup(path);
	o->last_is_directory = kind != PAYLOAD_FILE;
	return ok;
}
