/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the stripes of a volume lie: as its index says, if their trees stand
 * there, else as the headers that are still intact say. All of it is a hint,
 * which checkpoints and SEAL confirm. docs/FORMAT.md, section 4.
 */
#ifndef VERIFY_STRIPE_MAP_H
#define VERIFY_STRIPE_MAP_H

#include "crypto/member_index.h"
#include "verify/area.h"

struct stripe_spot {
	guint64 start;  /* offset of the first data block */
	guint64 blocks; /* data blocks */
	guint64
	    tail; /* offset of the header of tree/N-a: behind the data blocks, if nothing shifted */
	guint64 end; /* offset of the next stripe, or of what follows the last one */
};

/*
 * The stripes of the volume, in order. index: what index.txt says, or NULL.
 * limit: where SEAL begins, or the end of the file. The caller frees the array
 * of struct stripe_spot.
 */
GArray *stripe_map_make(const struct view *view, const struct member_index *index, guint64 limit);

#endif
