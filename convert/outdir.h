/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Output that appears under its own name only when it is complete and on the
 * disk: a directory or a file made under a temporary name in the same parent,
 * synced, then renamed. What is not committed is removed. A process that is
 * killed without notice can leave .NAME.partial-XXXXXX behind, never NAME.
 */
#ifndef CONVERT_OUTDIR_H
#define CONVERT_OUTDIR_H

#include "crypto/error.h"

struct outdir;

/*
 * Starts the directory path: makes .NAME.partial-XXXXXX beside it, mode 0777
 * less umask. path may have trailing slashes; its last component may not be "."
 * or "..". If path exists and is not an empty directory it fails with ERR_USAGE
 * unless force, and then too if it is not one that outdir_commit made, or has changed since
 * (outmark.h). Fails with ERR_IO otherwise. Errors begin with path.
 */
MUST_USE struct outdir *outdir_open(const char *path, bool force, GError **error);

/* The temporary directory, opened for reading; borrowed. */
int outdir_fd(const struct outdir *d);

/*
 * Marks the directory (outmark.h), syncs its whole file system (syncfs), so that what was written and closed is
 * on the disk, renames it into place and syncs the parent. Every file in it must
 * have been closed, and its close checked, by whoever wrote it. With force, what was
 * there is exchanged with it in one step where the file system can, then removed.
 * On failure (ERR_IO; ERR_USAGE if something came to be there meanwhile)
 * nothing of ours stays under the final name, except when only the removal of
 * what it replaced failed; the message says so.
 */
MUST_USE bool outdir_commit(struct outdir *d, GError **error);

/* Removes what was not committed; accepts NULL. */
void outdir_close(struct outdir *d);

struct outfile;

/*
 * The same for one file, opened for reading and writing, with mode or 0666 if
 * mode is 0, less umask. An existing path fails with ERR_USAGE unless force,
 * what is no regular file always.
 */
MUST_USE struct outfile *outfile_open(const char *path, unsigned mode, bool force, GError **error);
int outfile_fd(const struct outfile *f);

/* Syncs and closes the file, renames it into place and syncs the parent; fails as outdir_commit. */
MUST_USE bool outfile_commit(struct outfile *f, GError **error);
void outfile_close(struct outfile *f);

/* write(2) until all len bytes are written; fails with ERR_IO. */
MUST_USE bool write_all(int fd, const void *data, size_t len, GError **error);

/* Sets a file's modification time, in seconds since 1970, and closes it in any case; fails with ERR_IO. */
MUST_USE bool close_dated(int fd, gint64 mtime, GError **error);

typedef struct outdir outdir;
typedef struct outfile outfile;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(outdir, outdir_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(outfile, outfile_close)

#endif
