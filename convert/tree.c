/* SPDX-License-Identifier: Apache-2.0 */
/* Trees: which kind of tree a path is, and the calls that go to it; see tree.h. */
#include "convert/tree.h"

#include "convert/tree_dir.h"

struct tree *
tree_open(const char *path, GError **error)
{
	return tree_dir_open(path, error);
}

enum step
tree_next(struct tree *t, struct entry *e, struct exception *x, GError **error)
{
	return t->ops->next(t, e, x, error);
}

int
tree_lookup(struct tree *t, const char *path)
{
	return t->ops->lookup(t, path);
}

char *
tree_beside(struct tree *t, const char *suffix, unsigned up)
{
	return t->ops->beside != NULL ? t->ops->beside(t, suffix, up) : NULL;
}

struct tree_file *
tree_open_file(struct tree *t, const struct entry *e, GError **error)
{
	return t->ops->open(t, e, error);
}

struct tree_file *
tree_open_path(struct tree *t, const char *path, GError **error)
{
	if (t->ops->open_path == NULL) {
		err_set(error, ERR_IO, "a packed file is read in order only");
		return NULL;
	}
	return t->ops->open_path(t, path, error);
}

gssize
tree_file_read(struct tree_file *f, void *buf, size_t len, GError **error)
{
	return f->ops->read(f, buf, len, error);
}

bool
tree_file_seekable(const struct tree_file *f)
{
	return f->ops->pread != NULL;
}

gssize
tree_file_pread(struct tree_file *f, void *buf, size_t len, guint64 at, GError **error)
{
	g_assert(f->ops->pread != NULL);
	return f->ops->pread(f, buf, len, at, error);
}

bool
tree_file_changed(struct tree_file *f, GError **error)
{
	return f->ops->changed(f, error);
}

int
tree_file_descriptor(const struct tree_file *f)
{
	return f->ops->descriptor != NULL ? f->ops->descriptor(f) : -1;
}

void
tree_file_close(struct tree_file *f)
{
	if (f != NULL)
		f->ops->close(f);
}

void
tree_close(struct tree *t)
{
	if (t != NULL)
		t->ops->close(t);
}
