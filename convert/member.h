/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables that say how a struct is a canonical JSON object: docs/FORMAT.md,
 * "Manifests". The order of the rows is the order of the members. A line is
 * canonical if it is what the writer writes, members cut out that the table
 * does not know; that is how the reader tests it.
 */
#ifndef CONVERT_MEMBER_H
#define CONVERT_MEMBER_H

#include "convert/json_read.h"
#include "convert/json_write.h"
#include "convert/message.h"
#include "crypto/error.h"

/* How a value is kept in memory. at is the struct's address plus the row's offset. */
struct member_kind {
	bool (*present)(const void *at); /* false: there is nothing to write */
	void (*write)(GString *s, const void *at);
	/* at is empty; fails by json_problem, which any json_read function sets. */
	bool (*read)(struct json_reader *r, void *at);
};

struct member {
	const char *name; /* NULL ends a table */
	const struct member_kind *kind;
	size_t offset;
	bool always; /* written even if it is not present() */
};

#define MEMBERS_UNKNOWN_MAX 64 /* members of one object that the table does not know */

/* Appends the object and a LF. */
void members_write(GString *s, const struct member table[], const void *record);

/* The same, with the member that is called critical named as such. */
void members_write_critical(
    GString *s, const char *critical, const struct member table[], const void *record);

/*
 * Reads the len bytes of line, which has no LF, into the empty *record; what was read before a
 * failure stays in it for its owner to release. A leading "critical":["name",...] must name only
 * members of the table. Fails with ERR_UNSUPPORTED if it has a critical
 * member that is not in the table; with ERR_ALTERED: not canonical, a member that is always there is
 * not, or one is twice in it.
 */
MUST_USE bool members_read(
    const char *line, size_t len, const struct member table[], void *record, GError **error);

/* The kinds that need no more than a type. Absent when zero, NULL or empty. */
extern const struct member_kind member_uint64;  /* guint64 */
extern const struct member_kind member_true;    /* bool */
extern const struct member_kind member_string;  /* char *, freed with g_free */
extern const struct member_kind member_strings; /* char **, freed with g_strfreev */
/* unsigned char [n]: hexadecimal; they have no absent state, so that their rows say always. */
extern const struct member_kind member_hex32;
extern const struct member_kind member_hex16;
extern const struct member_kind member_quoting; /* enum quoting, by its name */

#endif
