/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records on their way to the manifests: a run of messages and of other
 * records, in order, that one worker digests, indexes and writes as lines
 * while others do the same for other runs.
 */
#ifndef CONVERT_BATCH_H
#define CONVERT_BATCH_H

#include "convert/hasher.h"
#include "convert/manifest.h"
#include "convert/ordered.h"
#include "crypto/hashtree.h"

struct batch;

/* An empty batch. Its first member is a struct job, whose work is to make the lines. */
struct batch *batch_new(void);
struct job *batch_job(struct batch *b);
struct batch *batch_of(struct job *j); /* the batch that a job is, or NULL if it is no batch */
void batch_free(struct batch *b);      /* accepts NULL */

/* Whether it is large enough to be handed out, and no message in it is open. */
bool batch_is_full(const struct batch *b);

/* Adds a record of the tree; takes over what r owns and empties it. */
void batch_add_tree(struct batch *b, struct tree_record *r);

/* Whether the last message in it, which has ended, is this file from its first byte to its last. */
bool batch_has_whole(const struct batch *b, guint64 file, guint64 size);

/*
 * Adds a file's last record, whose digest is known when hash is (takes over the reference),
 * or, with hash NULL, is that of the last message, which is the whole file.
 */
void batch_add_done(struct batch *b, struct tree_record *r, struct file_hash *hash);

/*
 * Adds a message: begin, its bytes, end. file: the number of its file's entry. payload:
 * payload offset of its first byte, 0 if it is derived. m is copied, but its folder, which must live as long as
 * the batch; bytes are kept as content.h says.
 */
void batch_begin(struct batch *b, const struct message *m, guint64 file, guint64 payload);
void batch_bytes(struct batch *b, const struct span *s);
void batch_end(struct batch *b, const struct message *m);

/* Where the lines go when the batch comes back. */
struct batch_target {
	struct manifest_writer *tree, *mail;
	struct hashtree *message_root;
};

/* Adds all records of a batch whose work is done to the target, in order. Fails as manifest_writer_add does. */
MUST_USE bool batch_collect(struct batch *b, const struct batch_target *t, GError **error);

typedef struct batch batch;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(batch, batch_free)

#endif
