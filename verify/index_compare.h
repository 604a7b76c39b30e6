/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Holds the data members of a volume, as they are met, against the lines of
 * its index.txt. docs/FORMAT.md, section 5.4.
 */
#ifndef VERIFY_INDEX_COMPARE_H
#define VERIFY_INDEX_COMPARE_H

#include "crypto/digest.h"
#include "crypto/member_index.h"

/* Starts all zero, but for index. */
struct index_compare {
	const struct member_index *index; /* borrowed; NULL: there is nothing to compare with */
	guint next;                       /* the line of the next member */
	bool gap;                         /* members were lost since the last line was met */
	guint64 payload;                  /* end of the last segment met; 0: not known */
};

/* A member as it was met. */
struct met_member {
	const char *name;
	guint64 at, size; /* of the body */
	unsigned char xxh3[XXH_SIZE];
};

/* Takes the next member. Returns NULL, or what is wrong: constant text. */
const char *index_compare_take(struct index_compare *c, const struct met_member *m);

/* Damage hides what comes next: lines may be passed over once. */
void index_compare_lose(struct index_compare *c);

/*
 * Whether all lines were met and the segments end with the payload, as far as
 * damage lets tell. Returns NULL, or what is wrong: constant text.
 */
const char *index_compare_end(const struct index_compare *c, guint64 payload);

#endif
