/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where names of the command line are in the file system, so that two of them can be told to
 * be one, or one to lie in the other: by device and inode, and by path for what does not exist yet.
 */
#ifndef CMD_PLACE_H
#define CMD_PLACE_H

#include <glib.h>
#include <stdbool.h>
#include <sys/stat.h>

struct place {
	char *path; /* absolute, and no directory in it is a symbolic link */
	bool exists;
	struct stat st; /* lstat's; only if it exists */
};

/*
 * What path names, and behind it the directories that it lies in, up to "/": an array of struct place, which
 * frees its elements; the caller owns it. follow: if path is a symbolic link, that which it
 * leads to. Of what does not exist, the directory must. NULL with errno set if that cannot be found.
 */
GArray *place_find(const char *path, bool follow);

/* Whether both are the same file or directory. */
bool place_same(const struct place *a, const struct place *b);

/* The place that place_find found, or the i-th directory above it, from 1; borrowed. */
const struct place *place_at(const GArray *places, guint i);

/* Whether p is among the directories that the one lies in which place_find found. */
bool place_is_above(const struct place *p, const GArray *places);

#endif
