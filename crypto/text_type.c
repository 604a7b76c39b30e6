/* SPDX-License-Identifier: Apache-2.0 */
/* Types of texts; see text_type.h. */
#include "crypto/text_type.h"

#include <string.h>

#define LINE_LOOK 64 /* bytes: no type is as long */

static bool
is_other_version(const char *type, const char *data, size_t len)
{
	static const char digits[] = "0123456789";
	g_autofree char *line = g_strndup(data, MIN(len, LINE_LOOK));
	size_t same = strcspn(type, digits), theirs;

	line[strcspn(line, "\n")] = '\0';
	if (strncmp(line, type, same) != 0)
		return false;
	theirs = strspn(line + same, digits);
	return theirs > 0 && strcmp(line, type) != 0 &&
	    strcmp(line + same + theirs, type + same + strspn(type + same, digits)) == 0;
}

bool
text_type_check(const char *type, const char *data, size_t len, GError **error)
{
	size_t head = strlen(type);

	if (len > head && memcmp(data, type, head) == 0 && data[head] == '\n')
		return true;
	if (is_other_version(type, data, len))
		return err_set(error, ERR_UNSUPPORTED,
		    "line 1: not \"%s\", but of another version of the format", type);
	return err_set(error, ERR_FORMAT, "line 1: not \"%s\"", type);
}
