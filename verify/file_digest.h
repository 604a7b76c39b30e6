/* SPDX-License-Identifier: Apache-2.0 */
/* BLAKE2b-512 of a whole file, as b2sum prints it, taken at once or beside other work. */
#ifndef VERIFY_FILE_DIGEST_H
#define VERIFY_FILE_DIGEST_H

#include "crypto/error.h"

/*
 * Reads size bytes of fd, which is borrowed. go_on: asked between pieces; may be NULL. Fails
 * with ERR_IO, with ERR_INCOMPLETE if the file is shorter, and as go_on does.
 */
MUST_USE bool file_digest_take(
    int fd, guint64 size, bool (*go_on)(GError **error), unsigned char out[64], GError **error);

struct file_digest;

/* Begins to read size bytes of fd on a thread of its own; fd is borrowed until
 * file_digest_end. */
struct file_digest *file_digest_begin(int fd, guint64 size);

/* Waits for it, and releases it. Returns false if the file could not be read whole. */
bool file_digest_end(struct file_digest *d, unsigned char out[64]);

#endif
