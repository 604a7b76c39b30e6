/* SPDX-License-Identifier: Apache-2.0 */
/* Gaps in what should go on: UIDs in a folder, months in a mailbox. See complete.h. */
#ifndef CONVERT_COMPLETE_GAPS_H
#define CONVERT_COMPLETE_GAPS_H

#include <glib.h>

/*
 * In words the largest gap of the UIDs (guint32, sorted here), if it is one by complete.h;
 * else NULL. next: the UID that the next message would get, 0: not known. The caller frees it.
 */
char *complete_uid_gap(GArray *uids, guint32 next);

/* The number of a month, from the seconds since 1970; and in words, "2019-03". */
int complete_month(gint64 time);
char *complete_month_name(int month);

/*
 * In words the gaps in the months, by complete.h, "2019-03 to 2019-05"; NULL if there is none.
 * months: number of messages by the number of the month. The caller frees it.
 */
char *complete_month_gaps(GHashTable *months);

#endif
