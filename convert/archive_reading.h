/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One reading of a packed file: where it is in the answers of the unpacking process, which must
 * not be other, nor more, than the listing promised.
 */
#ifndef CONVERT_ARCHIVE_READING_H
#define CONVERT_ARCHIVE_READING_H

#include "convert/archive_listing.h"

/* Zeroed but for the first two, it is at its start. Callers read all of it. */
struct archive_reading {
	const struct archive_listing *listing; /* borrowed */
	const char *stem;                      /* as in archive_path_of; borrowed */
	guint64 nentries;                      /* so far */
	guint64 skip;                          /* of them: had in the reading before */
	guint64 declared;                      /* bytes of the files so far */
	guint ncounted;                        /* of listing->counted, used up */
	bool lost;                             /* something is, behind the current entry */
	/* The current entry: */
	char *path, *target; /* path NULL: it has none that is good */
	guint64 left;        /* bytes of it still to come */
	bool damaged;        /* there is something wrong with its bytes, and that was told */
};

/* It is at the start again; the first skip entries were had. The current entry stays until the next. */
void archive_reading_begin(struct archive_reading *r, guint64 skip);
void archive_reading_clear(struct archive_reading *r);

/*
 * The entry that an ENTRY frame tells becomes the current one, and *e, which is borrowed from
 * the frame. Fails with ERR_FORMAT if it was not in the listing.
 */
MUST_USE bool archive_reading_entry(struct archive_reading *r, const struct unpack_frame *f,
    struct unpack_entry *e, GError **error);

/* Takes a DATA frame: of the current entry, and no more than it should have, or ERR_FORMAT. */
MUST_USE bool archive_reading_data(
    struct archive_reading *r, const struct unpack_frame *f, GError **error);

/*
 * Takes a frame that is neither an entry nor an end: bytes that nobody asked for, or damage.
 * Each damage can be told once. *tell: set if it is new. Fails with ERR_FORMAT.
 */
MUST_USE bool archive_reading_other(
    struct archive_reading *r, const struct unpack_frame *f, bool *tell, GError **error);

#endif
