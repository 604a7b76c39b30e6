/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether a place in a message lies inside its multipart body, so that a
 * From_ line there belongs to a part (docs/MAIL.md F-10, F-39). Only the
 * outermost boundary is followed.
 */
#ifndef CONVERT_MBOX_MULTIPART_H
#define CONVERT_MBOX_MULTIPART_H

#include "convert/header.h"
#include "convert/mbox_score.h"

/* A longer boundary is not followed; RFC 2046 allows 70 bytes. */
#define MULTIPART_BOUNDARY_MAX 200

struct mbox_multipart {
	char boundary[MULTIPART_BOUNDARY_MAX + 1];
	size_t len;      /* 0: the message is no multipart */
	bool closed;     /* its closing delimiter was seen */
	guint64 next;    /* offset of a delimiter line that lies ahead; 0: not known */
	guint64 none_to; /* there is none before this offset, as far as was searched */
};

/* Begins a message with this Content-Type field, NULL if it has none, whose body is at body_at. */
void mbox_multipart_begin(
    struct mbox_multipart *p, const struct header_field *type, guint64 body_at);

/*
 * Looks for the closing delimiter in the body from offset from up to to. Both
 * are file offsets in the view; from must be preceded by an overlap of
 * MULTIPART_BOUNDARY_MAX + 8 bytes unless it is the body's beginning or a line's.
 */
void mbox_multipart_track(
    struct mbox_multipart *p, const struct mbox_view *v, guint64 from, guint64 to);

/*
 * Whether the multipart is open at offset at and a delimiter line of it follows in
 * the view, before another header states the same boundary. *credit is the
 * number of bytes that may be searched, and is counted down; at 0 the answer is no.
 */
bool mbox_multipart_open(
    struct mbox_multipart *p, const struct mbox_view *v, guint64 at, guint64 *credit);

#endif
