/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bytes of a file that can be read in order only, kept where they can be read at
 * places: in an unnamed temporary file, encrypted with a key that lives as long as they
 * do, so that what stays on the medium is of no use to anyone. It is a sequence of pages
 * of SPILL_PAGE bytes, the last one shorter, each encrypted by ChaCha20-Poly1305 with its number
 * as the nonce (RFC 8439).
 */
#ifndef CONVERT_SPILL_H
#define CONVERT_SPILL_H

#include "crypto/error.h"

#define SPILL_PAGE (64 * 1024)
#define SPILL_KEY_SIZE 32

struct spill;

/*
 * An empty one; its file is made in $TMPDIR, or else /tmp, and has no name there. Fails with
 * ERR_IO.
 */
MUST_USE struct spill *spill_open(GError **error);
void spill_free(struct spill *s); /* accepts NULL */

/* Empties it, and takes a new key. Needed before the first spill_write. */
void spill_begin(struct spill *s);

/* Adds bytes; no more after spill_end. Both fail with ERR_IO; then it is to be emptied. */
MUST_USE bool spill_write(struct spill *s, const void *data, size_t len, GError **error);
MUST_USE bool spill_end(struct spill *s, GError **error);

/* What its file is read with, besides its descriptor. */
struct spill_place {
	guint64 len; /* bytes that were written */
	unsigned char key[SPILL_KEY_SIZE];
};

/* After spill_end. The caller wipes the key. */
void spill_get_place(const struct spill *s, struct spill_place *p);

/* The file, borrowed. */
int spill_descriptor(const struct spill *s);

/*
 * Reads page number of the file fd into page: its length, 0 behind the last one, -1 if it
 * cannot be read or is not what was written.
 */
gssize spill_read_page(
    int fd, const struct spill_place *p, guint64 number, unsigned char page[SPILL_PAGE]);

typedef struct spill spill;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(spill, spill_free)

#endif
