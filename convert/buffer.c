/* SPDX-License-Identifier: Apache-2.0 */
/* Buffers with a reference count; see buffer.h. */
#include "convert/buffer.h"

/* No buffer's data is NULL, so that none of no bytes is either: memchr and memcmp refuse it. */
static struct buffer *
own(unsigned char *data, size_t size, size_t len)
{
	struct buffer *b = g_atomic_rc_box_new(struct buffer);

	*b = (struct buffer){.size = size, .len = len, .data = data != NULL ? data : g_malloc(1)};
	return b;
}

struct buffer *
buffer_new(size_t size)
{
	return own(g_malloc(MAX(size, 1)), size, 0);
}

struct buffer *
buffer_take(GByteArray *a)
{
	gsize len;
	unsigned char *data = g_byte_array_steal(a, &len);

	g_byte_array_unref(a);
	return own(data != NULL ? data : g_malloc(1), len, len);
}

struct buffer *
buffer_ref(struct buffer *b)
{
	return g_atomic_rc_box_acquire(b);
}

static void
clear(gpointer p)
{
	g_free(((struct buffer *)p)->data);
}

void
buffer_unref(struct buffer *b)
{
	if (b != NULL)
		g_atomic_rc_box_release_full(b, clear);
}
