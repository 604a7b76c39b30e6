/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The line that c-client puts in front of each message of its own formats
 * (docs/MAIL.md, "Formats", "State in headers"):
 *
 *	dd-Mmm-yyyy hh:mm:ss +zzzz,SIZE;FLAGS
 *
 * FLAGS is in MBX 8 hex digits of keywords, 4 of system flags, '-' and 8 of UID; in
 * mtx and tenex 10 octal digits of keywords and 2 of system flags.
 */
#ifndef CONVERT_RECORDLINE_H
#define CONVERT_RECORDLINE_H

#include <glib.h>
#include <stdbool.h>

enum recordline_kind {
	RECORDLINE_MBX,   /* ends in CR LF */
	RECORDLINE_MTX,   /* ends in CR LF */
	RECORDLINE_TENEX, /* ends in LF */
};

/* No line is longer, in bytes, its end included. */
#define RECORDLINE_MAX 128

/* The system flags. */
#define RECORDLINE_SEEN 0x1
#define RECORDLINE_DELETED 0x2
#define RECORDLINE_FLAGGED 0x4
#define RECORDLINE_ANSWERED 0x8
#define RECORDLINE_OLD 0x10
#define RECORDLINE_DRAFT 0x20
#define RECORDLINE_EXPUNGED 0x8000

struct recordline {
	size_t len;       /* of the line, its end included */
	gint64 received;  /* seconds since 1970 */
	guint64 size;     /* bytes of the message behind the line */
	guint32 keywords; /* bit i: the file's keyword i; in mtx and tenex bit 29 - i */
	guint32 flags;    /* RECORDLINE_SEEN ... */
};

/* Whether data, len bytes, begins with such a line, all of it; then *l is filled in. */
bool recordline_parse(
    enum recordline_kind kind, const unsigned char *data, size_t len, struct recordline *l);

#endif
