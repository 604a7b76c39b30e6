/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the tables beside an mbox file say of its messages: Thunderbird's .msf, of their state and where
 * they begin; Eudora's .toc, of their state.
 */
#ifndef CONVERT_MBOX_TABLE_H
#define CONVERT_MBOX_TABLE_H

#include "convert/mbox_record.h"
#include "convert/msf.h"

struct mbox_table {
	struct msf *msf;        /* NULL: there is none */
	struct eudora_toc *toc; /* NULL: there is none, or no message of Eudora's was met */
	bool toc_read;
	const struct msf_row *open; /* of the record that is open, if it is at the row's place */
	guint64 nstale;             /* messages whose header states another state */
};

/* Reads PATH.msf, if it is there. Tells of the note "msf", a table that cannot be read. */
MUST_USE bool mbox_table_open(struct mbox_table *t, const struct store_file *f, GError **error);

/* Completes a record of the file that was just read and not begun. */
void mbox_table_join(struct mbox_table *t, const struct store_file *f, struct mbox_record *r);

/* The signals (mbox_score.h) for a From_ line at this offset: F-16. */
unsigned mbox_table_signals(const struct mbox_table *t, guint64 at);

/* The file has ended. Tells of the note "stale-state". */
MUST_USE bool mbox_table_end(
    const struct mbox_table *t, const struct store_file *f, GError **error);

void mbox_table_clear(struct mbox_table *t);

#endif
