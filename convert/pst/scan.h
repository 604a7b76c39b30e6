/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a damaged file's pages hold when the trees no longer lead to them: every page whose
 * checksum and signature hold is found by going once through the file, as the signature binds
 * a page to its place. Pages that Outlook has replaced stay where they are until their space
 * is used again, so that this finds what was deleted, too: callers keep it apart.
 */
#ifndef CONVERT_PST_SCAN_H
#define CONVERT_PST_SCAN_H

#include "convert/pst/tree.h"

#define PST_LOST_MAX 4000000 /* nodes, and as many blocks, that are remembered */

/* A node of a page, and which page: later ones have higher ids. */
struct pst_lost_node {
	struct pst_node node;
	guint64 page;
};

/*
 * Looks at the roots that the header names. If one of them leads to no page, or to one with a
 * wrong checksum or id, or the header's own checksum is wrong, the newest root from which all
 * pages can be read is looked for, and told of if it is another. Fails with ERR_FORMAT if
 * there is none, ERR_IO.
 */
MUST_USE bool pst_scan_roots(struct pst_file *f, GError **error);

/* The newest copy of a node, or place of a block, that any page has. The file is gone through once. */
bool pst_lost_node(struct pst_file *f, guint32 nid, struct pst_node *node);
bool pst_lost_block(struct pst_file *f, guint64 bid, struct pst_place *place);

/* The newest copy of the node with the least id that is at least nid. */
bool pst_lost_node_from(struct pst_file *f, guint32 nid, struct pst_node *node);

/*
 * All nodes of all pages: sorted by id, the newest first. Borrowed for the file's life.
 * Fails with ERR_IO.
 */
MUST_USE const GArray *pst_lost_nodes(struct pst_file *f, GError **error);

void pst_lost_free(struct pst_lost *lost); /* accepts NULL */

#endif
