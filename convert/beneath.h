/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening files below a directory and nowhere else, whatever symbolic links
 * lie there or are put there meanwhile.
 */
#ifndef CONVERT_BENEATH_H
#define CONVERT_BENEATH_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Opens path, names separated by single '/', below the directory root; "" is root
 * itself. No symbolic link is followed, in no part of the path; mount points are
 * crossed. The path may be longer than PATH_MAX. O_CLOEXEC, O_NOFOLLOW, O_NONBLOCK
 * (a fifo does not block) and O_NOCTTY are added to flags, and O_NOATIME where
 * the owner of the file allows it (docs/MAIL.md F-07).
 *
 * Returns a descriptor, or -1 with errno set: EINVAL for a path with an
 * empty name, "." or "..".
 */
int beneath_open(int root, const char *path, int flags);

/* The same with a way of old kernels, without openat2: for tests. */
int beneath_open_by_name(int root, const char *path, int flags);

#endif
