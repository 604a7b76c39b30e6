/* SPDX-License-Identifier: Apache-2.0 */
/* Which folder an mbox file is, and which its messages are in. */
#ifndef CONVERT_MBOX_PLACE_H
#define CONVERT_MBOX_PLACE_H

#include "convert/store.h"

/* struct store_ops.folder, sorted and directory of the mbox store. */
char **mbox_folder(struct tree *t, const struct entry *e, char **raw, char **store);
bool mbox_sorted(const struct store_probe *p);
bool mbox_directory(struct tree *t, const struct entry *e);

/* The length of a file's name of len bytes without a suffix that mbox files have. */
size_t mbox_stem(const char *name, size_t len);

/*
 * Sets m->folder: that of its labels (gmail.h), whose names are taken; NULL: that of the file.
 * below: the labels' folders lie inside that of the file, and not beside it. Fails if the visitor does.
 */
MUST_USE bool mbox_place_message(
    const struct store_file *f, char **names, bool below, struct message *m, GError **error);

/*
 * The file is empty. Tells of the note "empty-export", Apple Mail's export whose table of contents is not:
 * it was made while the account was offline (F-58). Fails if the visitor does.
 */
MUST_USE bool mbox_place_check_empty(const struct store_file *f, GError **error);

#endif
