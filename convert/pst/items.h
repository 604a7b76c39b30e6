/* SPDX-License-Identifier: Apache-2.0 */
/* Telling a walker of one item, or why it cannot be read. */
#ifndef CONVERT_PST_ITEMS_H
#define CONVERT_PST_ITEMS_H

#include "convert/pst/walk.h"

/* What became of it: one of items and failed is 1. */
struct pst_item_counts {
	guint items, failed;
	guint missing; /* it failed because there is no such node */
};

/*
 * Opens the item by its node and tells the walker; item's class and misplaced are set here.
 * Fails with ERR_IO, or as the walker.
 */
MUST_USE bool pst_items_tell(struct pst_store *s, const struct pst_walker *walker,
    struct pst_item *item, struct pst_item_counts *counts, GError **error);

/* The same for a node that is at hand. */
MUST_USE bool pst_items_tell_node(struct pst_store *s, const struct pst_walker *walker,
    struct pst_item *item, const struct pst_node *node, struct pst_item_counts *counts,
    GError **error);

#endif
