/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes canonical JSON, as the manifests have it: docs/FORMAT.md, "Manifests". No
 * white space; integers in their shortest form; strings in UTF-8 in which only
 * '"', '\', bytes below 0x20 and 0x7f are escaped, each in one way (\b \t \n \f \r,
 * else \u00xx in lower case); a string that is not valid UTF-8 is {"b64":"..."}.
 * No string holds a NUL. So a value has one spelling. Everything is
 * appended to s, whose end is looked at to place commas.
 */
#ifndef CONVERT_JSON_WRITE_H
#define CONVERT_JSON_WRITE_H

#include <glib.h>

/* Bytes whose escape is a backslash and a letter, and these letters, in the same order. */
#define JSON_ESCAPED "\"\\\b\t\n\f\r"
#define JSON_LETTERS "\"\\btnfr"

/* The next member of the object that s ends in: its name, which needs no escapes. */
void json_put_name(GString *s, const char *name);

/* Makes room for the next element of the array that s ends in. */
void json_put_element(GString *s);

void json_put_uint(GString *s, guint64 n); /* below 2^63, or no reader takes it */
void json_put_int(GString *s, gint64 n);

/* bytes up to the first NUL, UTF-8 or not. */
void json_put_string(GString *s, const char *bytes);

/* The first byte from p on that does not stand for itself in a string, or end. */
const char *json_skip_plain(const char *p, const char *end);

/* n bytes as a string of lower-case hexadecimal digits. */
void json_put_hex(GString *s, const void *bytes, size_t n);

#endif
