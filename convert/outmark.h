/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mark of a directory that mailpouch made, by which --force knows what it may replace: an
 * extended attribute, "user.mailpouch.output", with the time at which the last of it was written. What
 * came to be in the directory since is newer by its ctime, which nobody can set.
 */
#ifndef CONVERT_OUTMARK_H
#define CONVERT_OUTMARK_H

#include "crypto/error.h"

/*
 * Marks the directory fd, in which all is written, and returns when whatever is written to it from now on
 * will be seen to be newer: that takes as long as the file system's clock needs for a tick. Where there are no
 * extended attributes it does nothing.
 */
void outmark_set(int fd);

/*
 * Whether the directory name below the directory parent has the mark, and nothing in it is newer. Fails with
 * ERR_USAGE if not, saying which, with ERR_IO if that cannot be told. Follows no symbolic link.
 */
MUST_USE bool outmark_check(int parent, const char *name, GError **error);

#endif
