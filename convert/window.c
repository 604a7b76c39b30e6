/* SPDX-License-Identifier: Apache-2.0 */
/* A window that moves over a file; see window.h. */
#include "convert/window.h"

#include <string.h>

struct span
window_rest(const struct window *w)
{
	return (struct span){
	    .owner = w->buffer,
	    .data = w->buffer->data + w->from,
	    .len = w->buffer->len - w->from,
	};
}

/* A new buffer that begins with what is still needed and has room for more bytes. */
static void
next_buffer(struct window *w, size_t more)
{
	size_t tail = w->buffer != NULL ? window_rest(w).len : 0;
	struct buffer *b = buffer_new(tail + more);

	if (tail > 0)
		memcpy(b->data, window_rest(w).data, tail);
	b->len = tail;
	buffer_unref(w->buffer);
	w->buffer = b;
	w->from = 0;
}

void
window_fill(struct window *w, struct span *fresh)
{
	size_t more = (size_t)MIN(w->size - w->read, WINDOW_PIECE), tail;
	gssize n = 1;

	next_buffer(w, more);
	tail = w->buffer->len;
	while (n > 0 && w->buffer->len < w->buffer->size) {
		n = tree_file_read(w->file, w->buffer->data + w->buffer->len,
		    w->buffer->size - w->buffer->len, &w->error);
		w->buffer->len += (size_t)MAX(n, 0);
	}
	fresh->owner = w->buffer;
	fresh->data = w->buffer->data + tail;
	fresh->len = w->buffer->len - tail;
	w->read += fresh->len;
	w->ended = n <= 0 || w->read == w->size;
}

void
window_pass(struct window *w, size_t len)
{
	g_assert(len <= w->buffer->len - w->from);
	w->from += len;
	w->at += len;
}

void
window_clear(struct window *w)
{
	buffer_unref(w->buffer);
	w->buffer = NULL;
	g_clear_error(&w->error);
}
