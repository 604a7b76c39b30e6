/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tar that the payload is: docs/FORMAT.md, section 8. Its headers are made again from the
 * records and compared, so that stock tar and we cannot see different things in it.
 */
#ifndef CONVERT_PAYLOAD_TAR_H
#define CONVERT_PAYLOAD_TAR_H

#include "convert/payload_reader.h"
#include "convert/tree_record.h"

struct payload_tar;

/* From the payload's first byte, with a reader, borrowed, that is there. */
struct payload_tar *payload_tar_new(struct payload_reader *r);
void payload_tar_free(struct payload_tar *t); /* accepts NULL */

/*
 * The next entry, by its record of a directory or file: reads and compares its headers.
 * Returns its path below the root, borrowed from the record. NULL, with ERR_ALTERED, if it
 * is another entry, one at another place, or its path does not follow in order; or as
 * payload_reader_next.
 */
MUST_USE const char *payload_tar_entry(
    struct payload_tar *t, const struct tree_record *r, GError **error);

/* Reads the next len bytes and compares them: padding, an end. Fails as payload_tar_entry. */
MUST_USE bool payload_tar_expect(
    struct payload_tar *t, const void *expected, size_t len, GError **error);

/* The entry of a record; its path is that in the payload, its name is not set. */
struct entry payload_tar_entry_of(const struct tree_record *r);

/* ERR_ALTERED: manifests and payload do not go together, and what. Returns false. */
bool payload_tar_contradicts(GError **error, const char *what);

#endif
