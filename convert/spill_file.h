/* SPDX-License-Identifier: Apache-2.0 */
/* What was spilled (spill.h), as a file of a tree that is read at places. */
#ifndef CONVERT_SPILL_FILE_H
#define CONVERT_SPILL_FILE_H

#include "convert/spill.h"
#include "convert/tree.h"

/* After spill_end, for tree_file_pread alone; the spill, borrowed, stays as it is while it is open. */
MUST_USE struct tree_file *spill_file_open(const struct spill *s);

#endif
