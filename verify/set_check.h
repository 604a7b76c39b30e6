/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether several volumes are one pouch, and all of it: same archive, each
 * number once, each continuing the one before, the last one final.
 * docs/FORMAT.md, sections 3 and 5.
 */
#ifndef VERIFY_SET_CHECK_H
#define VERIFY_SET_CHECK_H

#include "verify/volume_check.h"

struct set_result {
	guint64 present;  /* different volumes of the pouch */
	guint64 expected; /* volumes that it has; the least it can have unless last is known */
	bool last_known;  /* the final volume is there */
	gint64 newest;    /* which of the results has the last SEAL, for totals; -1 if none */
};

/*
 * Checks the results of n volumes, in any order, and adds to found. A volume
 * whose number is not known, being damaged, is passed over.
 */
void set_check(
    const struct volume_result volumes[], gsize n, struct set_result *r, struct findings *found);

#endif
