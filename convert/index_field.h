/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Header fields as text for the index: found, unfolded, decoded. Lines end in
 * LF or CRLF; a field is what canon_line.h says it is.
 */
#ifndef CONVERT_INDEX_FIELD_H
#define CONVERT_INDEX_FIELD_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Borrowed from the header that they are found in. */
struct index_field {
	const char *name;
	size_t name_len;
	const char *value; /* raw, with the line ends of folding */
	size_t value_len;
};

/* The next field at *p, which is set behind it; false where the header ends. */
bool index_field_next(const char **p, const char *end, struct index_field *f);

/* Whether it has this name, in any case. */
bool index_field_is(const struct index_field *f, const char *name);

/*
 * The value on one line, without blanks around it and without NULs. Only its
 * first max bytes are looked at. The caller frees it.
 */
char *index_field_unfold(const struct index_field *f, size_t max);

/* Decodes RFC 2047 words; takes value and gives what the caller frees. always: even if there are none. */
char *index_field_decode(char *value, bool always);

/*
 * Seconds since 1970 of a Date: field's value; false if it cannot be read. always: by GMime even
 * if it is in the form of RFC 5322.
 */
bool index_field_date(const char *value, bool always, gint64 *seconds);

#endif
