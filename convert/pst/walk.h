/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Once through a store, in an order that depends on the file alone: depth first, a folder's
 * items before the folders in it, folders and rows by their ids.
 *
 * Each message that the node tree has is handed over once or named as failed: in the folder
 * whose table lists it, else in the folder that it names as its parent, else at the end, in a
 * folder for the lost. Search folders are told of and hold nothing: what they show lies in
 * other folders. What was deleted is no part of this; see recovered.h.
 */
#ifndef CONVERT_PST_WALK_H
#define CONVERT_PST_WALK_H

#include "convert/pst/store.h"

#define PST_FOLDER_DEPTH_MAX 1000 /* folders in one another; what is deeper comes as lost */

enum pst_folder_kind {
	PST_FOLDER_NORMAL,
	PST_FOLDER_SEARCH,
	PST_FOLDER_LOST,      /* no folder: messages whose parent is none */
	PST_FOLDER_RECOVERED, /* no folder any more, or items that it had; see recovered.h */
};

/* A folder, borrowed for the call. */
struct pst_folder {
	guint32 node; /* 0: it is none of the file's */
	guint32 parent;
	enum pst_folder_kind kind;
	bool ipm; /* it is the top of what the store's user sees, or within */
	bool
	    detached; /* it cannot be reached from the root: its parent is none, or it is its own ancestor */
	const char *const *names; /* UTF-8, from the top on; the root folder has none */
	guint nnames;
	guint
	    nabove; /* of them that lead to the top of what the user sees, it included; of others 0 */
	const char *class; /* "IPF.Contact"; NULL: it has none */
};

struct pst_item {
	guint32 node;
	const struct pst_folder *folder;
	const char *class; /* "IPM.Note"; NULL: it has none */
	bool orphan;       /* no table lists it: it was found by the node tree alone */
	bool
	    earlier; /* of recovered ones: the message is still there, and this is what it was before */
	bool misplaced; /* the folder's table lists it, but it names another as its parent */
};

/* What a folder came to. */
struct pst_tally {
	guint64 rows;       /* its table has */
	guint64 linked;     /* messages that name it as their parent */
	guint64 items;      /* handed over */
	guint64 orphans;    /* of these, in no table */
	guint64 failed;     /* could not be read, or are missing */
	guint64 missing;    /* of these, in the table alone: the node tree has no such node */
	guint64 repeated;   /* rows for an item that was handed over before */
	guint64 associated; /* messages that are no mail, and are not handed over */
};

/* Of the whole store: the sums, and what the node tree has. items + failed - missing == messages. */
struct pst_totals {
	struct pst_tally sum;
	guint64 folders; /* that were told of, search folders not counted */
	guint64 search_folders;
	guint64 messages;   /* nodes that are messages */
	guint64 associated; /* nodes that are associated messages */
	guint64 lost_pages; /* of the node tree: older pages stood in for them, if there were any */
};

/* Callers fill it in; those that are NULL are not called. Each but wanted can end the walk with an error. */
struct pst_walker {
	void *user;
	bool (*folder_begin)(void *user, const struct pst_folder *folder, GError **error);
	/* Whether an item is to be opened; if not, it counts as handed over. Its class is not known yet. */
	bool (*wanted)(void *user, const struct pst_item *item);
	/* o is borrowed for the call. */
	bool (*item)(
	    void *user, const struct pst_item *item, struct mapi_object *o, GError **error);
	bool (*failed)(void *user, const struct pst_item *item, const GError *why, GError **error);
	bool (*folder_end)(void *user, const struct pst_folder *folder,
	    const struct pst_tally *tally, GError **error);
};

/* Goes through the store. Fails with ERR_IO, or as a call of the walker. */
MUST_USE bool pst_walk(struct pst_store *s, const struct pst_walker *walker,
    struct pst_totals *totals, GError **error);

#endif
