/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The canonical form of a message, mailpouch-canon-1 (docs/FORMAT.md, 9.5), whose
 * BLAKE2b-256 is the digest L2. Streaming: a message of any size in constant
 * memory, cut into spans anywhere.
 */
#ifndef CONVERT_CANON_H
#define CONVERT_CANON_H

#include <stdbool.h>
#include <stddef.h>

#include "crypto/digest.h"

#define CANON_VERSION "mailpouch-canon-1"

/* L1 and both readings of L2 of one message. */
struct canon_digests {
	struct digest stored;        /* L1: the bytes as they are */
	unsigned char canonical[32]; /* L2, body read as it stands */
	unsigned char unquoted[32];  /* L2, one level of ">From " quoting undone: C2 */
	bool same;                   /* canonical is stored.blake2b: nothing had to change */
	bool quoted;                 /* there are quoted lines, so unquoted differs */
};

struct canon;
struct canon *canon_new(void);
void canon_free(struct canon *c);
void canon_begin(struct canon *c); /* a new message; may be called again and again */
void canon_update(struct canon *c, const void *data, size_t len);
void canon_end(struct canon *c, struct canon_digests *out);

/*
 * The same of a whole message in memory, by a queue that digests many at once. data, which may
 * be NULL if len is 0, and out are borrowed until canon_complete, which follows blake2b_queue_run
 * and completes *out.
 */
void canon_add(struct blake2b_queue *q, const void *data, size_t len, struct canon_digests *out);
void canon_complete(struct canon_digests *out);

#endif
