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

struct content {
	GArray *spans;       /* struct span, each with a reference of its owner */
	guint64 len;         /* bytes of the message so far */
	size_t kept;         /* bytes in spans: the first of the message */
	struct canon *canon; /* of a message over CONTENT_KEPT */
	bool streamed;       /* digests were taken on the way */
	struct canon_digests digests;
};

/* c is zeroed or was cleared. */
void content_begin(struct content *c);
void content_add(struct content *c, const struct span *s);
void content_end(struct content *c);
/* Lets the bytes go; len, kept, streamed and digests stay. */
void content_release(struct content *c);

/*
 * The digests of n messages, and their kept bytes in one piece: data[i], of in[i].kept bytes, borrowed
 * until content_bench_clear. From any thread.
 */
struct content_bench {
	guint n;
	const void **data;
	unsigned char **owned; /* content.c's own */
	struct canon_digests *digests;
};
void content_bench_fill(struct content_bench *w, struct content *const *contents, guint n);
void content_bench_clear(struct content_bench *w);

#endif
