/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the messages of a scan go: its folders, numbered over all its sources, and
 * what each store format keeps from file to file of a source.
 */
#ifndef CONVERT_PLACES_H
#define CONVERT_PLACES_H

#include "convert/store.h"

struct places;

/* Where the messages of one file go. */
struct place {
	const struct folder *folder; /* lives as long as the places */
	const char *store;           /* store_ops.folder's; borrowed until the next places_find */
	void **memory;               /* for store_file.memory; lives until places_end */
};

/* prefix is put in front of each folder, as a path and as names; NULL: nothing. */
struct places *places_new(const char *prefix);
void places_free(struct places *p); /* accepts NULL */

/* A source begins, and ends: the same path in another source is another folder. */
void places_begin(struct places *p, struct tree *t);
void places_end(struct places *p);

/*
 * The place of a file of this format. Where a file is one message (store_ops.role)
 * the files in a directory have the same place.
 */
struct place places_find(struct places *p, const struct store_ops *ops, const struct entry *e);

#endif
