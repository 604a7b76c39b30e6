/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes one volume in one pass, from its first byte to its last: members,
 * stripes with their hash trees and signed checkpoints, SEAL. docs/FORMAT.md,
 * sections 3 to 5.
 */
#ifndef CRYPTO_VOLUME_WRITER_H
#define CRYPTO_VOLUME_WRITER_H

#include "crypto/statement.h"

struct volume_writer;

/*
 * Starts a volume on fd, an empty file or a pipe, with the README and the
 * preamble. fd, the preamble and the signer, one of the preamble's, are borrowed
 * for the writer's life. time (TIME_SIZE) stands in all checkpoints and SEAL.
 */
struct volume_writer *volume_writer_new(int fd, const struct preamble *preamble,
    const struct minisign_secret *signer, const char *time);

/*
 * For tests, which make small volumes of many stripes: stripes of at most size data
 * bytes, a multiple of BLOCK_SIZE up to STRIPE_SIZE, which is the default and what
 * every pouch has. Before the first member only.
 */
void volume_writer_set_stripe(struct volume_writer *w, guint64 size);

/* A data member that is to be written; borrowed. */
struct new_member {
	const char *name;
	const void *data;
	size_t len;
	guint64 first, count; /* its public range in index.txt: section 5.4 */
};

/*
 * Adds a data member. Members must come in the order of section 3 (assertion).
 * Fails with ERR_IO; with ERR_USAGE if the member or the list of members became
 * too large for a volume.
 */
MUST_USE bool volume_writer_add(
    struct volume_writer *w, const struct new_member *m, GError **error);

/*
 * Closes the volume: index, last stripe, SEAL. The caller fills in the totals
 * of *seal (from segments to message_root, and final); the writer fills in
 * the rest, for the receipt. Does not sync or close fd. Fails with ERR_IO, or
 * with ERR_FORMAT if a text breaks the rules of section 5.
 */
MUST_USE bool volume_writer_seal(struct volume_writer *w, struct seal *seal, GError **error);

/* After volume_writer_seal: SEAL's text and signature, borrowed for the writer's life. */
const GBytes *volume_writer_seal_text(const struct volume_writer *w);
const char *volume_writer_signature(const struct volume_writer *w);

/* After volume_writer_seal: BLAKE2b-512 of all bytes of the volume, and how many they are. */
void volume_writer_digest(const struct volume_writer *w, unsigned char out[64], guint64 *size);

/* Accepts NULL. */
void volume_writer_free(struct volume_writer *w);

typedef struct volume_writer volume_writer;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(volume_writer, volume_writer_free)

#endif
