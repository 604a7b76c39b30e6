/* SPDX-License-Identifier: Apache-2.0 */
/* The table of store formats; see store.h. */
#include "convert/store.h"

#include <string.h>

#include "convert/derive.h"

const struct store_ops *const store_formats[] = {
    &maildir_store,
    &mbox_store,
    &mbx_store,
    &mmdf_store,
    &mtx_store,
    &tenex_store,
    &emlx_store,
    &eml_store,
    &msf_store,
    &vault_store,
    NULL,
};

const struct store_ops *
store_probe(const struct store_probe *p)
{
	const struct store_ops *best = NULL;
	int most = 0;

	for (size_t i = 0; store_formats[i] != NULL; i++) {
		int claim = store_formats[i]->probe(p);

		if (claim > most) {
			most = claim;
			best = store_formats[i];
		}
	}
	return best;
}

static bool
holds_mail(const struct store_ops *ops)
{
	return strcmp(ops->role, "companion") != 0;
}

const struct store_ops *
store_find(const char *name)
{
	for (size_t i = 0; store_formats[i] != NULL; i++)
		if (holds_mail(store_formats[i]) && strcmp(store_formats[i]->name, name) == 0)
			return store_formats[i];
	return NULL;
}

char *
store_names(void)
{
	GString *names = g_string_new(NULL);

	for (size_t i = 0; store_formats[i] != NULL; i++)
		if (holds_mail(store_formats[i]))
			g_string_append_printf(
			    names, "%s%s", names->len > 0 ? ", " : "", store_formats[i]->name);
	for (size_t i = 0; derive_formats[i] != NULL; i++)
		g_string_append_printf(names, ", %s", derive_formats[i]->name);
	return g_string_free(names, FALSE);
}

bool
store_except(const struct store_file *f, enum severity severity, const char *rule, guint64 offset,
    guint64 length, const char *reason, GError **error)
{
	struct exception x = {
	    .severity = severity,
	    .rule = rule,
	    .path = f->entry->path,
	    .offset = offset,
	    .length = length,
	    .reason = reason,
	};

	return f->visitor->exception == NULL || f->visitor->exception(f->visitor->user, &x, error);
}

struct store *
store_idle(const struct store_ops *ops, const struct store_file *f)
{
	struct store *s = g_new0(struct store, 1);

	s->ops = ops;
	f->facts->format = NULL;
	return s;
}

gssize
store_idle_feed(struct store *s, const struct span *w, guint64 at, bool last, GError **error)
{
	(void)s;
	(void)at;
	(void)last;
	(void)error;
	return (gssize)w->len;
}

void
store_idle_close(struct store *s)
{
	g_free(s);
}
