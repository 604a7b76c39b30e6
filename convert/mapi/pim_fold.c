/* SPDX-License-Identifier: Apache-2.0 */
/* Folds lines; see pim_fold.h. */
#include "convert/mapi/pim_fold.h"

void
pim_fold(GString *out, const char *line, gsize len)
{
	const char *end = line + len;
	gsize used = 0;

	for (const char *p = line; p < end;) {
		gsize n = (gsize)(g_utf8_next_char(p) - p);

		n = MIN(n, (gsize)(end - p));
		if (used + n > PIM_LINE_MAX) {
			g_string_append(out, "\r\n ");
			used = 1;
		}
		g_string_append_len(out, p, (gssize)n);
		used += n;
		p += n;
	}
	g_string_append(out, "\r\n");
}
