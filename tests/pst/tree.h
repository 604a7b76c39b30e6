/* SPDX-License-Identifier: Apache-2.0 */
/* The trees over nodes and blocks, for writing: [MS-PST] 2.2.2.7.7. */
#ifndef TESTS_PST_TREE_H
#define TESTS_PST_TREE_H

#include "tests/pst/image.h"

/* BREF of a page. */
struct tree_root {
	guint64 id, at;
};

/*
 * Writes a tree from the bottom up. entries: sorted, size bytes each, and their first 8 bytes are
 * the key. next_page: the id for the next page, which moves on.
 */
struct tree_root tree_write(struct image *i, enum image_page type, const GByteArray *entries,
    guint size, guint64 *next_page);

#endif
