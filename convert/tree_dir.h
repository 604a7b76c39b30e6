/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tree of a directory in the file system, and of a single file. At most three
 * descriptors are open at a time, however deep it is; besides them it holds
 * the names that are still to come in each directory from the root down.
 *
 * Its exceptions, all losses: "unreadable", a directory that cannot be opened
 * or listed to its end; "vanished", an entry or directory that was listed and is
 * gone; "too-deep", a directory below TREE_DEPTH_MAX others.
 */
#ifndef CONVERT_TREE_DIR_H
#define CONVERT_TREE_DIR_H

#include "convert/tree.h"

#define TREE_DEPTH_MAX 1000

/* tree_open for what is in the file system. */
MUST_USE struct tree *tree_dir_open(const char *path, GError **error);

#endif
