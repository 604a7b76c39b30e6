/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Holds what comes out of a pouch against its records: the digests of every
 * message and file are taken again by workers, and the commitments make the
 * message root.
 */
#ifndef CONVERT_RECHECK_H
#define CONVERT_RECHECK_H

#include "convert/content.h"
#include "convert/hasher.h"
#include "convert/ordered.h"
#include "convert/record.h"
#include "crypto/hashtree.h"

/* Something that is not what its record says. path is borrowed, NULL for a message. */
struct mismatch {
	guint64 message;  /* id, or 0: a file */
	const char *path; /* of the file: in the payload, raw bytes */
	guint64 payload;  /* payload offset of its first byte */
};

struct recheck;

/*
 * mismatch is told each one, in order, in the thread that calls. If it returns false with
 * *error set, so does the function that was called; then only recheck_free may follow.
 * threads 0: as many as are sensible.
 */
struct recheck *recheck_new(guint threads,
    bool (*mismatch)(void *user, const struct mismatch *m, GError **error), void *user);
void recheck_free(struct recheck *r); /* accepts NULL */

/*
 * A message by its record and the commitment to it; its bytes; its end. All are borrowed for
 * the call.
 */
MUST_USE bool recheck_begin(struct recheck *r, const struct message_record *m,
    const unsigned char leaf[32], GError **error);
void recheck_bytes(struct recheck *r, const struct span *s);
void recheck_end(struct recheck *r);

/* The commitment to a message that others hold against its record. */
void recheck_leaf(struct recheck *r, const unsigned char leaf[32]);

/*
 * A file: its bytes, then what its records say: path (copied), payload offset of its bytes,
 * digest.
 */
void recheck_file_begin(struct recheck *r);
void recheck_file_bytes(struct recheck *r, const struct span *s);
MUST_USE bool recheck_file_end(struct recheck *r, const char *path, guint64 payload,
    const struct digest *expected, GError **error);

/* A file that is the last message, from its first byte to its last; instead of the three above. */
void recheck_file_as_message(
    struct recheck *r, const char *path, guint64 payload, const struct digest *expected);

/* All is in: waits for the rest. Then root is the message root over all commitments. */
MUST_USE bool recheck_finish(struct recheck *r, unsigned char root[32], GError **error);

/* How many were held against their records and were the same. */
guint64 recheck_messages(const struct recheck *r);
guint64 recheck_files(const struct recheck *r);

typedef struct recheck recheck;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(recheck, recheck_free)

#endif
