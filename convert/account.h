/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The account of one folder of a file whose items are no mail (derive.h): what it has by its own
 * table, and what became of it.
 */
#ifndef CONVERT_ACCOUNT_H
#define CONVERT_ACCOUNT_H

#include <glib.h>
#include <stdbool.h>

/* What an item is, by its message class. */
enum account_class {
	ACCOUNT_MAIL,
	ACCOUNT_REPORT,
	ACCOUNT_MEETING,
	ACCOUNT_APPOINTMENT,
	ACCOUNT_CONTACT,
	ACCOUNT_LIST,
	ACCOUNT_TASK,
	ACCOUNT_JOURNAL,
	ACCOUNT_NOTE,
	ACCOUNT_POST,
	ACCOUNT_OTHER,
	ACCOUNT_CLASSES,
};

struct account {
	const char *path; /* of the file within its source: raw bytes */
	char **names;     /* of the folder, from the outermost */
	guint64 items;    /* in its table */
	guint64 exported[ACCOUNT_CLASSES];
	guint64 orphans;   /* of those exported: they stand in no table, or only there */
	guint64 recovered; /* deleted items that were exported besides */
	guint64 failed;    /* each is a loss with its node and reason */
	guint64 hidden;    /* associated items, which are no mail and are left out */
	bool search;       /* a search folder, whose items are those of others */
};

/* The class of items of a message class, "IPM.Note.SMIME": compared without regard to case. */
enum account_class account_class_of(const char *message_class);

/* "mail", "report" ... as reports and JSON have it. */
const char *account_class_name(enum account_class c);

/* All that were exported. */
guint64 account_exported(const struct account *a);

#endif
