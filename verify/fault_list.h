/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Faults whose meaning depends on blocks that are judged later: in a damaged
 * block they are consequences, in a good one they were signed.
 */
#ifndef VERIFY_FAULT_LIST_H
#define VERIFY_FAULT_LIST_H

#include <stdbool.h>

#include "verify/area.h"

struct fault {
	enum finding_code code;
	guint64 at, len; /* the bytes of the volume that it was seen in; len at least 1 */
	bool by_index;   /* it rests on index.txt too */
	char *text;
};

struct fault_list {
	GArray *faults;  /* struct fault; at most FINDINGS_MAX */
	guint64 dropped; /* those beyond */
};

/* An empty list, which the caller ends with fault_list_clear. */
void fault_list_init(struct fault_list *l);
void fault_list_clear(struct fault_list *l); /* accepts what is all zero */

/* Adds a fault of a member, of which f has code, at and len: the text is its name and why. */
void fault_list_blame(
    struct fault_list *l, const struct fault *f, const char *name, const char *why);

/*
 * Reports the faults in a stripe of nblocks blocks from start that lie in no
 * bad block; those by_index go to later instead. The list is empty then.
 */
void fault_list_judge(struct fault_list *l, struct view *view, guint64 start, const bool *bad,
    gsize nblocks, struct fault_list *later);

/* Reports all faults, and empties the list. */
void fault_list_report(struct fault_list *l, struct view *view);

#endif
