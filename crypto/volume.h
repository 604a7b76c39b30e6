/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads a sealed volume so that no byte is handed out before its blocks met the
 * signed root: docs/FORMAT.md, sections 3 to 5. Whoever must list everything
 * that is wrong with a volume uses verify/; this reader stops at the first fault.
 */
#ifndef CRYPTO_VOLUME_H
#define CRYPTO_VOLUME_H

#include "crypto/member_index.h"
#include "crypto/volume_text.h"

struct volume;

/*
 * Opens the sealed volume in fd, a regular file, which it then owns (also on
 * failure): finds a good SEAL of the two, checks its signature by the signers
 * that the preamble names, reads the index. Who these signers are is not judged
 * here, nor what no member read needs: a second SEAL, the end mark, other stripes.
 *
 * Fails with ERR_FORMAT if it is no pouch or one of another version or form,
 * ERR_INCOMPLETE if it was cut off or never sealed, ERR_ALTERED or ERR_DAMAGED if
 * it is not as it was, ERR_IO.
 */
MUST_USE struct volume *volume_open(int fd, GError **error);

/* All borrowed for the volume's life. */
const struct preamble *volume_preamble(const struct volume *v);
const struct seal *volume_seal(const struct volume *v);
const struct member_index *volume_index(const struct volume *v);
const struct signed_text *volume_seal_text(const struct volume *v);

/*
 * Reads a member's body and checks the blocks that it lies in, of which the
 * bytes that it hands out are the very ones that were hashed. They are in
 * scratch, which grows as needed, so *data (m->size bytes) is valid until its
 * next use. m: of volume_index(v), at most PACKED_MAX bytes. Safe to call from
 * several threads, each with its own scratch.
 *
 * Fails with ERR_DAMAGED naming the block, ERR_ALTERED, ERR_FORMAT,
 * ERR_INCOMPLETE, ERR_IO.
 */
MUST_USE bool volume_read_member(struct volume *v, const struct member *m, GByteArray *scratch,
    const unsigned char **data, GError **error);

/* Accepts NULL. */
void volume_close(struct volume *v);

typedef struct volume volume;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(volume, volume_close)

#endif
