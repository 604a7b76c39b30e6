/* SPDX-License-Identifier: Apache-2.0 */
/*
 * BLAKE2b-256 digests that are wanted of many messages, gathered until there
 * are enough of them to be taken side by side. What is not in memory as it is
 * to be hashed is written into room of the queue's own.
 */
#ifndef CRYPTO_BLAKE2B_QUEUE_H
#define CRYPTO_BLAKE2B_QUEUE_H

#include <glib.h>

#include "crypto/blake2b.h"

#define BLAKE2B_QUEUE_ROOM (8 * 1024 * 1024) /* bytes of room that a queue keeps */

struct blake2b_queue;
struct blake2b_queue *blake2b_queue_new(void);
void blake2b_queue_free(struct blake2b_queue *q); /* accepts NULL; what was added is not digested */

/*
 * Adds a message, whose bytes are borrowed until blake2b_queue_run, as is out, 32
 * bytes for the digest.
 */
void blake2b_queue_add(struct blake2b_queue *q, const struct blake2b_input *in, unsigned char *out);

/*
 * Room for size bytes, to be written now and added then; valid until the next call of this
 * function or of blake2b_queue_run, and as long as needed once it is added. It takes the
 * digests of what was added before if the queue would keep more than BLAKE2B_QUEUE_ROOM.
 */
unsigned char *blake2b_queue_room(struct blake2b_queue *q, size_t size);

/* Writes all digests and empties the queue, which may be filled again. */
void blake2b_queue_run(struct blake2b_queue *q);

typedef struct blake2b_queue blake2b_queue;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(blake2b_queue, blake2b_queue_free)

#endif
