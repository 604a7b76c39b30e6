/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads whole blocks of a volume in their order, hashes them as leaves and
 * shows them to a visitor, reading and hashing at the same time. A block that
 * the medium does not give back is shown as zeros and marked.
 */
#ifndef VERIFY_BLOCK_STREAM_H
#define VERIFY_BLOCK_STREAM_H

#include <glib.h>
#include <stdbool.h>

#include "crypto/statement.h"

struct block_stream;

/* Sees len bytes, whole blocks, that begin at an offset of the volume; borrowed
 * for the call. */
typedef void block_visit(void *ctx, const unsigned char *bytes, gsize len, guint64 at);

/*
 * A stream over fd, which is borrowed for its life. threaded: hash on a second
 * thread; not worth its start for a few blocks.
 */
struct block_stream *block_stream_new(int fd, bool threaded);

/*
 * Reads nblocks blocks from an offset. leaves: room for nblocks hashes; unreadable: room for nblocks
 * flags, of which those of unreadable blocks are set, the rest cleared.
 */
void block_stream_run(struct block_stream *s, guint64 at, gsize nblocks,
    unsigned char (*leaves)[HASH_SIZE], bool *unreadable, block_visit *visit, void *ctx);

/* Accepts NULL. */
void block_stream_free(struct block_stream *s);

typedef struct block_stream block_stream;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(block_stream, block_stream_free)

#endif
