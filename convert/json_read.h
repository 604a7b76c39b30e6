/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads canonical JSON (json_write.h), and nothing else: a cursor over one text, in whose order the
 * caller pulls.
 */
#ifndef CONVERT_JSON_READ_H
#define CONVERT_JSON_READ_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

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
