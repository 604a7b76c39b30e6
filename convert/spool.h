/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes that are held back until all of them are there: in memory as long as
 * they are few, then in a file of the output directory. For messages whose file name
 * or first lines depend on their last byte.
 */
#ifndef CONVERT_SPOOL_H
#define CONVERT_SPOOL_H

#include "crypto/error.h"

#define SPOOL_MEMORY (1024 * 1024) /* bytes that stay in memory */

struct spool;

/* An empty spool, whose file, if it needs one, is made in dirfd, which stays the caller's. */
struct spool *spool_new(int dirfd);

/* Removes its file; accepts NULL. */
void spool_free(struct spool *s);

/* Adds len bytes. Fails with ERR_IO. */
MUST_USE bool spool_write(struct spool *s, const void *data, size_t len, GError **error);

/* Bytes in it. */
guint64 spool_len(const struct spool *s);

/*
 * Makes the file name, new in the directory dirfd of the same file system, of
 * what is in the spool, with this modification time in seconds since 1970;
 * then it is empty again. The file is written and closed, not synced. Fails
 * with ERR_IO, also if name exists.
 */
MUST_USE bool spool_keep(
    struct spool *s, int dirfd, const char *name, gint64 mtime, GError **error);

/* Hands all that is in it to out, in order, in pieces; then it is empty again. */
MUST_USE bool spool_drain(struct spool *s,
    bool (*out)(void *user, const void *data, size_t len, GError **error), void *user,
    GError **error);

typedef struct spool spool;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(spool, spool_free)

#endif
