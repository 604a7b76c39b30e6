/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Canonical JSON, as the manifests have it: docs/FORMAT.md, "Manifests". No
 * white space; integers in their shortest form; strings in UTF-8 in which only
 * '"', '\', bytes below 0x20 and 0x7f are escaped, each in one way (\b \t \n \f \r,
 * else \u00xx in lower case); a string that is not valid UTF-8 is {"b64":"..."}.
 * No string holds a NUL. So a value has one spelling, and the reader takes no other.
 */
#ifndef CONVERT_JSON_H
#define CONVERT_JSON_H

#include "crypto/error.h"

/* ---- Writing: everything is appended to s, whose end is looked at to place commas. ---- */

/* The next member of the object that s ends in: its name, which needs no escapes. */
void json_put_name(GString *s, const char *name);

/* Makes room for the next element of the array that s ends in. */
void json_put_element(GString *s);

void json_put_uint(GString *s, guint64 n); /* below 2^63, or no reader takes it */
void json_put_int(GString *s, gint64 n);

/* bytes up to the first NUL, UTF-8 or not. */
void json_put_string(GString *s, const char *bytes);

/* n bytes as a string of lower-case hexadecimal digits. */
void json_put_hex(GString *s, const void *bytes, size_t n);

/* ---- Reading: a cursor over one text, in whose order the caller pulls. ---- */

#define JSON_NAME_MAX 64 /* bytes in a member's name, all printable ASCII but '"' and '\' */
#define JSON_DEPTH_MAX 8 /* levels in a value that is skipped */

/* Begin with {text, text + len}. Nothing is read any more once problem is set. */
struct json_reader {
	const char *at, *end;
	const char *problem; /* the first thing that was wrong, for an error message; NULL: none */
	bool first;          /* the array or object at hand has had no element */
};

/* A name within the text, not NUL-terminated. */
struct json_span {
	const char *text;
	size_t len;
};

/* Enters the array ('[') or object ('{') that must follow. */
void json_enter(struct json_reader *r, char open);

/* Whether another element of the array follows; at its end leaves it, false. False on a problem. */
bool json_next(struct json_reader *r);

/* The same for an object: sets *name to the next member's name and stands before its value. */
bool json_next_member(struct json_reader *r, struct json_span *name);

/* Each reads the value that must follow; false if there is a problem. Numbers are below 2^63. */
bool json_read_uint(struct json_reader *r, guint64 *n);
bool json_read_int(struct json_reader *r, gint64 *n);
bool json_read_true(struct json_reader *r);
bool json_read_hex(struct json_reader *r, void *bytes, size_t n);
/* The caller frees *bytes. In UTF-8 or not. */
bool json_read_string(struct json_reader *r, char **bytes);

/* Passes over any value, which must be canonical too. */
bool json_skip(struct json_reader *r);

/* Sets the problem unless there is one. Always returns false. */
bool json_problem(struct json_reader *r, const char *what);

#endif
