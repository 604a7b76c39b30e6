/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The digest of the file that is being read. A large file is digested as it comes; a small
 * one is held until its end, since its one message may then have the digest already.
 */
#ifndef CONVERT_FILEHASH_H
#define CONVERT_FILEHASH_H

#include "convert/hasher.h"

#define FILEHASH_HELD (1024 * 1024) /* bytes of a small file, at most */

/* Callers set hasher, borrowed, and the rest to zero. */
struct filehash {
	struct hasher *hasher;
	struct file_hash *hash; /* of a large file */
	GArray *held;           /* struct span of a small one, with references */
};

/* A file of size bytes begins. */
void filehash_begin(struct filehash *f, guint64 size);

/* Its next bytes. Those without owner stand for bytes that could not be read, and do not count. */
void filehash_bytes(struct filehash *f, const struct span *s);

/* Whether the file was held, so that the digest costs nothing if it is dropped now. */
bool filehash_is_held(const struct filehash *f);

/* It has ended: its digest, which will be known; the caller's. */
struct file_hash *filehash_end(struct filehash *f);

/* Forgets the file. Accepts one that was never begun, or has ended. */
void filehash_drop(struct filehash *f);

#endif
