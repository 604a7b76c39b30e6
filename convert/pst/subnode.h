/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The nodes within a node: attachments, recipients, what is too long for the node's heap.
 * [MS-PST] 2.2.2.8.3.3: an SLBLOCK lists them by id, an SIBLOCK lists SLBLOCKs.
 */
#ifndef CONVERT_PST_SUBNODE_H
#define CONVERT_PST_SUBNODE_H

#include "convert/pst/block.h"

/* The subnode with an id, of those listed in block sub (0: there are none). PST_FAILED as pst_block_read. */
MUST_USE enum pst_found pst_subnode_find(
    struct pst_file *f, guint64 sub, guint32 nid, struct pst_node *node, GError **error);

/*
 * Calls each for all subnodes in the order of their ids, until it returns false. A list that
 * is damaged is told of as a loss and left out. Fails with ERR_IO.
 */
MUST_USE bool pst_subnode_each(struct pst_file *f, guint64 sub,
    bool (*each)(void *user, const struct pst_node *node), void *user, GError **error);

#endif
