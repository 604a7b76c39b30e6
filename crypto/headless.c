/* SPDX-License-Identifier: Apache-2.0 */
/* Texts with damage around them; see headless.h. */
#include "crypto/headless.h"

#include <string.h>

#include "crypto/ustar.h"
#include "crypto/volume_text.h"

/* The offset of the next intact header from one on, at most max bytes of a body behind it, or 0. */
static guint64
find_next(int fd, guint64 at, const char *gname, size_t max)
{
	unsigned char header[USTAR_BLOCK];
	char name[USTAR_NAME_SIZE];
	guint64 size, last = at + max + USTAR_BLOCK;

	for (; at <= last && volume_pread(fd, header, sizeof(header), at, NULL); at += USTAR_BLOCK)
		if (ustar_parse(header, gname, name, &size, NULL))
			return at;
	return 0;
}

/* The size of the body behind the header at an offset, and where its padding ends. */
static bool
measure(int fd, guint64 at, const char *name, const char *gname, size_t max, guint64 *size,
    guint64 *end)
{
	unsigned char header[USTAR_BLOCK];
	char found[USTAR_NAME_SIZE];

	if (!volume_pread(fd, header, sizeof(header), at, NULL))
		return false;
	if (ustar_parse(header, NULL, found, size, NULL)) {
		*end = at + USTAR_BLOCK + *size + ustar_padding(*size);
		return strcmp(found, name) == 0 && *size <= max &&
		    memcmp(header + USTAR_GNAME_AT, gname, USTAR_GNAME_LEN) == 0;
	}
	*end = find_next(fd, at + USTAR_BLOCK, gname, max);
	*size = *end > at + USTAR_BLOCK ? *end - at - USTAR_BLOCK : 0;
	return *size > 0;
}

GBytes *
headless_read(int fd, guint64 at, const char *name, const char *gname, size_t max, guint64 *end)
{
	g_autofree char *text = NULL;
	guint64 size;

	if (!measure(fd, at, name, gname, max, &size, end))
		return NULL;
	text = g_malloc(size);
	if (!volume_pread(fd, text, size, at + USTAR_BLOCK, NULL))
		return NULL;
	while (size > 0 && text[size - 1] == '\0') /* texts end in LF */
		size--;
	if (size == 0 || size > max)
		return NULL;
	return g_bytes_new_take(g_steal_pointer(&text), size);
}
