/* SPDX-License-Identifier: Apache-2.0 */
/* A search for tar headers; see header_scan.h. */
#include "crypto/header_scan.h"

#include <string.h>

#include "crypto/volume_text.h"

#define WINDOW (1024 * 1024)
#define UNAME_AT 265

/* Visits the headers that lie in the len bytes of a window whole. */
static bool
scan_window(
    const unsigned char *bytes, gsize len, guint64 at, guint64 to, header_visit *visit, void *ctx)
{
	static const char uname[] = "mailpouch"; /* its zeros would make the search slow */
	const unsigned char *p = bytes, *end = bytes + len;

	for (; (p = memmem(p, (gsize)(end - p), uname, strlen(uname))) != NULL; p++) {
		gsize i = (gsize)(p - bytes);
		struct header_hit hit = {.at = at + i - UNAME_AT};

		if (i < UNAME_AT || len - i < USTAR_BLOCK - UNAME_AT || hit.at >= to ||
		    !ustar_parse(p - UNAME_AT, NULL, hit.name, &hit.size, NULL))
			continue;
		memcpy(hit.gname, p - UNAME_AT + USTAR_GNAME_AT, USTAR_GNAME_LEN);
		if (!visit(ctx, &hit))
			return false;
	}
	return true;
}

void
header_scan(int fd, guint64 from, guint64 to, header_visit *visit, void *ctx)
{
	g_autofree unsigned char *bytes = g_malloc(WINDOW + USTAR_BLOCK);

	/* Windows overlap by less than a header, so that each header lies in exactly one. */
	for (guint64 at = from; at < to; at += WINDOW) {
		gsize len = (gsize)MIN(to - at, WINDOW + USTAR_BLOCK - 1);
		if (volume_pread(fd, bytes, len, at, NULL) &&
		    !scan_window(bytes, len, at, to, visit, ctx))
			return;
	}
}
