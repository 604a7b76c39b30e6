/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages that only older pages of the node tree still name: deleted, lost with a damaged page,
 * or what a message that is still there was before it was changed (earlier). They are found by going through all pages (scan.h) and taken only
 * if every block that they begin with still is what the pages say. No part of a walk (walk.h),
 * and never mixed with one.
 */
#ifndef CONVERT_PST_RECOVERED_H
#define CONVERT_PST_RECOVERED_H

#include "convert/pst/walk.h"

/*
 * Tells the walker of them by the folder that they were in (kind PST_FOLDER_RECOVERED; its
 * name if it is still there), folders and items by their ids. What can no longer be read is left out
 * without a word, since most of what was deleted has been written over. totals: items are
 * what was told; folders are counted, too. Fails as pst_walk.
 */
MUST_USE bool pst_recovered(struct pst_store *s, const struct pst_walker *walker,
    struct pst_totals *totals, GError **error);

#endif
