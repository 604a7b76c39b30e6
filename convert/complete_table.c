/* SPDX-License-Identifier: Apache-2.0 */
/* Tables beside mailboxes; see complete_table.h. */
#include "convert/complete_table.h"

#include <string.h>

#define COLUMN "=numMsgs)" /* of Thunderbird's summary: "(83=numMsgs)" */
#define HEX_MAX 8

static bool
is_named(const char *path, const char *name)
{
	g_autofree char *base = g_path_get_basename(path);

	return strcmp(base, name) == 0;
}

char *
complete_table_of(const char *path, const char **by)
{
	g_autofree char *dir = g_path_get_dirname(path);
	const char *in = strcmp(dir, ".") == 0 ? "" : dir;

	if (g_str_has_suffix(path, ".msf") && !is_named(path, ".msf")) {
		*by = "Thunderbird's .msf";
		return g_strndup(path, strlen(path) - 4);
	}
	if (is_named(path, "table_of_contents")) {
		*by = "Apple's table_of_contents";
		return g_build_filename(in, "mbox", NULL);
	}
	if (is_named(path, "dovecot-uidlist")) {
		*by = "dovecot-uidlist";
		return g_strdup(in);
	}
	return NULL;
}

/* The column's number: the hexadecimal digits between the '(' and its name. */
static char *
column_number(const char *text, const char *name)
{
	const char *digits = name;

	while (digits > text && g_ascii_isxdigit(digits[-1]) && name - digits < HEX_MAX)
		digits--;
	if (digits == name || digits == text || digits[-1] != '(')
		return NULL;
	return g_strndup(digits, (gsize)(name - digits));
}

/* A Mork file is changed by adding to it, so the last cell of the column counts. */
static bool
read_msf(const char *text, guint64 *rows)
{
	const char *name = strstr(text, COLUMN);
	g_autofree char *number = name != NULL ? column_number(text, name) : NULL;
	g_autofree char *cell = number != NULL ? g_strdup_printf("(^%s=", number) : NULL;
	const char *last = cell != NULL ? g_strrstr(text, cell) : NULL;
	char *end;

	if (last == NULL)
		return false;
	*rows = g_ascii_strtoull(last + strlen(cell), &end, 16);
	return end != last + strlen(cell) && *end == ')';
}

/* A line for each message behind the first one, which begins with the version. */
static bool
read_uidlist(const char *text, guint64 *rows)
{
	if (*text != '3' && *text != '1')
		return false;
	*rows = 0;
	for (const char *lf = strchr(text, '\n'); lf != NULL && lf[1] != '\0';
	     lf = strchr(lf + 1, '\n'))
		(*rows)++;
	return true;
}

bool
complete_table_rows(const char *path, const GByteArray *table, guint64 *rows)
{
	g_autofree char *text = g_malloc(table->len + 1);

	/* What the functions look for does not span a NUL. */
	for (guint i = 0; i < table->len; i++)
		text[i] = table->data[i] != '\0' ? (char)table->data[i] : ' ';
	text[table->len] = '\0';
	if (g_str_has_suffix(path, ".msf"))
		return read_msf(text, rows);
	if (is_named(path, "dovecot-uidlist"))
		return read_uidlist(text, rows);
	*rows = 1;
	return table->len > 0;
}
