/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes the files of a pouch as they were: bytes, names, tree, times and
 * permissions. `unpack -t original`. Messages that were derived and stored besides are left out.
 */
#ifndef CONVERT_RESTORE_H
#define CONVERT_RESTORE_H

#include "convert/visitor.h"

struct restore;

/* Into the empty directory dirfd, which messages call name; both borrowed. */
struct restore *restore_new(int dirfd, const char *name);

/* The visitor to scan a pouch with; borrowed for the restore's life. */
const struct visitor *restore_visitor(struct restore *r);

/* All files are there: sets times and modes of the last directories. Fails with ERR_IO. */
MUST_USE bool restore_finish(struct restore *r, GError **error);
void restore_free(struct restore *r); /* accepts NULL */

typedef struct restore restore;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(restore, restore_free)

#endif
