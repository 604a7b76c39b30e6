/* SPDX-License-Identifier: Apache-2.0 */
/* A message on its way into a file of its own; see messagefile.h. */
#include "convert/messagefile.h"

#include "convert/requote.h"
#include "convert/topheader.h"

struct messagefile {
	struct newfiles *files;
	struct requote body;
	guint64 header_left; /* bytes of the header that are still to come */
	bool unknown;        /* how its source quotes */
};

struct messagefile *
messagefile_new(int dirfd, enum newfile_naming naming)
{
	struct messagefile *f = g_new0(struct messagefile, 1);

	f->files = newfiles_new(dirfd, naming);
	return f;
}

void
messagefile_free(struct messagefile *f)
{
	if (f == NULL)
		return;
	newfiles_free(f->files);
	g_free(f);
}

static bool
put(void *user, const void *data, size_t len, GError **error)
{
	return newfiles_write(((struct messagefile *)user)->files, data, len, error);
}

void
messagefile_begin(struct messagefile *f, const struct message *m)
{
	struct topheader t;

	topheader_find(m->head, m->head_len, &t);
	f->header_left = t.body;
	f->unknown = m->quoting == QUOTING_UNKNOWN;
	requote_begin(&f->body,
	    &(struct requote_options){.undo = requote_undoes(m->quoting), .out = put, .user = f});
}

bool
messagefile_write(struct messagefile *f, const void *data, size_t len, GError **error)
{
	size_t header = (size_t)MIN(f->header_left, len);

	f->header_left -= header;
	if (header > 0 && !put(f, data, header, error))
		return false;
	return requote_write(&f->body, (const char *)data + header, len - header, error);
}

bool
messagefile_keep(struct messagefile *f, const struct newfile *what, GError **error)
{
	return requote_end(&f->body, error) && newfiles_keep(f->files, what, error);
}

bool
messagefile_guessed(const struct messagefile *f)
{
	return f->unknown && requote_nundone(&f->body) > 0;
}

bool
messagefile_finish(struct messagefile *f, GError **error)
{
	return newfiles_finish(f->files, error);
}

guint64
messagefile_failed(const struct messagefile *f)
{
	return newfiles_failed(f->files);
}
