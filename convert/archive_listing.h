/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is known of a packed file before it is read: its names, the sizes that it does
 * not state itself, companions, and whether it is a bomb.
 */
#ifndef CONVERT_ARCHIVE_LISTING_H
#define CONVERT_ARCHIVE_LISTING_H

#include "convert/archive_names.h"
#include "convert/tree_archive.h"

struct archive_listing {
	struct archive_names *names;
	GArray *counted;        /* guint64: sizes of the entries with UNPACK_COUNTED, in order */
	GHashTable *companions; /* path -> GBytes */
	size_t ncompanions;     /* bytes of them */
	guint64 size, before;   /* of tree_archive_options: what bombs are told by */
	guint64 nentries;
	guint64 unpacked; /* bytes, as told while that goes on */
	guint64 declared; /* bytes of all files, as stated or counted */
	bool lost;        /* something is, behind the latest entry */
	bool single;      /* it is one compressed file */
	bool bomb;        /* the listing ends where that was seen */
};

/* An empty one; archive_listing_clear releases what it owns. */
void archive_listing_init(struct archive_listing *l, guint64 size, guint64 before);
void archive_listing_clear(struct archive_listing *l);

/*
 * Reads the listing of a packed file to its end, or to where it is broken or a bomb. Fails if the process does not speak as it must (ERR_FORMAT), and as
 * unpack_stream_next does.
 */
MUST_USE bool archive_listing_read(
    struct archive_listing *l, struct unpack_stream *s, GError **error);

#endif
