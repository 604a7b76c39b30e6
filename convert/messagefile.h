/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A message on its way into a file of its own: the bytes as they are, except
 * that the mbox quoting of its source, if there is one, is undone in the body.
 * Its file gets its name last, since names tell size or digest.
 */
#ifndef CONVERT_MESSAGEFILE_H
#define CONVERT_MESSAGEFILE_H

#include "convert/message.h"
#include "crypto/error.h"

#define MESSAGEFILE_DIGEST_LEN 32 /* BLAKE2b-256 */

struct messagefile;

/* dirfd: the output directory; it stays the caller's. digest: one will be asked for. */
struct messagefile *messagefile_new(int dirfd, bool digest);
void messagefile_free(struct messagefile *f);

/* A new message; all its bytes, header included, are written next. Fail with ERR_IO. */
void messagefile_begin(struct messagefile *f, const struct message *m);
MUST_USE bool messagefile_write(
    struct messagefile *f, const void *data, size_t len, GError **error);

/* No more bytes come. */
MUST_USE bool messagefile_end(struct messagefile *f, GError **error);

/* Between messagefile_end and messagefile_keep: bytes of the file, and their digest. */
guint64 messagefile_len(const struct messagefile *f);
void messagefile_digest(struct messagefile *f, unsigned char out[MESSAGEFILE_DIGEST_LEN]);

/* Whether From_ quoting was undone in it, though its source's is not known. */
bool messagefile_guessed(const struct messagefile *f);

/* Makes the file; see spool_keep. */
MUST_USE bool messagefile_keep(
    struct messagefile *f, int dirfd, const char *name, gint64 mtime, GError **error);

typedef struct messagefile messagefile;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(messagefile, messagefile_free)

#endif
