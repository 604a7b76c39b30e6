/* SPDX-License-Identifier: Apache-2.0 */
/* How many messages the tables say that mail programs keep beside mailboxes. */
#ifndef CONVERT_COMPLETE_TABLE_H
#define CONVERT_COMPLETE_TABLE_H

#include <glib.h>
#include <stdbool.h>

/* Of a larger table only the first bytes are looked at. */
#define COMPLETE_TABLE_MAX (16 * 1024 * 1024)

/*
 * The mailbox that the table at this path is about, or NULL if it is no table; *by: its kind
 * for people. The caller frees it.
 *	X.msf -> X,  D/table_of_contents -> D/mbox,  D/dovecot-uidlist -> D
 */
char *complete_table_of(const char *path, const char **by);

/*
 * The number of messages in a table with these bytes; false if it does not say. Apple's
 * is not read: one that has bytes has at least one message.
 */
bool complete_table_rows(const char *path, const GByteArray *table, guint64 *rows);

#endif
