/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frames of an unpacking process, read from its pipe: at most one of them is
 * in memory, and a process that says nothing for too long is given up.
 */
#ifndef CONVERT_UNPACK_STREAM_H
#define CONVERT_UNPACK_STREAM_H

#include "convert/unpack_frame.h"

/* How its reader waits. Zero means the default. */
struct unpack_waiting {
	int patience_ms; /* without a byte the process is given up; 0: UNPACK_PATIENCE_MS */
	bool (*go_on)(
	    GError **error); /* asked often; false with *error set ends it. NULL: always true */
};

#define UNPACK_PATIENCE_MS (60 * 1000)

struct unpack_stream;

/* fd: the pipe, or any file with frames in it; the stream's from now on. */
struct unpack_stream *unpack_stream_new(int fd, const struct unpack_waiting *w);
void unpack_stream_free(struct unpack_stream *s); /* accepts NULL */

/*
 * The next frame, borrowed until the next call. Fails with ERR_FORMAT if the process
 * ended, is silent or speaks no frames, with ERR_IO, and if go_on does. After a failure
 * every call fails.
 */
MUST_USE bool unpack_stream_next(struct unpack_stream *s, struct unpack_frame *f, GError **error);

/* The frame that was just had comes again. */
void unpack_stream_back(struct unpack_stream *s);

typedef struct unpack_stream unpack_stream;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(unpack_stream, unpack_stream_free)

#endif
