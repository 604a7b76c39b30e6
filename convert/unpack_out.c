/* SPDX-License-Identifier: Apache-2.0 */
/* Frames on their way out; see unpack_out.h. */
#include "convert/unpack_out.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct unpack_out {
	int fd;
	bool gather;
	GByteArray *entry;
	size_t len; /* bytes of frames that are not written yet */
	unsigned char frames[UNPACK_HEADER_LEN + UNPACK_DATA_MAX];
};

struct unpack_out *
unpack_out_new(int fd, bool gather)
{
	struct unpack_out *o = g_new0(struct unpack_out, 1);

	o->fd = fd;
	o->gather = gather;
	o->entry = g_byte_array_new();
	return o;
}

void
unpack_out_free(struct unpack_out *o)
{
	if (o == NULL)
		return;
	g_byte_array_free(o->entry, TRUE);
	g_free(o);
}

static void
flush(struct unpack_out *o)
{
	const unsigned char *p = o->frames;

	while (o->len > 0) {
		ssize_t n = write(o->fd, p, o->len);

		if (n < 0 && errno != EINTR)
			_exit(1);
		p += MAX(n, 0);
		o->len -= (size_t)MAX(n, 0);
	}
}

void
unpack_out_bytes(struct unpack_out *o, enum unpack_frame_type type, const void *bytes, size_t len)
{
	if (UNPACK_HEADER_LEN + len > sizeof(o->frames) - o->len)
		flush(o);
	unpack_frame_header(type, len, o->frames + o->len);
	memcpy(o->frames + o->len + UNPACK_HEADER_LEN, bytes, len);
	o->len += UNPACK_HEADER_LEN + len;
	if (!o->gather || type != UNPACK_ENTRY)
		flush(o);
}

void
unpack_out_number(struct unpack_out *o, enum unpack_frame_type type, guint64 n)
{
	guint64 le = GUINT64_TO_LE(n);

	unpack_out_bytes(o, type, &le, sizeof(le));
}

void
unpack_out_text(struct unpack_out *o, enum unpack_frame_type type, const char *text)
{
	unpack_out_bytes(o, type, text, MIN(strlen(text), unpack_frame_max((unsigned char)type)));
}

void
unpack_out_entry(struct unpack_out *o, const struct unpack_entry *e)
{
	g_byte_array_set_size(o->entry, 0);
	unpack_entry_put(e, o->entry);
	unpack_out_bytes(o, UNPACK_ENTRY, o->entry->data, o->entry->len);
}
