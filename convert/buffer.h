/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes that several threads look at: a buffer with a reference count, and the
 * span, a range of it. A source is read into buffers once; the payload, the
 * digests and the messages are spans of them.
 */
#ifndef CONVERT_BUFFER_H
#define CONVERT_BUFFER_H

#include <glib.h>

struct buffer {
	size_t size;         /* bytes that data can hold */
	size_t len;          /* bytes that it holds */
	unsigned char *data; /* never NULL; not written to once a span of it was handed out */
};

/* Bytes data[0 ... len - 1] of owner. owner is NULL for bytes that need no owner. */
struct span {
	struct buffer *owner;
	const unsigned char *data;
	size_t len;
};

/* A buffer for size bytes, empty, with one reference, which is the caller's. */
struct buffer *buffer_new(size_t size);

/* The same that holds the bytes of a, which it takes over. */
struct buffer *buffer_take(GByteArray *a);

/* One more reference; returns b. Both may be called from any thread. */
struct buffer *buffer_ref(struct buffer *b);
void buffer_unref(struct buffer *b); /* accepts NULL */

typedef struct buffer buffer;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(buffer, buffer_unref)

#endif
