/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A window that moves over a file from its start to its end: the file is read
 * once, in pieces, into buffers that nobody writes to afterwards; what is
 * still needed when a buffer is full is copied to the front of the next one.
 */
#ifndef CONVERT_WINDOW_H
#define CONVERT_WINDOW_H

#include "convert/buffer.h"
#include "convert/tree.h"

#define WINDOW_PIECE (1024 * 1024) /* bytes read at a time; a multiple of any page size */

/* Callers set file and size, the rest to zero; and call window_clear at the end. */
struct window {
	struct tree_file *file; /* borrowed */
	guint64 size;           /* the file's bytes; more are not read */
	guint64 read;           /* bytes read so far */
	guint64 at;             /* offset in the file of the first byte that is still needed */
	bool ended;             /* nothing more can be read */
	GError *error;          /* why, if it was a read error */
	struct buffer *buffer;
	size_t from; /* where in the buffer the first needed byte is */
};

/*
 * Reads a piece more. *fresh is set to it, borrowed until the next call on w;
 * it may be empty if the file ended before its size. Not after w->ended.
 */
void window_fill(struct window *w, struct span *fresh);

/* All bytes read and still needed; borrowed likewise. */
struct span window_rest(const struct window *w);

/* The first len of them are not needed any more. */
void window_pass(struct window *w, size_t len);

/* Releases what it holds; the file stays open. */
void window_clear(struct window *w);

#endif
