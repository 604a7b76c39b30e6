/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the bytes of a PST file come from: a file of a tree, a descriptor, a pipe to whoever
 * holds the file, memory. Nothing else of the world is known in convert/pst/: no names, no
 * globals. One thread at a time.
 */
#ifndef CONVERT_PST_SOURCE_H
#define CONVERT_PST_SOURCE_H

#include "crypto/error.h"

/* Callers fill it in; it is borrowed for as long as what was opened over it. */
struct pst_source {
	void *user;
	/* Reads all of len bytes at offset at; both lie within size. Fails with ERR_IO, which ends the reading. */
	bool (*read_at)(void *user, void *buf, size_t len, guint64 at, GError **error);
	guint64 size; /* bytes */
};

/*
 * Reads len bytes at offset at. Fails with ERR_FORMAT if they do not lie within the source,
 * else as its read_at.
 */
MUST_USE bool pst_source_read(
    const struct pst_source *s, void *buf, size_t len, guint64 at, GError **error);

#endif
