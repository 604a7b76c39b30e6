/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The payload of a pouch from its first byte to its last, or a part of it:
 * segments are read, decrypted and decompressed ahead by workers.
 */
#ifndef CONVERT_PAYLOAD_READER_H
#define CONVERT_PAYLOAD_READER_H

#include "convert/buffer.h"
#include "convert/pouch.h"

/*
 * Told of a segment that cannot be had: the payload offset and number of its bytes, and why.
 * true: they come as zeros in spans without owner; false, with *error set: reading fails.
 */
typedef bool (*segment_lost)(
    void *user, guint64 at, guint64 len, const GError *cause, GError **error);

struct payload_reader;

/*
 * Begins at payload offset at, which may lie behind the end: then there is nothing to read.
 * lost NULL: a segment that cannot be had is an error. threads 0: as many as are sensible.
 */
struct payload_reader *payload_reader_new(
    struct pouch *p, guint64 at, guint threads, segment_lost lost, void *user);
void payload_reader_free(struct payload_reader *r); /* accepts NULL */

/* Payload offset of the next byte. */
guint64 payload_reader_at(const struct payload_reader *r);

/*
 * The next bytes, at least one and at most max. *s is a borrowed span: whoever
 * keeps it takes a reference of its owner. Fails at the end with ERR_ALTERED, and as
 * pouch_read; after a failure only payload_reader_free may follow.
 */
MUST_USE bool payload_reader_next(
    struct payload_reader *r, guint64 max, struct span *s, GError **error);

/*
 * The next len bytes (at most SEGMENT_SIZE) without going on; borrowed until the next call. Fails
 * as payload_reader_next.
 */
MUST_USE bool payload_reader_peek(
    struct payload_reader *r, size_t len, const unsigned char **data, GError **error);

typedef struct payload_reader payload_reader;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(payload_reader, payload_reader_free)

#endif
