/* SPDX-License-Identifier: Apache-2.0 */
/* Keywords as IMAP atoms; see keyword.h. */
#include "convert/keyword.h"

#include <string.h>

bool
keyword_to_atom(const char *keyword, GString *atom)
{
	g_string_truncate(atom, 0);
	for (const char *p = keyword; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;

		if (c <= ' ' || c >= 0x7f || strchr("(){%*\"\\]", c) != NULL)
			g_string_append_printf(atom, "%%%02X", c);
		else
			g_string_append_c(atom, (char)c);
	}
	return strcmp(atom->str, keyword) == 0;
}
