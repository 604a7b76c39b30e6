/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All messages' records of a pouch, in order: chunks are read ahead and their
 * records parsed by workers. docs/FORMAT.md, sections 9.2 to 9.4.
 */
#ifndef CONVERT_MESSAGE_READER_H
#define CONVERT_MESSAGE_READER_H

#include "convert/pouch.h"
#include "convert/record.h"

struct message_reader;

/* threads 0: as many as are sensible. */
struct message_reader *message_reader_new(struct pouch *p, guint threads);
void message_reader_free(struct message_reader *r); /* accepts NULL */

/*
 * The next message's record, which stays the reader's until the next call; whoever holds it
 * may fill in what a record does not have. *leaf: the commitment to it, borrowed likewise; NULL
 * without the key of the index. Ids must follow each other from 1: another one is ERR_ALTERED.
 * STEP_FAILED otherwise as pouch_read.
 */
MUST_USE enum step message_reader_next(struct message_reader *r, struct message_record **m,
    const unsigned char **leaf, GError **error);

typedef struct message_reader message_reader;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(message_reader, message_reader_free)

#endif
