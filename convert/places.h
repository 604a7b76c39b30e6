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
	const struct folder *folder; /* lives as long as the places; NULL: see places_find */
	const char *store;           /* store_ops.folder's; borrowed until the next places_find */
	void **memory;               /* for store_file.memory; lives until places_end */
};

/* The visitor, borrowed, is told of each folder once, when it is found. */
struct places *places_new(const struct visitor *v);
void places_free(struct places *p); /* accepts NULL */

/*
 * A source begins, and ends: the same path in another source is another
 * folder. name: put in front of each folder's names; borrowed until places_end; NULL: nothing.
 */
void places_begin(struct places *p, struct tree *t, const char *name);
void places_end(struct places *p);

/* What the formats have to say of the source as a whole, before it ends. Fails if the visitor does. */
MUST_USE bool places_finish(const struct places *p, const struct visitor *v, GError **error);

/*
 * Between the two a packed file begins and ends in the same way, as a source of its own.
 * packed: its path in the source around it, borrowed like name. set: the same path in all
 * packed files with this name is the same folder.
 */
void places_begin_packed(
    struct places *p, struct tree *t, const char *name, const char *packed, bool set);

/* A directory, which by itself may be a folder, even one without messages. Fails if the visitor does. */
MUST_USE bool places_directory(struct places *p, const struct entry *e, GError **error);

/*
 * The folder of these names (NULL-terminated; taken) in the current source. raw, taken: its path; "//"
 * in it keeps it apart from any that a tree has. The same raw is the same folder. NULL: the visitor fails.
 */
MUST_USE const struct folder *places_folder(
    struct places *p, char **names, char *raw, GError **error);

/*
 * The folder of these names (taken), in which a file has folders of its own, which are no directories: the last is
 * numbered until no other such file of the current source has them, "Mail", "Mail (2)". Freed with g_strfreev.
 */
char **places_own(struct places *p, char **names);

/*
 * The place of a file of this format. sorted: its messages have folders of their own
 * (places_folder), and place.folder is NULL. Where a file is one message (store_ops.role)
 * the files in a directory have the same place. Fails if the visitor does.
 */
MUST_USE bool places_find(struct places *p, const struct store_ops *ops, const struct entry *e,
    bool sorted, struct place *place, GError **error);

#endif
