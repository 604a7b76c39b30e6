/* SPDX-License-Identifier: Apache-2.0 */
/* Removes a directory with everything in it. */
#ifndef CONVERT_REMOVE_H
#define CONVERT_REMOVE_H

#include "crypto/error.h"

/*
 * Removes name below the directory dirfd, whatever it is; a directory with all
 * that is in it, also where its owner may not write or read. Follows no symbolic link. Goes on after a failure, so that as
 * little as possible is left, and reports the first one (ERR_IO). That there is nothing
 * by that name is success. Uses one descriptor per level of the tree.
 */
MUST_USE bool remove_tree(int dirfd, const char *name, GError **error);

#endif
