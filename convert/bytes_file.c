/* SPDX-License-Identifier: Apache-2.0 */
/* A file of a tree that lies in memory; see bytes_file.h. */
#include "convert/bytes_file.h"

#include <string.h>

struct bytes_file {
	struct tree_file base;
	GBytes *bytes;
	size_t at;
};

static gssize
bytes_file_read(struct tree_file *f, void *buf, size_t len, GError **error)
{
	struct bytes_file *file = (struct bytes_file *)f;
	size_t size, n;
	const unsigned char *data = g_bytes_get_data(file->bytes, &size);

	(void)error;
	n = MIN(len, size - file->at);
	if (n > 0)
		memcpy(buf, data + file->at, n);
	file->at += n;
	return (gssize)n;
}

static bool
bytes_file_changed(struct tree_file *f, GError **error)
{
	(void)f;
	(void)error;
	return false;
}

static void
bytes_file_close(struct tree_file *f)
{
	g_bytes_unref(((struct bytes_file *)f)->bytes);
	g_free(f);
}

static const struct tree_file_ops bytes_file_ops = {
    .read = bytes_file_read,
    .changed = bytes_file_changed,
    .close = bytes_file_close,
};

struct tree_file *
bytes_file_open(GBytes *bytes)
{
	struct bytes_file *f = g_new0(struct bytes_file, 1);

	f->base.ops = &bytes_file_ops;
	f->bytes = g_bytes_ref(bytes);
	return &f->base;
}
