/* SPDX-License-Identifier: Apache-2.0 */
/* A file of a tree that lies in memory. */
#ifndef CONVERT_BYTES_FILE_H
#define CONVERT_BYTES_FILE_H

#include "convert/tree.h"

/* A file with these bytes, of which it keeps a reference; read in order only. */
MUST_USE struct tree_file *bytes_file_open(GBytes *bytes);

#endif
