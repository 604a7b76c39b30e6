/* SPDX-License-Identifier: Apache-2.0 */
/* A table context, for writing: [MS-PST] 2.3.4. */
#ifndef TESTS_PST_TABLE_H
#define TESTS_PST_TABLE_H

#include "tests/pst/names.h"
#include "tests/pst/ndb.h"

/* The tables of a store, with the columns that Outlook gives them. */
enum table_kind {
	TABLE_HIERARCHY,   /* 2.4.4.4.1 */
	TABLE_CONTENTS,    /* 2.4.4.5.1 */
	TABLE_ASSOCIATED,  /* 2.4.4.6.1 */
	TABLE_SEARCH,      /* 2.4.8.6.2.1, the columns that readers look at */
	TABLE_ATTACHMENTS, /* 2.4.6.1.1 */
	TABLE_RECIPIENTS,  /* 2.4.5.3.1 */
};

struct table;

struct table *table_new(enum table_kind kind);
void table_free(struct table *t);

/* Adds a row: of the properties of o those that are columns. row: its id, unlike all others. */
void table_add(struct table *t, guint32 row, const struct testing_object *o);

/* Writes it. It may grow and be written again. */
struct ndb_data table_write(const struct table *t, struct ndb *n);

#endif
