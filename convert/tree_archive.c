/* SPDX-License-Identifier: Apache-2.0 */
/* The tree of a packed file; see tree_archive.h. */
#include "convert/tree_archive.h"

#include <string.h>

#include "convert/archive_links.h"
#include "convert/archive_listing.h"
#include "convert/archive_path.h"
#include "convert/archive_reading.h"
#include "convert/bytes_file.h"

struct tree_archive {
	struct tree base;
	struct tree_archive_options options;
	char *stem;
	struct archive_listing listing;
	struct unpack_stream *stream; /* of the reading */
	char *broken;                 /* why nothing more can be read, still to be told; or NULL */
	bool ended;
	guint restarts;
	struct archive_links *links; /* still to be read */
	guint linking;               /* readings for them alone so far, with this one */
	bool linked;                 /* one of them was found in it */
	struct archive_reading reading;
	struct unpack_frame data; /* DATA that was read in part: its rest */
	char *reason;             /* of the latest exception */
};

/* A file of it, that is, the current entry. */
struct member {
	struct tree_file base;
	struct tree_archive *tree;
};

static enum step
except(struct tree_archive *t, struct exception *x, enum severity severity, const char *rule,
    const char *path, char *reason)
{
	g_free(t->reason);
	t->reason = reason;
	*x = (struct exception){
	    .severity = severity,
	    .rule = rule,
	    .path = path,
	    .reason = reason,
	};
	return STEP_EXCEPTION;
}

/* What the other process says, which may have foreign bytes in it. */
static char *
said(const struct unpack_frame *f)
{
	g_autofree char *text = g_strndup((const char *)f->rest, f->len);

	return g_strescape(text, NULL);
}

/* Starts a reading that gives the entries behind the first skip of them. */
static bool
start_reading(struct tree_archive *t, guint64 skip, GError **error)
{
	const struct unpack_job job = {.first = skip};
	int fd = t->options.start(t->options.user, &job, error);

	unpack_stream_free(t->stream);
	t->stream = fd >= 0 ? unpack_stream_new(fd, &t->options.waiting) : NULL;
	archive_reading_begin(&t->reading, skip);
	t->data.len = 0;
	return fd >= 0;
}

/* Takes error: the process is of no use any more. */
static enum step
fail(struct tree_archive *t, struct exception *x, GError *why, GError **error)
{
	t->ended = true;
	if (err_kind(why) == ERR_INTERRUPTED) {
		g_propagate_error(error, why);
		return STEP_FAILED;
	}
	except(t, x, LOSS, "archive-broken", "", g_strdup(why->message));
	g_error_free(why);
	return STEP_EXCEPTION;
}

static enum step
except_link(struct tree_archive *t, struct exception *x, const char *path)
{
	return except(t, x, LOSS, "archive-hard-link", path,
	    g_strdup("a second name of another file in it, which was not found there"));
}

static enum step
give_entry(
    struct tree_archive *t, const struct unpack_entry *from, struct entry *e, struct exception *x)
{
	const char *slash = t->reading.path != NULL ? strrchr(t->reading.path, '/') : NULL;

	if (t->reading.path == NULL)
		return except(t, x, LOSS, "archive-path", "",
		    g_strdup("an entry with a path that is empty, too long or leads out of it"));
	if ((from->flags & UNPACK_ENCRYPTED) != 0)
		return except(t, x, LOSS, "archive-encrypted", t->reading.path,
		    g_strdup("it needs a password, and was not read"));
	if ((from->flags & UNPACK_HARD_LINK) != 0)
		return except_link(t, x, t->reading.path);
	*e = (struct entry){
	    .type = from->type,
	    .path = t->reading.path,
	    .name = slash != NULL ? slash + 1 : t->reading.path,
	    .target = from->type == ENTRY_SYMLINK ? t->reading.target : NULL,
	    .size = from->type == ENTRY_FILE ? from->size : 0,
	    .mtime = from->mtime,
	    .mtime_nsec = from->mtime_nsec,
	    .mode = from->mode,
	    .nlink = 1,
	};
	return STEP_NEXT;
}

/* Begins to read everything again for the links that are left; false if there are none. */
static bool
read_links(struct tree_archive *t)
{
	struct unpack_stream *before = t->stream;

	if (archive_links_empty(t->links) || t->linking == ARCHIVE_LINKS_READ_MAX)
		return false;
	t->linking++;
	t->linked = false;
	t->stream = NULL;
	if (start_reading(t, 0, NULL)) {
		unpack_stream_free(before);
		return true;
	}
	t->stream = before;
	return false;
}

/* Nothing is packed in it: no file, or nothing is compressed. */
static bool
is_empty(const struct tree_archive *t)
{
	const struct archive_listing *l = &t->listing;

	return l->nentries == 0 || (l->single && l->declared == 0);
}

/* The links that are left are told one by one, and the end comes again. */
static enum step
end(struct tree_archive *t, const struct unpack_frame *f, struct exception *x, GError **error)
{
	GError *why = NULL;
	guint64 behind;

	g_free(t->reading.path);
	t->reading.path = archive_links_take_any(t->links);
	if (t->reading.path != NULL) {
		unpack_stream_back(t->stream);
		return except_link(t, x, t->reading.path);
	}
	t->ended = true;
	if (f->type == UNPACK_BROKEN)
		return except(t, x, LOSS, "archive-broken", "", said(f));
	if (!unpack_number_parse(f, &behind, &why))
		return fail(t, x, why, error);
	if (is_empty(t))
		return except(t, x, NOTE, "archive-empty", "", g_strdup("there is nothing in it"));
	if (behind == 0)
		return STEP_END;
	return except(t, x, NOTE, "archive-trailing", "",
	    g_strdup_printf(
		"%" G_GUINT64_FORMAT " bytes behind its end are not packed data", behind));
}

/* In a reading for links: the current entry becomes the next one of those that link to it. */
static bool
take_link(struct tree_archive *t, const struct unpack_entry *e)
{
	bool plain = e->type == ENTRY_FILE && (e->flags & UNPACK_HARD_LINK) == 0;
	char *path =
	    plain && t->reading.path != NULL ? archive_links_take(t->links, t->reading.path) : NULL;

	if (path == NULL)
		return false;
	g_free(t->reading.path);
	t->reading.path = path;
	return t->linked = true;
}

/* Whether a hard link is kept for another reading. */
static bool
keep_link(struct tree_archive *t, const struct unpack_entry *e)
{
	g_autofree char *target = archive_path_target(e);

	return t->reading.path != NULL && target != NULL && *target != '\0' &&
	    archive_links_add(t->links, target, t->reading.path);
}

/* Whether the current entry is one to tell now: not the root, nor one that was told before. */
static bool
is_wanted(struct tree_archive *t, const struct unpack_entry *e)
{
	if (t->reading.nentries <= t->reading.skip)
		return false;
	if (t->linking > 0)
		return take_link(t, e);
	if ((e->flags & UNPACK_HARD_LINK) != 0 && keep_link(t, e))
		return false;
	return t->reading.path == NULL || *t->reading.path != '\0';
}

static enum step
next_frame(struct tree_archive *t, struct entry *e, struct exception *x, GError **error)
{
	GError *why = NULL;

	for (;;) {
		struct unpack_frame f;
		struct unpack_entry from;
		bool damage = false;

		if (!unpack_stream_next(t->stream, &f, &why))
			return fail(t, x, why, error);
		if (f.type == UNPACK_END && (t->linking == 0 || t->linked) && read_links(t))
			continue;
		if (f.type == UNPACK_END || f.type == UNPACK_BROKEN)
			return end(t, &f, x, error);
		if (f.type == UNPACK_ENTRY ? !archive_reading_entry(&t->reading, &f, &from, &why)
					   : !archive_reading_other(&t->reading, &f, &damage, &why))
			return fail(t, x, why, error);
		if (damage && (f.type != UNPACK_LOST || t->linking == 0))
			return except(t, x, LOSS, "archive-broken",
			    f.type == UNPACK_LOST ? "" : t->reading.path, said(&f));
		if (f.type == UNPACK_ENTRY && is_wanted(t, &from))
			return give_entry(t, &from, e, x);
	}
}

static enum step
archive_next(struct tree *base, struct entry *e, struct exception *x, GError **error)
{
	struct tree_archive *t = (struct tree_archive *)base;

	if (t->ended)
		return STEP_END;
	t->data.len = 0;
	if (t->broken == NULL)
		return next_frame(t, e, x, error);
	t->ended = true;
	if (t->listing.bomb)
		return except(t, x, LOSS, "archive-bomb", "", g_steal_pointer(&t->broken));
	return except(t, x, LOSS, "archive-broken", "", g_steal_pointer(&t->broken));
}

static int
archive_lookup(struct tree *base, const char *path)
{
	struct tree_archive *t = (struct tree_archive *)base;

	return archive_names_lookup(t->listing.names, path);
}

/*
 * The process is gone in the middle of a file: that one is lost, and another process
 * goes on behind it, unless too many are gone.
 */
static void
restart(struct tree_archive *t)
{
	g_autoptr(GError) why = NULL;

	if (t->restarts++ == ARCHIVE_RESTARTS_MAX)
		t->broken =
		    g_strdup("the process that unpacks it ended too often: the rest was not read");
	else if (!start_reading(t, t->reading.nentries, &why))
		t->broken = g_strdup(why->message);
}

/* Takes why: the rest of the current entry cannot be had. */
static bool
lose_rest(struct tree_archive *t, GError *why, GError **error)
{
	bool again = err_kind(why) != ERR_INTERRUPTED;

	g_propagate_error(error, why);
	if (again)
		restart(t);
	return false;
}

/* Gets more bytes of the current entry. */
static bool
more(struct tree_archive *t, GError **error)
{
	struct unpack_frame f;
	GError *why = NULL;

	if (!unpack_stream_next(t->stream, &f, &why) ||
	    (f.type == UNPACK_DATA && !archive_reading_data(&t->reading, &f, &why)))
		return lose_rest(t, why, error);
	if (f.type == UNPACK_DATA) {
		t->data = f;
		return true;
	}
	if (f.type == UNPACK_DAMAGED) {
		g_autofree char *reason = said(&f);

		return err_set(error, ERR_IO, "%s", reason);
	}
	unpack_stream_back(t->stream);
	return err_set(error, ERR_IO, "it is shorter than the packed file says");
}

static gssize
member_read(struct tree_file *f, void *buf, size_t len, GError **error)
{
	struct tree_archive *t = ((struct member *)f)->tree;
	size_t n;

	if (t->reading.damaged || len == 0 || (t->reading.left == 0 && t->data.len == 0))
		return 0;
	if (t->data.len == 0 && !more(t, error)) {
		t->reading.damaged = true;
		return -1;
	}
	n = MIN(len, t->data.len);
	memcpy(buf, t->data.rest, n);
	t->data.rest += n;
	t->data.len -= n;
	return (gssize)n;
}

static bool
member_changed(struct tree_file *f, GError **error)
{
	(void)f;
	(void)error;
	return false; /* the packed file is looked at for that */
}

static void
member_close(struct tree_file *f)
{
	g_free(f);
}

static const struct tree_file_ops member_ops = {
    .read = member_read,
    .changed = member_changed,
    .close = member_close,
};

static struct tree_file *
archive_open(struct tree *base, const struct entry *e, GError **error)
{
	struct member *m = g_new0(struct member, 1);

	(void)e;
	(void)error;
	m->base.ops = &member_ops;
	m->tree = (struct tree_archive *)base;
	return &m->base;
}

static struct tree_file *
archive_open_path(struct tree *base, const char *path, GError **error)
{
	struct tree_archive *t = (struct tree_archive *)base;
	GBytes *bytes = g_hash_table_lookup(t->listing.companions, path);

	if (bytes != NULL)
		return bytes_file_open(bytes);
	err_set(error, ERR_IO, "a packed file is read in order only");
	return NULL;
}

static void
archive_close(struct tree *base)
{
	struct tree_archive *t = (struct tree_archive *)base;

	unpack_stream_free(t->stream);
	archive_listing_clear(&t->listing);
	archive_links_free(t->links);
	g_free(t->stem);
	g_free(t->broken);
	archive_reading_clear(&t->reading);
	g_free(t->reason);
	g_free(t);
}

static const struct tree_ops archive_ops = {
    .name = "packed",
    .next = archive_next,
    .lookup = archive_lookup,
    .open = archive_open,
    .open_path = archive_open_path,
    .close = archive_close,
};

/* False only if the whole run must end; a listing that fails is an exception of the tree. */
static bool
list(struct tree_archive *t, GError **error)
{
	const struct unpack_job job = {.listing = true};
	int fd = t->options.start(t->options.user, &job, error);
	g_autoptr(unpack_stream) s = fd >= 0 ? unpack_stream_new(fd, &t->options.waiting) : NULL;
	g_autoptr(GError) why = NULL;

	if (s == NULL)
		return false;
	if (archive_listing_read(&t->listing, s, &why)) {
		if (t->listing.bomb)
			t->broken =
			    g_strdup("unpacked it is more than 1,000 times as long, and over "
				     "1 GiB: not looked into");
		return true;
	}
	if (err_kind(why) == ERR_INTERRUPTED) {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	t->broken = g_strdup(why->message);
	return true;
}

struct tree *
tree_archive_open(const struct tree_archive_options *o, GError **error)
{
	struct tree_archive *t = g_new0(struct tree_archive, 1);
	g_autoptr(tree) opened = &t->base;

	t->base.ops = &archive_ops;
	t->options = *o;
	t->stem = archive_path_stem(o->name);
	archive_listing_init(&t->listing, o->size, o->before);
	t->reading.listing = &t->listing;
	t->reading.stem = t->stem;
	t->links = archive_links_new();
	if (!list(t, error) || (t->broken == NULL && !start_reading(t, 0, error)))
		return NULL;
	return g_steal_pointer(&opened);
}

bool
tree_archive_is_single(const struct tree *t)
{
	return ((const struct tree_archive *)t)->listing.single;
}

guint64
tree_archive_length(const struct tree *t)
{
	const struct archive_listing *l = &((const struct tree_archive *)t)->listing;

	return MAX(l->declared, l->unpacked);
}
