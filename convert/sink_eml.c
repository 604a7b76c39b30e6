/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages as files in a tree of directories: NNNNNNNN-<16 hex digits>.eml, the id and the
 * beginning of the BLAKE2b-256 of the file's bytes, so that a name tells nothing
 * of its message and is never taken twice. spec/mail.md F-85.
 */
#include "convert/foldername.h"
#include "convert/messagefile.h"
#include "convert/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

struct eml_sink {
	struct sink base;
	int dirfd;
	struct foldernames *names;
	GHashTable *paths; /* by the folder's number: borrowed from names */
	struct messagefile *file;
	gint64 received; /* of the current message */
	guint open;      /* number of the folder that folderfd is, or 0 */
	int folderfd;
};

static struct sink *
eml_open(int dirfd, const struct sink_options *o, GError **error)
{
	struct eml_sink *k = g_new0(struct eml_sink, 1);

	(void)o;
	(void)error;
	sink_init(&k->base, &eml_sink);
	k->dirfd = dirfd;
	k->folderfd = -1;
	k->names = foldernames_new(FOLDERNAME_EML);
	k->paths = g_hash_table_new(NULL, NULL);
	k->file = messagefile_new(dirfd, true);
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

static void
close_folder(struct eml_sink *k)
{
	if (k->folderfd >= 0)
		close(k->folderfd); /* open for its names only: nothing is lost by it */
	k->folderfd = -1;
	k->open = 0;
}

static bool
open_folder(struct eml_sink *k, const struct folder *f, GError **error)
{
	if (k->open == f->number)
		return true;
	close_folder(k);
	k->folderfd = openat(k->dirfd, g_hash_table_lookup(k->paths, GUINT_TO_POINTER(f->number)),
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (k->folderfd < 0)
		return err_set_errno(error, errno, "open a directory of the output");
	k->open = f->number;
	return true;
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
	unsigned char digest[MESSAGEFILE_DIGEST_LEN];
	g_autofree char *name = NULL;
	guint64 start = 0;

	if (!messagefile_end(k->file, error))
		return false;
	if (messagefile_guessed(k->file))
		sink_cannot_hold(base, "quoting-guessed", m);
	messagefile_digest(k->file, digest);
	for (int i = 0; i < 8; i++)
		start = start << 8 | digest[i];
	name =
	    g_strdup_printf("%08" G_GUINT64_FORMAT "-%016" G_GINT64_MODIFIER "x.eml", m->id, start);
	return messagefile_keep(k->file, k->folderfd, name, k->received, error);
}

static bool
eml_finish(struct sink *base, GError **error)
{
	(void)error;
	close_folder((struct eml_sink *)base);
	return true;
}

static void
eml_close(struct sink *base)
{
	struct eml_sink *k = (struct eml_sink *)base;

	if (k == NULL)
		return;
	close_folder(k);
	messagefile_free(k->file);
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
