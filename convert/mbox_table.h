/* SPDX-License-Identifier: Apache-2.0 */
/* What Thunderbird's .msf beside an mbox file says of its messages: state, and where they begin. */
#ifndef CONVERT_MBOX_TABLE_H
#define CONVERT_MBOX_TABLE_H

#include "convert/mbox_record.h"
#include "convert/msf.h"

struct mbox_table {
	struct msf *msf;            /* NULL: there is none */
	const struct msf_row *open; /* of the record that is open, if it is at the row's place */
	guint64 nstale;             /* messages whose header states another state */
};

/* Reads PATH.msf, if it is there. Tells of the note "msf", a table that cannot be read. */
MUST_USE bool mbox_table_open(struct mbox_table *t, const struct store_file *f, GError **error);

/* Completes a record that was just read and not begun. */
void mbox_table_join(struct mbox_table *t, struct mbox_record *r);

/* The signals (mbox_score.h) for a From_ line at this offset: F-16. */
unsigned mbox_table_signals(const struct mbox_table *t, guint64 at);

/* The file has ended. Tells of the note "stale-state". */
MUST_USE bool mbox_table_end(
    const struct mbox_table *t, const struct store_file *f, GError **error);

void mbox_table_clear(struct mbox_table *t);

#endif
