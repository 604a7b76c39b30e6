/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A message store for tests, written as a Unicode PST file: folders with items, which are
 * the objects of convert/mapi/object_testing.h. The same calls give the same bytes. The fixed
 * nodes are those that readers ask for ([MS-PST] 2.7), not all that Outlook makes.
 */
#ifndef TESTS_PST_STORE_H
#define TESTS_PST_STORE_H

#include "convert/mapi/object_testing.h"
#include "tests/pst/ndb.h"

struct store;
struct folder;

struct store *store_new(enum code_crypt crypt);
void store_free(struct store *s);

/* "Top of Outlook data file", where folders that people see begin; and "Deleted Items" in it. */
struct folder *store_top(struct store *s);
struct folder *store_deleted(struct store *s);

/* A folder in another. class: PidTagContainerClass. The store owns it. */
struct folder *store_folder(
    struct store *s, struct folder *parent, const char *name, const char *class);

/* A search folder, which lists an item that lies in another folder. */
void store_search(
    struct store *s, const char *name, guint32 nid, const struct testing_object *item);

/* How an item is in the file. */
enum store_item {
	STORE_ITEM,
	STORE_ORPHAN,     /* no row in the folder's table */
	STORE_ROW_ALONE,  /* a row, but no node */
	STORE_ASSOCIATED, /* hidden: folder-associated information */
};

/*
 * Adds an item and frees it. What every item has, and it lacks, is filled in. Its attachments of
 * type MAPI_OBJECT are OLE data, those with an inner object are messages. Returns its NID.
 */
guint32 store_add(
    struct store *s, struct folder *f, struct testing_object *item, enum store_item how);

/* As a file that is now interrupted: what follows is in newer trees, which the header does not know. */
void store_interrupt(struct store *s, enum ndb_end how);

/* The file's bytes, once, at the end. Borrowed, until s is freed. */
const GByteArray *store_finish(struct store *s);

/*
 * What it holds, for comparison: a line "folder" and the path for each folder below the root, a
 * line "item" for each item that a reader must find, with tabs between path, class, subject, number of
 * recipients and attachments (a size in bytes, or "message"). Bytes below 0x20, "/" and
 * "\" in names are written as \xNN. Borrowed.
 */
const char *store_listing(const struct store *s);

#endif
