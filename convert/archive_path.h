/* SPDX-License-Identifier: Apache-2.0 */
/* Paths of packed files and in them. */
#ifndef CONVERT_ARCHIVE_PATH_H
#define CONVERT_ARCHIVE_PATH_H

#include "convert/unpack_frame.h"

/*
 * The name of a packed file without what says how it is packed: "a" of "a.tar.gz", "a.mbox"
 * of "a.mbox.gz". The caller frees it.
 */
char *archive_path_stem(const char *name);

/* Whether the name says that the file is packed. */
bool archive_path_is_packed(const char *name);

/*
 * The name that all parts of a split export have, of which one is this packed file; NULL if
 * it is none. "takeout-20240102T030405Z" of "takeout-20240102T030405Z-001.zip" and of
 * "takeout-20240102T030405Z-2-013.tgz". The caller frees it.
 */
char *archive_path_set(const char *name);

/*
 * The path of an entry as trees have it: names with '/' between, without "." and empty ones;
 * "" is the root. stem: the name of the one file of what is only compressed. NULL if the entry
 * has none that is good: it is empty, too long, or has a name "..". The caller frees it.
 */
char *archive_path_of(const struct unpack_entry *e, const char *stem);

/* The path that a hard link is to, in the same manner. The caller frees it. */
char *archive_path_target(const struct unpack_entry *e);

#endif
