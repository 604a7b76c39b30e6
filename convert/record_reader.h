/* SPDX-License-Identifier: Apache-2.0 */
/* The records in a pouch's manifests: docs/FORMAT.md, section 9. */
#ifndef CONVERT_RECORD_READER_H
#define CONVERT_RECORD_READER_H

#include "convert/pouch.h"

/* Goes through all records of a kind, chunk by chunk. */
struct record_reader;
struct record_reader *record_reader_new(struct pouch *p, enum manifest_kind kind);
void record_reader_free(struct record_reader *r); /* accepts NULL */

/*
 * The next record's two lines, borrowed until the next call; index is NULL without that key.
 * STEP_FAILED: as pouch_read, or ERR_ALTERED if the halves of a chunk do not match.
 */
MUST_USE enum step record_reader_next(
    struct record_reader *r, struct record_lines *next, GError **error);

/* The next record of MANIFEST_TREE, read into *t, which is the caller's to clear. */
MUST_USE enum step record_reader_next_tree(
    struct record_reader *r, struct tree_record *t, GError **error);

/*
 * Reads the record of message id into *m, which is the caller's to clear. Fails with
 * ERR_USAGE if the pouch has no such message, as pouch_read, or with ERR_ALTERED if the record is
 * not where index.txt says.
 */
MUST_USE bool record_reader_find(
    struct pouch *p, guint64 id, struct message_record *m, GError **error);

typedef struct record_reader record_reader;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(record_reader, record_reader_free)

#endif
