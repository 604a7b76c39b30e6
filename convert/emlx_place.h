/* SPDX-License-Identifier: Apache-2.0 */
/* Where Apple Mail puts things: the folder of a message, its parts (docs/MAIL.md F-56, F-57). */
#ifndef CONVERT_EMLX_PLACE_H
#define CONVERT_EMLX_PLACE_H

#include "convert/emlx_parts.h"
#include "convert/tree.h"

/*
 * struct store_ops.folder: the directories above, "X.mbox" as "X"; "Messages", "Data", and
 * those named by a UUID or a number alone are no folders.
 */
char **emlx_place_folder(struct tree *t, const struct entry *e, char **raw, char **store);

/*
 * Where the part with this number of the message in e lies, a path within the source
 * with what is not printable escaped; NULL if nowhere. The caller frees it.
 */
char *emlx_place_part(struct tree *t, const struct entry *e, const char *number);

/*
 * The path of the file that has the part's body: an .emlxpart, or in Attachments the one with the part's
 * name, as it is or decomposed as file systems of Apple have names; NULL if there is none. The caller frees it.
 */
char *emlx_place_file(struct tree *t, const struct entry *e, const struct emlx_part *p);

#endif
