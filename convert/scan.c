/* SPDX-License-Identifier: Apache-2.0 */
/* Goes through a source and tells a visitor what is in it; see scan.h. */
#include "convert/scan.h"
#include "convert/archive_path.h"
#include "convert/inside.h"
#include "convert/reader.h"
#include "convert/tree_archive.h"
#include <string.h>

struct scan {
	struct reader reader;
	size_t path_max;
	const char *name; /* of the source, or NULL */
	struct unpacker *unpacker;
	struct unpack_waiting waiting;
};

struct scan *
scan_new(const struct visitor *v, const struct scan_options *o)
{
	struct scan *s = g_new0(struct scan, 1);

	s->unpacker = o->unpacker;
	s->waiting = o->waiting;
	s->path_max = G_MAXSIZE;
	s->reader = (struct reader){
	    .visitor = v,
	    .places = places_new(v),
	    .only = o->format != NULL ? store_find(o->format) : NULL,
	    .all_mail = o->all_mail,
	    .must_read = o->must_read,
	    .look_inside = o->unpacker != NULL,
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

/* What is in a packed file, told to the same visitor. */
static bool
scan_inside(struct scan *s, struct tree *t, const char *path, const char *name, GError **error)
{
	struct reader around = s->reader;
	g_autoptr(inside) in = inside_new(around.visitor, path);
	bool ok;

	s->reader.visitor = inside_visitor(in);
	s->reader.tree = t;
	s->reader.look_inside = false;
	s->reader.inside = true;
	places_begin(s->reader.places, t, name, path);
	ok = scan_entries(s, error);
	places_end(s->reader.places);
	around.next_id = s->reader.next_id;
	s->reader = around;
	return ok;
}

/* What is put in front of the folders in a packed file, or NULL. */
static char *
name_inside(const struct scan *s, const struct entry *e, const struct tree *t)
{
	g_autoptr(GPtrArray) parts = g_ptr_array_new();
	g_autofree char *stem = archive_path_stem(e->name);
	g_autofree char *dir = g_path_get_dirname(e->path);

	if (s->name != NULL)
		g_ptr_array_add(parts, (gpointer)s->name);
	if (strcmp(dir, ".") != 0)
		g_ptr_array_add(parts, dir);
	if (!tree_archive_is_single(t))
		g_ptr_array_add(parts, stem);
	if (parts->len == 0)
		return NULL;
	g_ptr_array_add(parts, NULL);
	return g_strjoinv("/", (char **)parts->pdata);
}

/* A packed file for a worker, by its descriptor. */
struct packed {
	struct unpacker *unpacker;
	int fd;
};

static int
start_worker(void *user, const struct unpack_job *job, GError **error)
{
	const struct packed *p = user;

	return unpacker_run(p->unpacker, job, p->fd, error);
}

static bool
look_inside(struct scan *s, const struct entry *e, const struct tree_file *f, GError **error)
{
	struct packed p = {.unpacker = s->unpacker, .fd = tree_file_descriptor(f)};
	const struct tree_archive_options o = {
	    .name = e->name,
	    .size = e->size,
	    .start = start_worker,
	    .user = &p,
	    .waiting = s->waiting,
	};
	g_autoptr(tree) t = tree_archive_open(&o, error);
	g_autofree char *name = t != NULL ? name_inside(s, e, t) : NULL;

	return t != NULL && scan_inside(s, t, e->path, name, error);
}

static bool
scan_file(struct scan *s, const struct entry *e, GError **error)
{
	g_autoptr(GError) why = NULL;
	g_autoptr(tree_file) f = tree_open_file(s->reader.tree, e, &why);
	struct exception x = {.severity = LOSS, .rule = "unreadable", .path = e->path};

	if (f != NULL)
		return tell_entry(s, e, error) && note_hard_link(s, e, error) &&
		    reader_run(&s->reader, e, f, error) &&
		    (!s->reader.packed || look_inside(s, e, f, error));
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
	places_begin(s->reader.places, t, name, NULL);
	ok = scan_entries(s, error);
	places_end(s->reader.places);
	return ok;
}
