/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sectors of a compound file and the chains that its allocation tables make of them ([MS-CFB]
 * 2.1 to 2.5), read where they lie. A file is a header and sectors of 512 or 4096 bytes. The FAT has
 * for each sector the number of the next one in its chain; the DIFAT lists the FAT's own sectors. Streams
 * of less than 4096 bytes lie in pieces of 64 bytes in the mini stream, whose chains are in the mini FAT.
 *
 * Memory is 4 bytes for 512 of the FAT, of the mini FAT and of the mini stream.
 */
#ifndef CONVERT_MSG_CFB_SECTORS_H
#define CONVERT_MSG_CFB_SECTORS_H

#include "crypto/error.h"

#define CFB_SIZE_MAX \
	(G_GUINT64_CONSTANT(1) << 32) /* bytes of a file; [MS-CFB] has 2 GiB for short sectors */
#define CFB_SIGNATURE_LEN 8
#define CFB_MINI_SECTOR 64
#define CFB_MINI_CUTOFF 4096 /* streams of fewer bytes are in the mini stream */
#define CFB_SECTOR_MAX 4096
#define CFB_END 0xfffffffe /* of a chain */

/* Where the file's bytes come from. */
struct cfb_source {
	/* Up to len bytes at an offset: the number read, 0 behind the end, -1 on error. */
	gssize (*pread)(void *user, void *buf, size_t len, guint64 at, GError **error);
	void *user;
	guint64 size; /* bytes of the file */
};

enum cfb_where {
	CFB_SECTORS,
	CFB_MINI,
};

struct cfb_sectors;

/* Whether a compound file begins with these bytes. */
bool cfb_begins(const unsigned char *data, size_t len);

/*
 * Reads the header and finds the allocation table. *source is copied. *directory: the first sector
 * of the directory. Fails with ERR_FORMAT if it is no compound file, ERR_IO.
 */
MUST_USE struct cfb_sectors *cfb_sectors_open(
    const struct cfb_source *source, guint32 *directory, GError **error);

/* Finds the mini stream, which the directory's root has: what is missing of it cannot be read. */
MUST_USE bool cfb_sectors_open_mini(
    struct cfb_sectors *s, guint32 first, guint64 size, GError **error);

/* Bytes of a sector. */
guint cfb_sector_size(const struct cfb_sectors *s, enum cfb_where where);

/* How many there can be in the file. */
guint64 cfb_sectors_count(const struct cfb_sectors *s);

/* Whether the directory states sizes in 64 bits. */
bool cfb_has_long_sizes(const struct cfb_sectors *s);

/* The sector behind this one in its chain, or CFB_END. Fails with ERR_FORMAT, ERR_IO. */
MUST_USE bool cfb_sectors_next(
    struct cfb_sectors *s, enum cfb_where where, guint32 sector, guint32 *next, GError **error);

/* len bytes, which may go on into the sectors behind it in the file. Fails as above. */
MUST_USE bool cfb_sectors_read(struct cfb_sectors *s, enum cfb_where where, guint32 sector,
    guint offset, void *buf, size_t len, GError **error);

void cfb_sectors_free(struct cfb_sectors *s); /* accepts NULL */

typedef struct cfb_sectors cfb_sectors;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(cfb_sectors, cfb_sectors_free)

#endif
