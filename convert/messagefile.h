/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A message on its way into a file of its own: the bytes as they are, except
 * that the mbox quoting of its source, if there is one, is undone in the body.
 * Its file gets its name last, since names tell size or digest.
 */
#ifndef CONVERT_MESSAGEFILE_H
#define CONVERT_MESSAGEFILE_H

#include "convert/message.h"
#include "convert/newfile.h"

struct messagefile;

/* dirfd: the output directory; it stays the caller's. */
struct messagefile *messagefile_new(int dirfd, enum newfile_naming naming);
void messagefile_free(struct messagefile *f); /* accepts NULL */

/* A new message; all its bytes, header included, are written next. */
void messagefile_begin(struct messagefile *f, const struct message *m);

/* This and what follows fail with ERR_IO, also for a message before. */
MUST_USE bool messagefile_write(
    struct messagefile *f, const void *data, size_t len, GError **error);

/* No more bytes come: the file is made, now or soon; see newfiles_keep. */
MUST_USE bool messagefile_keep(struct messagefile *f, const struct newfile *what, GError **error);

/* Returns when all files are made and closed. */
MUST_USE bool messagefile_finish(struct messagefile *f, GError **error);

/* After messagefile_keep: whether From_ quoting was undone, though the source's is not known. */
bool messagefile_guessed(const struct messagefile *f);

/* After a failure: the id of the message that it is about, or 0 for the one at hand. */
guint64 messagefile_failed(const struct messagefile *f);

typedef struct messagefile messagefile;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(messagefile, messagefile_free)

#endif
