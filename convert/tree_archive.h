/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tree of a packed file: zip, tar, 7z, and what gzip, bzip2, xz and zstd compress,
 * as which the file is a tree of one file. Its bytes are unpacked by another process
 * (unpacker.h), twice: for its names and sizes, and to be read; and once more for hard links,
 * which come last, as copies. Entries come in the packed file's own order, without the
 * root; files are read in order only.
 *
 * Its exceptions, besides those of the scan. Losses: "archive-broken", it cannot be read
 * further, of which the path is "", or a file of it; "archive-bomb", more than
 * ARCHIVE_RATIO_MAX times as long as packed and longer than ARCHIVE_SMALL: nothing is read;
 * "archive-encrypted", a file that needs a password; "archive-hard-link", a name for
 * another file that is not in it, or has more than ARCHIVE_LINKS_READ_MAX; "archive-path", a path that leaves the packed file, is empty or too long.
 * Notes: "archive-trailing", bytes behind the end of what is compressed; "archive-empty", there is nothing in it.
 */
#ifndef CONVERT_TREE_ARCHIVE_H
#define CONVERT_TREE_ARCHIVE_H

#include "convert/unpack_job.h"
#include "convert/unpack_stream.h"

#define ARCHIVE_RATIO_MAX 1000
#define ARCHIVE_SMALL (G_GUINT64_CONSTANT(1) << 30) /* bytes */
#define ARCHIVE_LINKS_READ_MAX 16                   /* of one file: it is read again for each */
#define ARCHIVE_RESTARTS_MAX 8 /* of the process, when it ends within a file: that one is lost */

struct tree_archive_options {
	const char *name; /* of the packed file: names the one file in what is only compressed */
	guint64 size;     /* its bytes, or those of the outermost one that it lies in */
	guint64 before;   /* bytes that were unpacked from that before */
	/* Starts the process that unpacks it on a job: the pipe's end to read from, or -1. */
	int (*start)(void *user, const struct unpack_job *job, GError **error);
	void *user;
	struct unpack_waiting waiting;
};

/*
 * Lists the packed file, which may take as long as unpacking it. What is wrong with it
 * comes from tree_next. Fails with ERR_IO if no process can be started, and if
 * o->waiting.go_on does. What o points to is borrowed for the tree's life.
 */
MUST_USE struct tree *tree_archive_open(const struct tree_archive_options *o, GError **error);

/* Whether it is a single file that is compressed, and no archive. */
bool tree_archive_is_single(const struct tree *t);

/* Bytes that are unpacked in it, as far as it was listed. */
guint64 tree_archive_length(const struct tree *t);

#endif
