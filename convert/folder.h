/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Folder names (docs/MAIL.md, "Folder names"): from the bytes that a source has for them
 * to lists of UTF-8 names, and modified UTF-7 both ways. The bytes
 * themselves stay in folder.raw, so nothing here has to be undone. And folders that have them.
 */
#ifndef CONVERT_FOLDER_H
#define CONVERT_FOLDER_H

#include "convert/message.h"

/*
 * Modified UTF-7 (RFC 3501, 5.1.3) to UTF-8, strictly: NULL for whatever its one
 * encoder would have written in another way, and for U+0000. The caller frees it.
 */
char *folder_from_mutf7(const char *name);

/* The reverse, of valid UTF-8. The caller frees it. */
char *folder_to_mutf7(const char *utf8);

/*
 * A name of one directory or file as UTF-8: as it is if it is valid, else with each
 * byte that is not as "%XX". The caller frees it.
 */
char *folder_name(const char *raw);

/*
 * The names in a path below the source, each by folder_name, or by folder_from_mutf7
 * first if mutf7. NULL-terminated, empty for ""; freed with g_strfreev.
 */
char **folder_names(const char *path, gboolean mutf7);

/*
 * The names that a Maildir++ directory stands for: ".A.B" is "A", "B". A
 * name with an empty part (".A..B") is not taken apart. Freed with g_strfreev.
 */
char **folder_maildirpp(const char *directory);

/*
 * The last of names, of which there is one at least, is numbered until taken, a set of lists of names, does
 * not have them: "Inbox", "Inbox (2)". They are added to it. Case makes no difference.
 */
void folder_number(GHashTable *taken, char **names);

/* a and b one after the other; takes both. {"INBOX"} if both are empty. */
char **folder_join(char **a, char **b);

/* A folder of this number with f's names and raw path, "" if it has none. */
struct folder *folder_copy(const struct folder *f, guint number);

void folder_free(struct folder *f); /* accepts NULL */

#endif
