/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order in which the data members of a volume stand: README, preamble,
 * slots, segments and chunks each ascending by one, index. docs/FORMAT.md,
 * section 3.
 */
#ifndef VERIFY_MEMBER_ORDER_H
#define VERIFY_MEMBER_ORDER_H

#include <stdbool.h>

#include "crypto/layout.h"

enum order_phase { /* what has been */
	ORDER_NOTHING,
	ORDER_README,
	ORDER_PREAMBLE,
	ORDER_PACKED,
	ORDER_INDEX,
};

/* Starts all zero, but for volume. */
struct member_order {
	guint64 volume; /* in volume 1 numbers start from 0, in others anywhere */
	enum order_phase phase;
	guint nslots;
	guint64 first[PACKED_NKINDS], next[PACKED_NKINDS];
	bool seen[PACKED_NKINDS];
	bool lost;               /* members may have been lost at any time */
	bool slots_gap;          /* ... since the last slot */
	bool gap[PACKED_NKINDS]; /* ... since the last of the kind */
};

/* Takes the name of the next member. Returns NULL, or why it does not belong here: constant text. */
const char *member_order_take(struct member_order *o, const char *name);

/* Damage hides what comes next: numbers may skip forward once. */
void member_order_lose(struct member_order *o);

#endif
