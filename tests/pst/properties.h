/* SPDX-License-Identifier: Apache-2.0 */
/* A property context, for writing: [MS-PST] 2.3.3. */
#ifndef TESTS_PST_PROPERTIES_H
#define TESTS_PST_PROPERTIES_H

#include "tests/pst/names.h"
#include "tests/pst/ndb.h"

/* How wide a type's value is where it has one width, in bytes; 0: it has none. */
guint properties_width(guint16 type);

/* The bytes that a property's values are in a file: several are packed (2.3.3.4). */
GByteArray *properties_bytes(const struct testing_object *o, const struct mapi_property *p);

/* Adds len bytes as a subnode of their own. Returns its NID. */
guint32 properties_spill(struct ndb *n, GArray *subnodes, const GByteArray *bytes);

/*
 * Writes the properties of o as a node. subnodes: struct ndb_subnode, what it has besides; large
 * values join them. A property of type MAPI_OBJECT is the 8 bytes {NID, size} of such a subnode.
 * since: ndb_written when the node's first subnode was begun; PidTagMessageSize, if o has it, is
 * set to what the node takes.
 */
struct ndb_data properties_write(
    struct ndb *n, struct names *names, struct testing_object *o, GArray *subnodes, guint64 since);

#endif
