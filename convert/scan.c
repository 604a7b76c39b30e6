/* SPDX-License-Identifier: Apache-2.0 */
/* Goes through a source and tells a visitor what is in it; see scan.h. */
#include "convert/scan.h"

#include <string.h>

#include "convert/archive_path.h"
#include "convert/inside.h"
#include "convert/reader.h"
#include "convert/tree_archive.h"
#include "convert/unpacker.h"

struct scan {
	struct reader reader;
	size_t path_max;
	const char *name; /* what is put in front of the folders of the tree at hand, or NULL */
	struct nest *nest;
	bool apart; /* as in scan_options */
};

/* Where the folders of a packed file are. */
struct front {
	char *name; /* what is put in front of them, or NULL */
	bool set;   /* it is a part of a set, which has them together */
};

struct scan *
scan_new(const struct visitor *v, const struct scan_options *o)
{
	struct scan *s = g_new0(struct scan, 1);

	s->nest = nest_new(&o->packed);
	s->apart = o->apart;
	s->path_max = G_MAXSIZE;
	s->reader = (struct reader){
	    .visitor = v,
	    .places = places_new(v),
	    .only = o->format != NULL ? store_find(o->format) : NULL,
	    .only_derived = o->format != NULL ? derive_find(o->format) : NULL,
	    .quoting = o->quoting,
	    .all_mail = o->all_mail,
	    .must_read = o->must_read,
	    .rebuild = o->rebuild,
	    .window = o->window != 0 ? o->window : STORE_WINDOW,
	    .next_id = o->first_id != 0 ? o->first_id : 1,
	};
	g_assert(o->format == NULL || s->reader.only != NULL || s->reader.only_derived != NULL);
	return s;
}

void
scan_free(struct scan *s)
{
	if (s == NULL)
		return;
	places_free(s->reader.places);
	nest_free(s->nest);
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
	return s->reader.visitor->exception == NULL ||
	    s->reader.visitor->exception(s->reader.visitor->user, x, error);
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
	return s->reader.visitor->entry == NULL ||
	    s->reader.visitor->entry(s->reader.visitor->user, e, error);
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

static bool scan_entries(struct scan *s, GError **error);

/* What is in a packed file, told to the same visitor. front: where it is among the folders. */
static bool
scan_inside(
    struct scan *s, struct tree *t, const char *path, const struct front *front, GError **error)
{
	struct reader around = s->reader;
	const char *name = s->name;
	g_autoptr(inside) in = inside_new(around.visitor, path);
	bool ok;

	s->reader.visitor = inside_visitor(in);
	s->reader.tree = t;
	s->reader.inside = true;
	s->name = front->name;
	places_begin_packed(s->reader.places, t, front->name, path, front->set);
	ok = scan_entries(s, error) && places_finish(s->reader.places, s->reader.visitor, error);
	places_end(s->reader.places);
	around.next_id = s->reader.next_id;
	s->reader = around;
	s->name = name;
	return ok;
}

/*
 * What is put in front of the folders in a packed file, which is at path in its source. A part of a set
 * that is a source by itself has the set's name alone, as all of its parts.
 */
static void
find_front(const struct scan *s, const struct entry *e, const char *path, const struct tree *t,
    struct front *front)
{
	g_autoptr(GPtrArray) parts = g_ptr_array_new();
	g_autofree char *set = archive_path_set(e->name);
	g_autofree char *stem = set != NULL ? g_strdup(set) : archive_path_stem(e->name);
	g_autofree char *dir = g_path_get_dirname(path);

	if (s->name != NULL && (set == NULL || *path != '\0'))
		g_ptr_array_add(parts, (gpointer)s->name);
	if (strcmp(dir, ".") != 0)
		g_ptr_array_add(parts, dir);
	if (!tree_archive_is_single(t))
		g_ptr_array_add(parts, stem);
	g_ptr_array_add(parts, NULL);
	front->name = parts->len > 1 ? g_strjoinv("/", (char **)parts->pdata) : NULL;
	front->set = set != NULL;
}

/* A packed file of the source was gone through: its messages, from first, are taken off the ids. */
static bool
set_apart(struct scan *s, const struct entry *e, guint64 first, GError **error)
{
	guint64 n = s->reader.next_id - first;
	g_autofree char *reason = NULL;
	struct exception x = {.rule = "not-indexed", .path = e->path, .messages = n};

	s->reader.next_id = first;
	if (n == 0)
		return true;
	x.reason = reason = g_strdup_printf(
	    "%" G_GUINT64_FORMAT " %s found in it: kept packed, and not listed one by one", n,
	    n == 1 ? "message was" : "messages were");
	return except(s, &x, error);
}

/* path: as in find_front; f: as in nest_enter. */
static bool
look_inside(struct scan *s, const struct entry *e, const char *path, const struct tree_file *f,
    GError **error)
{
	g_autoptr(tree) t = nest_enter(s->nest, e, f, error);
	bool apart = s->apart && !s->reader.inside;
	guint64 first = s->reader.next_id;
	struct front front;
	bool ok;

	if (t == NULL)
		return false;
	find_front(s, e, path, t, &front);
	ok = scan_inside(s, t, e->path, &front, error);
	g_free(front.name);
	nest_leave(s->nest);
	return ok && (!apart || set_apart(s, e, first, error));
}

static bool
read_file(struct scan *s, const struct entry *e, struct tree_file *f, GError **error)
{
	s->reader.closed = nest_closed(s->nest);
	s->reader.spill = nest_spill(s->nest);
	s->reader.derives_not = nest_derives_not(s->nest);
	s->reader.deriving = nest_deriving(s->nest);
	s->reader.derives_from = nest_derives_from(s->nest);
	return reader_run(&s->reader, e, f, error) &&
	    (!s->reader.packed || look_inside(s, e, e->path, f, error));
}

static bool
scan_file(struct scan *s, const struct entry *e, GError **error)
{
	g_autoptr(GError) why = NULL;
	g_autoptr(tree_file) f = tree_open_file(s->reader.tree, e, &why);
	struct exception x = {.severity = LOSS, .rule = "unreadable", .path = e->path};

	if (f != NULL)
		return tell_entry(s, e, error) && note_hard_link(s, e, error) &&
		    read_file(s, e, f, error);
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
	if ((e->type == ENTRY_FILE || e->type == ENTRY_DIRECTORY) && !s->reader.inside &&
	    strlen(e->path) > s->path_max)
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

static bool
scan_entries(struct scan *s, GError **error)
{
	bool ok = true;

	while (ok) {
		struct entry e;
		struct exception x;
		enum step step = tree_next(s->reader.tree, &e, &x, error);

		if (step == STEP_END)
			break;
		ok = step == STEP_NEXT       ? scan_entry(s, &e, error)
		    : step == STEP_EXCEPTION ? except(s, &x, error)
					     : false;
	}
	return ok;
}

bool
scan_tree(struct scan *s, struct tree *t, const char *name, GError **error)
{
	bool ok;

	s->name = name;
	s->reader.tree = t;
	places_begin(s->reader.places, t, name);
	ok = scan_entries(s, error) && places_finish(s->reader.places, s->reader.visitor, error);
	places_end(s->reader.places);
	return ok;
}

bool
scan_spilled(struct scan *s, const struct entry *e, GError **error)
{
	size_t len = strcspn(e->path, "/");
	g_autofree char *source = g_strndup(e->path, len);
	bool ok;

	s->name = source;
	places_begin(s->reader.places, NULL, source);
	ok = look_inside(s, e, e->path + len + (e->path[len] == '/'), NULL, error);
	places_end(s->reader.places);
	return ok;
}
