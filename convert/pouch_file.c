/* SPDX-License-Identifier: Apache-2.0 */
/* A file in a pouch that is read at places; see pouch_file.h. */
#include "convert/pouch_file.h"

#include <string.h>

struct segment {
	guint64 number;
	guint64 used;      /* when: the one longest ago goes first */
	GByteArray *bytes; /* NULL: none is kept here */
};

struct pouch_file {
	struct tree_file base;
	struct pouch *pouch;
	guint64 at, size;
	guint64 clock;
	struct pouch_scratch scratch;
	struct segment segments[POUCH_FILE_SEGMENTS];
};

/* Where the segment is kept, or is to be. */
static struct segment *
find(struct pouch_file *f, guint64 number)
{
	struct segment *oldest = &f->segments[0];

	for (guint i = 0; i < POUCH_FILE_SEGMENTS; i++) {
		struct segment *s = &f->segments[i];

		if (s->bytes != NULL && s->number == number)
			return s;
		if (s->bytes == NULL || (oldest->bytes != NULL && s->used < oldest->used))
			oldest = s;
	}
	return oldest;
}

static const GByteArray *
get(struct pouch_file *f, guint64 number, GError **error)
{
	struct segment *s = find(f, number);

	s->used = ++f->clock;
	if (s->bytes != NULL && s->number == number)
		return s->bytes;
	g_clear_pointer(&s->bytes, g_byte_array_unref);
	s->bytes = g_byte_array_new();
	s->number = number;
	if (pouch_read(f->pouch, PACKED_SEGMENT, number, &f->scratch, s->bytes, error))
		return s->bytes;
	g_clear_pointer(&s->bytes, g_byte_array_unref);
	return NULL;
}

static gssize
pouch_file_pread(struct tree_file *base, void *buf, size_t len, guint64 at, GError **error)
{
	struct pouch_file *f = (struct pouch_file *)base;
	const GByteArray *bytes;
	size_t from, n;

	if (at >= f->size || len == 0)
		return 0;
	bytes = get(f, (f->at + at) / SEGMENT_SIZE, error);
	if (bytes == NULL)
		return -1;
	from = (size_t)((f->at + at) % SEGMENT_SIZE);
	n = (size_t)MIN((guint64)len, f->size - at);
	n = MIN(n, bytes->len - MIN(from, bytes->len));
	memcpy(buf, bytes->data + from, n);
	return (gssize)n;
}

static gssize
pouch_file_read(struct tree_file *base, void *buf, size_t len, GError **error)
{
	(void)base;
	(void)buf;
	(void)len;
	err_set(error, ERR_IO, "it is read at places only");
	return -1;
}

static bool
pouch_file_changed(struct tree_file *base, GError **error)
{
	(void)base;
	(void)error;
	return false; /* a pouch is what was signed, or fails */
}

static void
pouch_file_close(struct tree_file *base)
{
	struct pouch_file *f = (struct pouch_file *)base;

	for (guint i = 0; i < POUCH_FILE_SEGMENTS; i++)
		g_clear_pointer(&f->segments[i].bytes, g_byte_array_unref);
	pouch_scratch_clear(&f->scratch);
	g_free(f);
}

static const struct tree_file_ops pouch_file_ops = {
    .read = pouch_file_read,
    .pread = pouch_file_pread,
    .changed = pouch_file_changed,
    .close = pouch_file_close,
};

struct tree_file *
pouch_file_open(struct pouch *p, guint64 at, guint64 size)
{
	struct pouch_file *f = g_new0(struct pouch_file, 1);

	f->base.ops = &pouch_file_ops;
	f->pouch = p;
	f->at = at;
	f->size = size;
	pouch_scratch_init(&f->scratch);
	return &f->base;
}
