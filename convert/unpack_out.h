/* SPDX-License-Identifier: Apache-2.0 */
/* Frames (unpack_frame.h) on their way out of an unpacking process. It ends if nobody reads them. */
#ifndef CONVERT_UNPACK_OUT_H
#define CONVERT_UNPACK_OUT_H

#include "convert/unpack_frame.h"

struct unpack_out;

/*
 * fd: the pipe, which stays the caller's. gather: entries are gathered before they are written;
 * otherwise each frame goes out at once, so that if the process ends, it is seen where.
 */
struct unpack_out *unpack_out_new(int fd, bool gather);
void unpack_out_free(struct unpack_out *o); /* accepts NULL; what is gathered is not written */

/* A frame with len bytes, which may be no more than its type has. */
void unpack_out_bytes(
    struct unpack_out *o, enum unpack_frame_type type, const void *bytes, size_t len);

/* One with a number, with a text, which is cut where it is too long, and with an entry. */
void unpack_out_number(struct unpack_out *o, enum unpack_frame_type type, guint64 n);
void unpack_out_text(struct unpack_out *o, enum unpack_frame_type type, const char *text);
void unpack_out_entry(struct unpack_out *o, const struct unpack_entry *e);

#endif
