/* SPDX-License-Identifier: Apache-2.0 */
/* A file in a pouch that is read at places, without being unpacked. */
#ifndef CONVERT_POUCH_FILE_H
#define CONVERT_POUCH_FILE_H

#include "convert/pouch.h"
#include "convert/tree.h"

#define POUCH_FILE_SEGMENTS 3 /* that are kept of it at a time */

/*
 * The size bytes of the payload from at on, for tree_file_pread, which fails as pouch_read. The
 * pouch is borrowed, and unlocked with a reader's key.
 */
MUST_USE struct tree_file *pouch_file_open(struct pouch *p, guint64 at, guint64 size);

#endif
