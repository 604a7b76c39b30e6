/* SPDX-License-Identifier: Apache-2.0 */
/*
 * New files of the output, made by several threads while the bytes of the next ones
 * come. Their names do not depend on which thread is first. The output is synced as a
 * whole when it is complete (outdir.h), so no file is synced alone.
 */
#ifndef CONVERT_NEWFILE_H
#define CONVERT_NEWFILE_H

#include "convert/newdir.h"
#include "crypto/blake2b.h"

/* What stands between prefix and suffix of a name. */
enum newfile_naming {
	NEWFILE_BY_LENGTH, /* bytes of the file, in decimal */
	NEWFILE_BY_DIGEST, /* the first 8 bytes of its BLAKE2b-256, in 16 hex digits */
};

struct newfile {
	struct newdir *dir;
	const char *prefix, *suffix;
	gint64 mtime; /* modification time, in seconds since 1970 */
	guint64 id;   /* of the message in it, for newfiles_failed */
};

struct newfiles;

/* dirfd: the output directory, where a large file is held back; it stays the caller's. */
struct newfiles *newfiles_new(int dirfd, enum newfile_naming naming);
void newfiles_free(struct newfiles *n); /* waits for the threads; accepts NULL */

/*
 * Adds len bytes to the file at hand. This and the next two fail with ERR_IO, also with what
 * had befallen an earlier file.
 */
MUST_USE bool newfiles_write(struct newfiles *n, const void *data, size_t len, GError **error);

/* The file at hand is whole and is made, now or soon; a name that exists is an error. */
MUST_USE bool newfiles_keep(struct newfiles *n, const struct newfile *f, GError **error);

/* Returns when all files are made and closed. */
MUST_USE bool newfiles_finish(struct newfiles *n, GError **error);

/* After a failure: the id of the file that it is about, or 0 for the one at hand. */
guint64 newfiles_failed(const struct newfiles *n);

/* Puts into name what a file of len bytes is called; digest may be NULL if no name has one. */
void newfile_name(GString *name, const char *prefix, const char *suffix, guint64 len,
    const unsigned char *digest);

#endif
