/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Digests of whole files, taken in a thread of their own: a file is one long
 * stream that cannot be hashed by several threads, so it is hashed beside
 * everything else that is done with its bytes.
 */
#ifndef CONVERT_HASHER_H
#define CONVERT_HASHER_H

#include <stdbool.h>

#include "convert/buffer.h"
#include "crypto/digest.h"

struct hasher;
struct hasher *hasher_new(void);
void hasher_free(struct hasher *h); /* waits for what was begun; accepts NULL */

/* The digest of a file, which is or will be known. References are counted. */
struct file_hash;

/*
 * Begins a file; its bytes are those of the updates until hasher_end. The caller owns a
 * reference of the result. What was begun is ended or abandoned.
 */
struct file_hash *hasher_begin(struct hasher *h);

/* Adds bytes; takes a reference of the span's owner. Blocks while too much waits to be hashed. */
void hasher_update(struct hasher *h, struct file_hash *f, const struct span *s);

/* The file is complete. */
void hasher_end(struct hasher *h, struct file_hash *f);

/* Nobody wants the digest any more; f is released. Accepts NULL. */
void hasher_abandon(struct hasher *h, struct file_hash *f);

/* Waits for the digest of a file that was ended, from any thread. */
void file_hash_wait(struct file_hash *f, struct digest *out);
void file_hash_unref(struct file_hash *f); /* accepts NULL */

typedef struct hasher hasher;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(hasher, hasher_free)

#endif
