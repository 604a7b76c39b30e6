/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether an export is itself complete: signs that it is not. None of them is a
 * proof, and their absence is none either. A visitor that collects them:
 *
 *	part-missing     a numbered part of a split download is not there: Takeout's
 *	                 NAME-002.zip, or NAME.002
 *	part-may-follow  the last part is as large as the others
 *	empty-mailbox    an empty mailbox beside a table that has rows: F-58
 *	no-mailbox       a table that has rows, and no mailbox beside it
 *	fewer-messages   a table has rows for more messages
 *	list-differs     a list that came with the export does not agree with it, or says what it
 *	                 left out: Vault's counts, metadata, checksums and errors
 *	uid-gap          UIDs are missing in a row: at least COMPLETE_GAP_MIN of them, and
 *	                 a tenth of the folder's messages
 *	months-empty     months without mail between months with much
 *	cut              a file or its last message ends too early
 *
 * Tables are Thunderbird's .msf, Apple's table_of_contents, and dovecot-uidlist.
 */
#ifndef CONVERT_COMPLETE_H
#define CONVERT_COMPLETE_H

#include "convert/visitor.h"

#define COMPLETE_GAP_MIN 20    /* UIDs in a row that are missing */
#define COMPLETE_MONTH_MUCH 10 /* messages a month, on both sides of a gap */
#define COMPLETE_SIGNS_MAX 10000

struct sign {
	const char *kind; /* one of the above; lives for ever */
	char *path;       /* of the source and within it: raw bytes */
	char *text;       /* for people; foreign bytes only escaped */
};

struct complete;
struct complete *complete_new(void);
void complete_free(struct complete *c); /* accepts NULL */

/* The visitor to scan with; borrowed. */
const struct visitor *complete_visitor(struct complete *c);

/*
 * The signs: struct sign, the first COMPLETE_SIGNS_MAX; *total: how many there are. Only once,
 * when the scan is over; borrowed.
 */
const GPtrArray *complete_signs(struct complete *c, guint64 *total);

typedef struct complete complete;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(complete, complete_free)

#endif
