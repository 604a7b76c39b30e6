/* SPDX-License-Identifier: Apache-2.0 */
/* The header of a Unicode PST file, for writing: [MS-PST] 2.2.2.6. */
#ifndef TESTS_PST_HEADER_H
#define TESTS_PST_HEADER_H

#include <stdbool.h>

#include "tests/pst/code.h"
#include "tests/pst/image.h"
#include "tests/pst/tree.h"

struct header {
	struct tree_root nbt, bbt;
	struct image_space space;
	guint64 next_block, next_page; /* ids */
	guint32 next_nid[32];          /* for each type of node, the next index */
	enum code_crypt crypt;
	bool stale; /* left behind by an interruption: maps not valid, checksums wrong */
};

/* to: 564 bytes, of zeros */
void header_write(guint8 *to, const struct header *h);

#endif
