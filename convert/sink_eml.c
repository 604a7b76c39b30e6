/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages as files in a tree of directories: NNNNNNNN-<16 hex digits>.eml, the id and the
 * beginning of the BLAKE2b-256 of the file's bytes, so that a name tells nothing
 * of its message and is never taken twice. docs/MAIL.md F-85.
 */
#include "convert/foldername.h"
#include "convert/messagefile.h"
#include "convert/sink.h"

struct eml_sink {
	struct sink base;
	int dirfd;
	struct foldernames *names;
	GHashTable *paths; /* by the folder's number: borrowed from names */
	struct messagefile *file;
	gint64 received;    /* of the current message */
	guint open;         /* number of the folder that dir is, or 0 */
	struct newdir *dir; /* NULL if none */
};

static struct sink *
eml_open(int dirfd, const struct sink_options *o, GError **error)
{
	struct eml_sink *k = g_new0(struct eml_sink, 1);

	(void)o;
	(void)error;
	sink_init(&k->base, &eml_sink);
	k->dirfd = dirfd;
	k->names = foldernames_new(FOLDERNAME_EML);
	k->paths = g_hash_table_new(NULL, NULL);
	k->file = messagefile_new(dirfd, NEWFILE_BY_DIGEST);
	return &k->base;
}

static bool
eml_folder(struct sink *base, const struct folder *f, GError **error)
{
	struct eml_sink *k = (struct eml_sink *)base;
	bool changed;
	const char *path = foldernames_path(k->names, f->names, &changed);

	if (changed)
		sink_cannot_hold(base, "folder-name", NULL);
	g_hash_table_insert(k->paths, GUINT_TO_POINTER(f->number), (char *)path);
	return sink_make_dirs(k->dirfd, path, error);
}

static bool
open_folder(struct eml_sink *k, const struct folder *f, GError **error)
{
	if (k->open == f->number)
		return true;
	g_clear_pointer(&k->dir, newdir_unref);
	k->open = f->number;
	k->dir = newdir_open(
	    k->dirfd, g_hash_table_lookup(k->paths, GUINT_TO_POINTER(f->number)), error);
	return k->dir != NULL;
}

static bool
eml_begin(struct sink *base, const struct message *m, GError **error)
{
	struct eml_sink *k = (struct eml_sink *)base;

	if (m->has_flags && (m->flags & ~(guint)FLAG_RECENT) != 0)
		sink_cannot_hold(base, "flags", m);
	if (m->keywords != NULL && m->keywords->len > 0)
		sink_cannot_hold(base, "keywords", m);
	sink_check_sender(base, m);
	k->received = sink_received(base, m);
	messagefile_begin(k->file, m);
	return open_folder(k, m->folder, error);
}

static bool
eml_write(struct sink *base, const struct span *s, GError **error)
{
	return messagefile_write(((struct eml_sink *)base)->file, s->data, s->len, error);
}

static bool
eml_end(struct sink *base, const struct message *m, GError **error)
{
	struct eml_sink *k = (struct eml_sink *)base;
	char prefix[32];
	const struct newfile f = {
	    .dir = k->dir,
	    .prefix = prefix,
	    .suffix = ".eml",
	    .mtime = k->received,
	    .id = m->id,
	};
	bool ok;

	g_snprintf(prefix, sizeof(prefix), "%08" G_GUINT64_FORMAT "-", m->id);
	ok = messagefile_keep(k->file, &f, error);
	base->failed = messagefile_failed(k->file);
	if (ok && messagefile_guessed(k->file))
		sink_cannot_hold(base, "quoting-guessed", m);
	return ok;
}

static bool
eml_finish(struct sink *base, GError **error)
{
	struct eml_sink *k = (struct eml_sink *)base;
	bool ok = messagefile_finish(k->file, error);

	base->failed = messagefile_failed(k->file);
	return ok;
}

static void
eml_close(struct sink *base)
{
	struct eml_sink *k = (struct eml_sink *)base;

	if (k == NULL)
		return;
	messagefile_free(k->file);
	newdir_unref(k->dir);
	foldernames_free(k->names);
	g_hash_table_destroy(k->paths);
	sink_clear(base);
	g_free(k);
}

const struct sink_ops eml_sink = {
    .name = "eml",
    .open = eml_open,
    .folder = eml_folder,
    .begin = eml_begin,
    .write = eml_write,
    .end = eml_end,
    .finish = eml_finish,
    .close = eml_close,
};
