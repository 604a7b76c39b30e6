/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bytes of one message on their way to a worker: kept as spans up to a
 * limit, and digested as they come beyond it, so that a message of any size
 * takes bounded memory.
 */
#ifndef CONVERT_CONTENT_H
#define CONVERT_CONTENT_H

#include "convert/buffer.h"
#include "convert/canon.h"

#define CONTENT_KEPT (32 * 1024 * 1024) /* bytes that are kept of a message */

/* Callers read len, kept, streamed and digests. Zeroed, it is empty. */
struct content {
	size_t max;          /* bytes that are kept */
	GArray *spans;       /* struct span, each with a reference of its owner */
	guint64 len;         /* bytes of the message so far */
	size_t kept;         /* bytes in spans: the first of the message */
	struct canon *canon; /* of a message over max */
	bool streamed;       /* digests were taken on the way */
	struct canon_digests digests;
};

/* c is empty or was released. max: bytes that are kept, CONTENT_KEPT where they are indexed. */
void content_begin(struct content *c, size_t max);

/* The next bytes. What is kept of them is kept by a reference of their owner. */
void content_add(struct content *c, const struct span *s);

/* All bytes are there. */
void content_end(struct content *c);

/* Lets the bytes go; len, kept, streamed and digests stay. */
void content_release(struct content *c);

/* What a worker knows of n messages. */
struct contents_read {
	guint n;
	const void **data;             /* the kept bytes of each, in one piece; borrowed */
	struct canon_digests *digests; /* of each, after contents_digest */
	struct blake2b_queue *queue;   /* of what contents_digest will digest; for more */
	unsigned char **owned;         /* content.c's own */
};

/*
 * Puts the kept bytes of n messages that have ended in one piece each. From any thread. The
 * messages are released after contents_read_clear, not before.
 */
void contents_read(struct contents_read *r, struct content *const *contents, guint n);
void contents_digest(struct contents_read *r); /* takes all digests */
void contents_read_clear(struct contents_read *r);

#endif
