/* SPDX-License-Identifier: Apache-2.0 */
/* A spill as a file; see spill_file.h. */
#include "convert/spill_file.h"

#include <errno.h>
#include <sodium.h>

#include "convert/unpack_input.h"

struct spill_file {
	struct tree_file base;
	struct unpack_input *input;
	struct spill_place place;
};

static gssize
spill_file_pread(struct tree_file *f, void *buf, size_t len, guint64 at, GError **error)
{
	struct spill_file *s = (struct spill_file *)f;
	gssize n = unpack_input_read(s->input, buf, len, at);

	if (n < 0)
		err_set_errno(error, errno, "read");
	return n;
}

static gssize
spill_file_read(struct tree_file *f, void *buf, size_t len, GError **error)
{
	(void)f;
	(void)buf;
	(void)len;
	err_set(error, ERR_IO, "it is read at places only");
	return -1;
}

static bool
spill_file_changed(struct tree_file *f, GError **error)
{
	(void)f;
	(void)error;
	return false; /* nobody else has it */
}

static void
spill_file_close(struct tree_file *f)
{
	struct spill_file *s = (struct spill_file *)f;

	unpack_input_free(s->input);
	sodium_memzero(&s->place, sizeof(s->place));
	g_free(s);
}

static const struct tree_file_ops spill_file_ops = {
    .read = spill_file_read,
    .pread = spill_file_pread,
    .changed = spill_file_changed,
    .close = spill_file_close,
};

struct tree_file *
spill_file_open(const struct spill *s)
{
	struct spill_file *f = g_new0(struct spill_file, 1);

	f->base.ops = &spill_file_ops;
	spill_get_place(s, &f->place);
	f->input = unpack_input_new(spill_descriptor(s), &f->place);
	return &f->base;
}
