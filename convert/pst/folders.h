/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The folders of a store, and which messages belong to each: from the links to parents in the
 * node tree, held against the folders' own tables ([MS-PST] 2.4.4). Of a message one bit and,
 * if no table names it, its id is held.
 */
#ifndef CONVERT_PST_FOLDERS_H
#define CONVERT_PST_FOLDERS_H

#include "convert/pst/store.h"

/* A folder as the node tree has it, with what was counted there. */
struct pst_folder_node {
	struct pst_node node;
	guint64 linked;     /* messages that name it as their parent */
	guint64 associated; /* of the kind that is no mail */
	bool seen;          /* pst_folders_children came by */
};

/* A message that no table names. */
struct pst_orphan {
	guint32 parent; /* what it names: perhaps no folder */
	guint32 nid;
};

struct pst_folders {
	GArray *list;       /* struct pst_folder_node, by parent, then by id */
	GHashTable *by_nid; /* id -> index in list + 1 */
	GArray *orphans;    /* struct pst_orphan, by parent, then by id */
	guint64 messages;   /* nodes that are messages */
	guint64 associated; /* nodes that are associated messages */
	guint64 nlost;      /* pages of the node tree that could not be read */
};

/*
 * Goes twice through the node tree and once through all tables. Tells of tables that cannot
 * be read, and of folders that are listed and missing. Fails with ERR_IO.
 */
MUST_USE struct pst_folders *pst_folders_read(struct pst_store *s, GError **error);
void pst_folders_free(struct pst_folders *folders); /* accepts NULL */

/* The folder with an id, borrowed; NULL: it is none. */
struct pst_folder_node *pst_folders_find(const struct pst_folders *folders, guint32 nid);

/* The folders within a folder are those from the first to before the end. */
guint pst_folders_first(const struct pst_folders *folders, guint32 parent, guint *end);

/* Likewise the orphans of a parent. */
guint pst_folders_orphans(const struct pst_folders *folders, guint32 parent, guint *end);

/*
 * A folder's table of a kind (PST_NID_CONTENTS_TABLE, PST_NID_HIERARCHY_TABLE): NULL with *error
 * not set if it has none. As pst_table_open.
 */
MUST_USE struct pst_table *pst_folders_table(
    struct pst_store *s, guint32 folder, enum pst_node_type kind, GError **error);

typedef struct pst_folders pst_folders;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pst_folders, pst_folders_free)

#endif
