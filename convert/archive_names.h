/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names in a packed file, which is asked for them before it is read. Only keyed hashes
 * of the paths are kept: a mailbox has millions.
 */
#ifndef CONVERT_ARCHIVE_NAMES_H
#define CONVERT_ARCHIVE_NAMES_H

#include "convert/tree.h"

#define ARCHIVE_ENTRIES_MAX 5000000 /* with directories that are only part of paths */

struct archive_names;
struct archive_names *archive_names_new(void);
void archive_names_free(struct archive_names *n);

/*
 * Adds a path as trees have it, and the directories that it lies in. Fails with
 * ERR_FORMAT if there are more than ARCHIVE_ENTRIES_MAX.
 */
MUST_USE bool archive_names_add(
    struct archive_names *n, const char *path, enum entry_type type, GError **error);

/* As tree_lookup. */
int archive_names_lookup(const struct archive_names *n, const char *path);

typedef struct archive_names archive_names;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(archive_names, archive_names_free)

#endif
