/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Output that appears under its own name only when it is complete and on the
 * disk: a directory or a file made under a temporary name in the same parent,
 * synced, then renamed. What is not committed is removed.
 */
#ifndef CONVERT_OUTDIR_H
#define CONVERT_OUTDIR_H

#include "crypto/error.h"

struct outdir;

/*
 * Starts the directory path: makes .NAME.partial-XXXXXX beside it. If path
 * exists and is not an empty directory it fails with ERR_USAGE unless force.
 */
MUST_USE struct outdir *outdir_open(const char *path, bool force, GError **error);
int outdir_fd(const struct outdir *d);          /* of the temporary directory; borrowed */
/* Syncs all of it (syncfs), renames it into place, syncs the parent. Fails with ERR_IO. */
MUST_USE bool outdir_commit(struct outdir *d, GError **error);
void outdir_close(struct outdir *d);            /* removes what was not committed; accepts NULL */

struct outfile;
/* The same for one file, opened for reading and writing, mode 0666 less umask, or mode if not 0. */
MUST_USE struct outfile *outfile_open(const char *path, unsigned mode, bool force, GError **error);
int outfile_fd(const struct outfile *f);
MUST_USE bool outfile_commit(struct outfile *f, GError **error);
void outfile_close(struct outfile *f);

/* Removes the temporary files and directories of this process that are not committed: only
 * calls that a signal handler may make for files; directories are listed for the caller. */
void out_remove_all(void);

/* write(2) until all len bytes are written; fails with ERR_IO. */
MUST_USE bool write_all(int fd, const void *data, size_t len, GError **error);

typedef struct outdir outdir;
typedef struct outfile outfile;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(outdir, outdir_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(outfile, outfile_close)

#endif
