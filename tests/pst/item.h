/* SPDX-License-Identifier: Apache-2.0 */
/* A message with its recipients and attachments, written as nodes: [MS-PST] 2.4.5 and 2.4.6. */
#ifndef TESTS_PST_ITEM_H
#define TESTS_PST_ITEM_H

#include "tests/pst/names.h"
#include "tests/pst/ndb.h"

/* Adds to a message what every one has: class, flags, times, size, the texts of its recipients. */
void item_complete(struct testing_object *m);

/* Writes a message. Its PidTagMessageSize must be there, and is set. */
struct ndb_data item_write(struct ndb *n, struct names *names, struct testing_object *m);

/* The text of a property, in UTF-8; empty if there is none. The caller frees it. */
char *item_text(const struct testing_object *o, guint16 id);

/* The number in a property of 4 bytes; or otherwise if there is none. */
guint32 item_number(const struct testing_object *o, guint16 id, guint32 otherwise);

/* Sets a number that is there or not. */
void item_set_number(struct testing_object *o, guint16 id, guint32 value);

#endif
