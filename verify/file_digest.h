/* SPDX-License-Identifier: Apache-2.0 */
/* BLAKE2b-512 of a whole file, as b2sum prints it, taken beside other work. */
#ifndef VERIFY_FILE_DIGEST_H
#define VERIFY_FILE_DIGEST_H

#include <glib.h>
#include <stdbool.h>

struct file_digest;

/* Begins to read size bytes of fd on a thread of its own; fd is borrowed until
 * file_digest_end. */
struct file_digest *file_digest_begin(int fd, guint64 size);

/* Waits for it, and releases it. Returns false if the file could not be read whole. */
bool file_digest_end(struct file_digest *d, unsigned char out[64]);

#endif
