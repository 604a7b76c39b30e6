/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Holds the data members of a volume, one after the other, against the order in which they
 * must stand, and against what preamble, SEAL and index.txt claim of them: docs/FORMAT.md,
 * sections 3 and 5. Part of member_walk.h, which finds them.
 */
#ifndef VERIFY_MEMBER_CHECK_H
#define VERIFY_MEMBER_CHECK_H

#include "crypto/member_index.h"
#include "crypto/statement.h"
#include "crypto/ustar.h"
#include "verify/fault_list.h"
#include "verify/member_order.h"

struct member_check;

/* What the members are held against; borrowed for the check's life, NULL where not known. */
struct walk_claims {
	const struct preamble *preamble;
	const struct seal *seal;
	const struct member_index *index;
	GBytes *index_text;
};

/* A member as its header has it. */
struct walked {
	char name[USTAR_NAME_SIZE];
	guint64 at;   /* of the header in the volume */
	guint64 size; /* of the body */
};

/* What is wrong goes to faults; that and view are borrowed for the check's life. */
struct member_check *member_check_new(
    struct view *view, const struct walk_claims *claims, struct fault_list *faults);
void member_check_free(struct member_check *c); /* accepts NULL */

/* The next member, which is no pad; its body's bytes; its end. padded: a pad is before it. */
void member_check_begin(struct member_check *c, const struct walked *m, bool padded);
void member_check_bytes(struct member_check *c, const unsigned char *bytes, gsize len);
void member_check_end(struct member_check *c);

/* Damage hides what comes next. */
void member_check_lose(struct member_check *c);

/* Judges the slots, of which no more can come: once, at the latest when the first stripe ends. */
void member_check_slots(struct member_check *c);

/* After the last stripe: reports what is missing and what does not add up. */
void member_check_finish(struct member_check *c);

/* What has been met; borrowed for the check's life. */
const struct member_order *member_check_order(const struct member_check *c);

#endif
