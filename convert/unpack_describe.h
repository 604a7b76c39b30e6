/* SPDX-License-Identifier: Apache-2.0 */
/* What libarchive knows of an entry, as it is told in frames. */
#ifndef CONVERT_UNPACK_DESCRIBE_H
#define CONVERT_UNPACK_DESCRIBE_H

#include <archive_entry.h>

#include "convert/unpack_frame.h"

/* Fills *e, which borrows from from. raw: it is the one file of what is only compressed. */
void unpack_describe(struct archive_entry *from, bool raw, struct unpack_entry *e);

#endif
