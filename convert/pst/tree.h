/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two trees by which everything in a PST file is found, [MS-PST] 2.2.2.7.7: the node tree
 * (NBT: what there is) and the block tree (BBT: where its bytes are). Each look-up goes from
 * the root page down, so that no more than a few pages are in memory.
 *
 * A node is a folder, a message, a table; its id says which, by its last five bits. A file
 * whose pages are damaged is searched for other copies of what they held (scan.h).
 */
#ifndef CONVERT_PST_TREE_H
#define CONVERT_PST_TREE_H

#include "convert/pst/page.h"

/* [MS-PST] 2.2.2.1, nidType. */
enum pst_node_type {
	PST_NID_HEAP = 0x00,
	PST_NID_INTERNAL = 0x01,
	PST_NID_FOLDER = 0x02,
	PST_NID_SEARCH_FOLDER = 0x03,
	PST_NID_MESSAGE = 0x04,
	PST_NID_ATTACHMENT = 0x05,
	PST_NID_ASSOCIATED = 0x08, /* a message that is no mail: a view, a rule ("FAI") */
	PST_NID_HIERARCHY_TABLE = 0x0d,
	PST_NID_CONTENTS_TABLE = 0x0e,
	PST_NID_ASSOCIATED_TABLE = 0x0f,
	PST_NID_SEARCH_CONTENTS_TABLE = 0x10,
};

#define PST_NID_TYPE(nid) ((enum pst_node_type)((nid)&0x1f))
#define PST_NID_WITH(nid, type) (((nid) & ~(guint32)0x1f) | (guint32)(type))

/* Nodes that every file has, [MS-PST] 2.4.1. */
#define PST_NID_STORE 0x21
#define PST_NID_NAMES 0x61
#define PST_NID_ROOT_FOLDER 0x122

/* A node: NBTENTRY, 2.2.2.7.7.4; or one within a node: SLENTRY, 2.2.2.8.3.3.1.1. */
struct pst_node {
	guint32 nid;
	guint32 parent; /* the folder it is in; of a subnode: 0 */
	guint64 data;   /* block, or root of the data tree; 0: it has none */
	guint64 sub;    /* root of its subnodes; 0: it has none */
};

/* Where a block is: BBTENTRY, 2.2.2.7.7.3. */
struct pst_place {
	guint64 bid;
	guint64 at;       /* in the file */
	guint32 size;     /* bytes of data that lie there */
	guint32 inflated; /* bytes of data that it holds: more if it is deflated */
	bool lost;        /* found by a scan: another block may lie there by now */
};

enum pst_found {
	PST_FAILED, /* *error says why */
	PST_ABSENT,
	PST_FOUND,
};

/* The node, or block, with this id. PST_FAILED with ERR_IO, or ERR_FORMAT: a page on the way is damaged. */
MUST_USE enum pst_found pst_tree_node(
    struct pst_file *f, guint32 nid, struct pst_node *node, GError **error);
MUST_USE enum pst_found pst_tree_block(
    struct pst_file *f, guint64 bid, struct pst_place *place, GError **error);

/* The node that the tree itself leads to, whatever a search of all pages might find. */
bool pst_tree_now(struct pst_file *f, guint32 nid, struct pst_node *node);

/*
 * All nodes of the file, each once, in the order of the tree: that of their ids, unless a page
 * is damaged. Callers zero it, set f, and clear it in the end.
 */
struct pst_walk_nodes {
	struct pst_file *f;
	guint depth;
	struct {
		struct pst_ref page;
		guint next;
		guint64 end; /* what lies below it has ids less than this */
	} level[PST_LEVELS_MAX];
	guint64 pages; /* that were gone into: a tree has each once */
	GHashTable *seen;
	guint64 gap, gap_end; /* ids of a page that cannot be read: they are looked for in others */
	bool started;
	guint64 nlost; /* such pages */
};

/*
 * The next node. A page that cannot be read is told of as a loss; what older pages say of the
 * ids that it had stands in for it. PST_ABSENT at the end; PST_FAILED with ERR_IO.
 */
MUST_USE enum pst_found pst_tree_next(
    struct pst_walk_nodes *w, struct pst_node *node, GError **error);
void pst_walk_nodes_clear(struct pst_walk_nodes *w);

/* What entry i of a leaf of the node or the block tree says. */
struct pst_node pst_tree_read_node(const struct pst_file *f, const struct pst_page *page, guint i);
struct pst_place pst_tree_read_place(
    const struct pst_file *f, const struct pst_page *page, guint i);

#endif
