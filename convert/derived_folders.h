/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The folders of a file from which messages are derived: their names, none of which is that of
 * another, their places among the folders of the scan, and their accounts.
 *
 * They lie in a folder named after the file without its suffix, in the folders of the directories
 * above it, numbered if another file of the source has that (places_own); those of a file that is a source
 * by itself at the top. Recovered items lie in a tree of
 * their own, DERIVED_RECOVERED. Folders of one name beside each other are numbered: "Inbox", "Inbox (2)".
 */
#ifndef CONVERT_DERIVED_FOLDERS_H
#define CONVERT_DERIVED_FOLDERS_H

#include "convert/account.h"
#include "convert/derive.h"
#include "convert/places.h"

#define DERIVED_RECOVERED "Recovered items"

struct derived_folder {
	const struct folder *folder; /* as the scan has it; lives as long as that */
	struct account account;
};

struct derived_folders;

/* All is borrowed. */
struct derived_folders *derived_folders_new(
    struct places *p, const struct entry *e, const struct derive_ops *ops);
void derived_folders_free(struct derived_folders *f); /* accepts NULL */

/* Whether one of this number was found. */
bool derived_folders_has(const struct derived_folders *f, guint64 number);

/* One was found, and is told; or one that was comes again, with what is in it; a search folder, and the root, when an item lies in it. Fails if the visitor does. */
MUST_USE bool derived_folders_add(
    struct derived_folders *f, const struct derive_folder *x, GError **error);

/*
 * The folder that an item with this flag (DERIVE_RECOVERED, or 0) lies in, by its number; one that
 * was not told is the root. Borrowed for f's life. NULL: the visitor fails.
 */
MUST_USE struct derived_folder *derived_folders_find(
    struct derived_folders *f, guint64 number, guint flag, GError **error);

/* Tells the accounts of all that were told, in the order in which they came; of a file that is one item, none. Fails if the visitor does. */
MUST_USE bool derived_folders_account(
    const struct derived_folders *f, const struct visitor *v, GError **error);

typedef struct derived_folders derived_folders;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(derived_folders, derived_folders_free)

#endif
