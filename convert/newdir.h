/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A directory of the output that is held open by whoever has a file to make
 * in it: the sink that names files, and the threads that make them later.
 */
#ifndef CONVERT_NEWDIR_H
#define CONVERT_NEWDIR_H

#include "crypto/error.h"

struct newdir {
	int fd; /* for names only: nothing is lost when it is closed */
};

/* Opens the directory at path below dirfd, with one reference, the caller's. Fails with ERR_IO. */
MUST_USE struct newdir *newdir_open(int dirfd, const char *path, GError **error);

/* One more reference; returns d. Both may be called from any thread. */
struct newdir *newdir_ref(struct newdir *d);
void newdir_unref(struct newdir *d); /* accepts NULL */

typedef struct newdir newdir;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(newdir, newdir_unref)

#endif
