/* SPDX-License-Identifier: Apache-2.0 */
/* The ids of named properties and the map that says so, for writing: [MS-PST] 2.4.7. */
#ifndef TESTS_PST_NAMES_H
#define TESTS_PST_NAMES_H

#include "convert/mapi/object_testing.h"
#include "tests/pst/ndb.h"

struct names;

/* With one name in it: some readers stumble over a map that has none. */
struct names *names_new(void);
void names_free(struct names *n);

/* The id of a name in the file, from 0x8000; the same for the same name. */
guint16 names_id(struct names *n, const struct mapi_name *name);

/* The map, as an object whose properties make its node. The caller frees it. */
struct testing_object *names_map(const struct names *n);

#endif
