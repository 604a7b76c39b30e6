/* SPDX-License-Identifier: Apache-2.0 */
/* Goes through a source and tells a visitor what is in it; see scan.h. */
#include "convert/scan.h"
#include "convert/reader.h"

#include <string.h>

struct scan {
	const struct visitor *visitor;
	struct reader reader;
	size_t path_max;
};

struct scan *
scan_new(const struct visitor *v, const struct scan_options *o)
{
	struct scan *s = g_new0(struct scan, 1);

	s->visitor = v;
	s->path_max = G_MAXSIZE;
	s->reader = (struct reader){
	    .visitor = s->visitor,
	    .places = places_new(v),
	    .only = o->format != NULL ? store_find(o->format) : NULL,
	    .quoting = o->quoting,
	    .all_mail = o->all_mail,
	    .must_read = o->must_read,
	    .window = o->window != 0 ? o->window : STORE_WINDOW,
	    .next_id = 1,
	};
	g_assert(o->format == NULL || s->reader.only != NULL);
	return s;
}

void
scan_free(struct scan *s)
{
	if (s == NULL)
		return;
	places_free(s->reader.places);
	g_free(s);
}

void
scan_limit_paths(struct scan *s, size_t max)
{
	s->path_max = max;
}

static bool
except(const struct scan *s, const struct exception *x, GError **error)
{
	return s->visitor->exception == NULL || s->visitor->exception(s->visitor->user, x, error);
}

static bool
note(const struct scan *s, const struct entry *e, const char *rule, const char *reason,
    GError **error)
{
	const struct exception x = {.rule = rule, .path = e->path, .reason = reason};

	return except(s, &x, error);
}

static bool
tell_entry(const struct scan *s, const struct entry *e, GError **error)
{
	return s->visitor->entry == NULL || s->visitor->entry(s->visitor->user, e, error);
}

static bool
note_hard_link(const struct scan *s, const struct entry *e, GError **error)
{
	g_autofree char *reason = NULL;

	if (e->nlink <= 1)
		return true;
	reason = g_strdup_printf(
	    "one of %" G_GUINT64_FORMAT " names of the same file: kept as a copy", e->nlink);
	return note(s, e, "hard-link", reason, error);
}

static bool
scan_file(struct scan *s, const struct entry *e, GError **error)
{
	g_autoptr(GError) why = NULL;
	g_autoptr(tree_file) f = tree_open_file(s->reader.tree, e, &why);
	struct exception x = {.severity = LOSS, .rule = "unreadable", .path = e->path};

	if (f != NULL)
		return tell_entry(s, e, error) && note_hard_link(s, e, error) &&
		    reader_run(&s->reader, e, f, error);
	x.length = e->size;
	x.reason = why->message;
	return except(s, &x, error);
}

static bool
scan_symlink(struct scan *s, const struct entry *e, GError **error)
{
	g_autofree char *target = g_strescape(e->target, NULL);
	g_autofree char *reason = g_strdup_printf("not followed: it points to \"%s\"", target);

	return tell_entry(s, e, error) && note(s, e, "symlink", reason, error);
}

static bool
refuse_path(struct scan *s, const struct entry *e, GError **error)
{
	struct exception x = {
	    .severity = LOSS,
	    .rule = "path-too-long",
	    .path = e->path,
	    .length = e->size,
	    .reason = "its path is longer than can be kept",
	};

	return except(s, &x, error);
}

static bool
scan_entry(struct scan *s, const struct entry *e, GError **error)
{
	if ((e->type == ENTRY_FILE || e->type == ENTRY_DIRECTORY) && strlen(e->path) > s->path_max)
		return refuse_path(s, e, error);
	switch (e->type) {
	case ENTRY_FILE:
		return scan_file(s, e, error);
	case ENTRY_SYMLINK:
		return scan_symlink(s, e, error);
	case ENTRY_OTHER:
		return tell_entry(s, e, error) &&
		    note(s, e, "special-file", "a socket, fifo or device: not read", error);
	case ENTRY_DIRECTORY:
		break;
	}
	return tell_entry(s, e, error) && places_directory(s->reader.places, e, error);
}

bool
scan_tree(struct scan *s, struct tree *t, const char *name, GError **error)
{
	bool ok = true;

	s->reader.tree = t;
	places_begin(s->reader.places, t, name);
	while (ok) {
		struct entry e;
		struct exception x;
		enum step step = tree_next(t, &e, &x, error);

		if (step == STEP_END)
			break;
		ok = step == STEP_NEXT       ? scan_entry(s, &e, error)
		    : step == STEP_EXCEPTION ? except(s, &x, error)
					     : false;
	}
	places_end(s->reader.places);
	return ok;
}
