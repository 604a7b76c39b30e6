/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Segments and manifest chunks: up to 16 MiB, compressed and encrypted alone.
 * docs/FORMAT.md, section 7.
 */
#ifndef CRYPTO_PACKED_H
#define CRYPTO_PACKED_H

#include "crypto/age/age.h"
#include "crypto/layout.h"

/* Where a packed member belongs: repeated inside the encryption. */
struct packed_place {
	const unsigned char *archive; /* ARCHIVE_ID_SIZE bytes, borrowed */
	guint64 volume;
	enum packed_kind kind;
	guint64 number;
};

#define PACKED_LEVEL_DEFAULT 3
#define PACKED_LEVEL_MAX 19

/* How a member is packed; borrowed. */
struct packing {
	const struct age_recipient *to;
	int level; /* of zstd: 1 ... PACKED_LEVEL_MAX */
};

/*
 * Packs len bytes, at most SEGMENT_SIZE. Returns the age file, which the caller
 * owns. Fails with ERR_IO if memory is short, with ERR_USAGE if the recipient is
 * of low order.
 */
MUST_USE GByteArray *packed_seal(const struct packed_place *place, const struct packing *how,
    const void *data, size_t len, GError **error);

/* What a member is opened with; borrowed. Both arrays can serve again. */
struct unpacking {
	const struct age_identity *identity;
	GByteArray *scratch; /* used on the way */
	GByteArray *out;     /* set to the content, at most SEGMENT_SIZE bytes */
};

/*
 * Opens a member's body, at most PACKED_MAX bytes; with->out is empty on failure.
 * Fails with ERR_KEY; with ERR_FORMAT if it is no age file; with ERR_ALTERED if
 * its content is not what a writer of this format can have put at this place;
 * with ERR_IO if memory is short.
 */
MUST_USE bool packed_open(const struct packed_place *place, const struct unpacking *with,
    const void *file, size_t len, GError **error);

/* The same for what is inside the encryption: the len bytes of place and zstd frames. */
MUST_USE bool packed_read(const struct packed_place *place, const void *frames, size_t len,
    GByteArray *out, GError **error);

#endif
