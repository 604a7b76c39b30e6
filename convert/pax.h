/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tar headers of the payload: docs/FORMAT.md, section 8. They are a
 * function of the entry alone, so that a reader can make them again from the
 * record and compare, and an offset in the payload means the same for ever. That is why they are
 * written here and not by a library.
 */
#ifndef CONVERT_PAX_H
#define CONVERT_PAX_H

#include "convert/tree.h"

/*
 * Appends the header or headers of an entry (a directory or a file), whose
 * path is the path in the payload. number: the entry's, which names its pax header.
 */
void pax_header(const struct entry *e, guint64 number, GByteArray *out);

/* The zero bytes behind a file of size bytes. */
size_t pax_padding(guint64 size);

/* The zero bytes that end the payload. */
#define PAX_END 1024

#endif
