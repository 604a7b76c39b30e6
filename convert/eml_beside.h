/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands beside the file of a message and tells its state: an MH folder's .mh_sequences,
 * Proton's metadata. docs/MAIL.md F-86, F-88.
 */
#ifndef CONVERT_EML_BESIDE_H
#define CONVERT_EML_BESIDE_H

#include "convert/single.h"

/* Whether a file's name is that of a message in a tree of them: "x.eml". */
bool eml_beside_is_eml(const char *name);

/* struct store_ops.folder: a tree of messages is one store, whose folders are its directories (F-85). */
char **eml_beside_folder(struct tree *t, const struct entry *e, char **raw, char **store);

/* Whether an MH program renamed a message of this name when it was deleted: ",5", "#5". */
bool eml_beside_is_deleted(const char *name);

/*
 * Completes s's message, which is empty. What holds for the whole directory is kept in
 * *s->file.memory. Tells of the note "metadata", a metadata file that cannot be read.
 */
MUST_USE bool eml_beside_apply(struct single *s, GError **error);

/* store_ops.forget for that memory. */
void eml_beside_forget(void *memory);

#endif
