/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Maildirs by their directories: which is one, which folder it is, by Maildir++ or as directories inside each
 * other (docs/MAIL.md F-74).
 */
#ifndef CONVERT_MAILDIR_PLACE_H
#define CONVERT_MAILDIR_PLACE_H

#include "convert/store.h"

enum maildir_part {
	MAILDIR_CUR,
	MAILDIR_NEW,
	MAILDIR_TMP,
	MAILDIR_NONE,
};

/* The names of the directories, in this order; NULL-terminated. */
extern const char *const maildir_parts[];

/* Which part of a Maildir a file lies in by its path; *dir: the Maildir's, which the caller frees, or NULL. */
enum maildir_part maildir_part_of(const char *path, char **dir);

/* Whether the Maildir dir has this directory. */
bool maildir_has(struct tree *t, const char *dir, enum maildir_part part);

/* struct store_ops.probe, folder and directory of the Maildir store. */
int maildir_probe(const struct store_probe *p);
char **maildir_folder(struct tree *t, const struct entry *e, char **raw, char **store);
bool maildir_directory(struct tree *t, const struct entry *e);

#endif
