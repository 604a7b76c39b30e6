/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bytes of a volume on their way to the file: gathered, hashed as a whole, and in the
 * data part of a stripe block by block. docs/FORMAT.md, section 4.
 */
#ifndef CRYPTO_BLOCK_WRITER_H
#define CRYPTO_BLOCK_WRITER_H

#include "crypto/blake2b.h"
#include "crypto/error.h"

struct block_writer;

/* fd is borrowed for the writer's life. What is appended first are data blocks. */
struct block_writer *block_writer_new(int fd);
void block_writer_free(struct block_writer *w); /* accepts NULL */

/* Appends len bytes; data NULL stands for zeros. Fails with ERR_IO. */
MUST_USE bool block_writer_append(
    struct block_writer *w, const void *data, guint64 len, GError **error);

/* How many bytes were appended so far. */
guint64 block_writer_at(const struct block_writer *w);

/*
 * Ends the data blocks of a stripe, of which there are whole ones and at most STRIPE_BLOCKS
 * (assertion); what is appended now is no data. Fails with ERR_IO.
 */
MUST_USE bool block_writer_end_data(struct block_writer *w, GError **error);

/* The leaf hashes of the data that was ended last, nblocks one after the other; borrowed. */
const unsigned char *block_writer_leaves(const struct block_writer *w, size_t *nblocks);

/* Begins the data blocks of another stripe, and forgets the leaves. Fails with ERR_IO. */
MUST_USE bool block_writer_begin_data(struct block_writer *w, GError **error);

/* Writes what was gathered, behind the last data. Fails with ERR_IO. */
MUST_USE bool block_writer_flush(struct block_writer *w, GError **error);

/* BLAKE2b-512 of all that was written. */
void block_writer_digest(const struct block_writer *w, unsigned char out[BLAKE2B_512_SIZE]);

#endif
