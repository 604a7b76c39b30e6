/* SPDX-License-Identifier: Apache-2.0 */
/* Buffers with a reference count; see buffer.h. */
#include "convert/buffer.h"

struct buffer *
buffer_new(size_t size)
{
	struct buffer *b = g_atomic_rc_box_alloc(sizeof(*b) + size);

	b->size = size;
	b->len = 0;
	return b;
}

struct buffer *
buffer_ref(struct buffer *b)
{
	return g_atomic_rc_box_acquire(b);
}

void
buffer_unref(struct buffer *b)
{
	if (b != NULL)
		g_atomic_rc_box_release(b);
}
