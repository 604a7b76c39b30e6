/* SPDX-License-Identifier: Apache-2.0 */
/* A file of a tree that is a descriptor of a regular file. */
#ifndef CONVERT_FD_FILE_H
#define CONVERT_FD_FILE_H

#include <sys/stat.h>

#include "convert/tree.h"

/*
 * The file behind fd, which it owns from now on, also when this fails: with
 * ERR_IO if fd is negative (errno says why) or no regular file. before is what
 * the file was when it was found, for tree_file_changed; NULL: what it is now.
 */
MUST_USE struct tree_file *fd_file_open(int fd, const struct stat *before, GError **error);

#endif
