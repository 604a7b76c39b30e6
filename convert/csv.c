/* SPDX-License-Identifier: Apache-2.0 */
/* Comma-separated values; see csv.h. */
#include "convert/csv.h"

/* What stands in quotation marks behind p; returns what is behind the last of them. */
static const char *
take_quoted(const char *p, GString *out)
{
	for (; *p != '\0'; p++) {
		if (*p == '"' && *++p != '"')
			return p;
		g_string_append_c(out, *p);
	}
	return p;
}

static const char *
take_field(const char *p, GString *out)
{
	while (*p == ' ' || *p == '\t')
		p++;
	if (*p == '"')
		p = take_quoted(p + 1, out);
	for (; *p != '\0' && *p != ',' && *p != '\n'; p++)
		g_string_append_c(out, *p);
	return p;
}

GPtrArray *
csv_next(const char **text)
{
	const char *p = *text;
	GPtrArray *fields;

	if (*p == '\0')
		return NULL;
	fields = g_ptr_array_new_with_free_func(g_free);
	for (;;) {
		GString *field = g_string_new(NULL);

		p = take_field(p, field);
		g_ptr_array_add(fields, g_strstrip(g_string_free(field, FALSE)));
		if (*p != ',')
			break;
		p++;
	}
	*text = p + (*p == '\n');
	return fields;
}
