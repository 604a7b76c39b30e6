/* SPDX-License-Identifier: Apache-2.0 */
/* The trees over nodes and blocks, for writing. */
#include "tests/pst/tree.h"

#include <string.h>

#define ENTRIES 488 /* bytes of a page for entries */
#define INNER 24    /* bytes of an entry that leads to a page */

/* 2.2.2.7.7.1 */
static struct tree_root
write_page(struct image *i, enum image_page type, const guint8 *entries, guint count, guint size,
    guint level, guint64 id)
{
	struct tree_root page = {id, image_take(i, IMAGE_PAGE, IMAGE_PAGE)};
	guint8 *to = image_at(i, page.at);

	if (count > 0)
		memcpy(to, entries, (gsize)count * size);
	to[ENTRIES] = (guint8)count;
	to[ENTRIES + 1] = (guint8)(ENTRIES / size);
	to[ENTRIES + 2] = (guint8)size;
	to[ENTRIES + 3] = (guint8)level;
	image_seal_page(i, page.at, type, id);
	return page;
}

struct tree_root
tree_write(struct image *i, enum image_page type, const GByteArray *entries, guint size,
    guint64 *next_page)
{
	g_autoptr(GByteArray) below = g_byte_array_new();
	struct tree_root page;

	g_byte_array_append(below, entries->data, entries->len);
	for (guint level = 0;; level++, size = INNER) {
		g_autoptr(GByteArray) above = g_byte_array_new();
		guint most = ENTRIES / size, all = below->len / size, first = 0;

		do {
			const guint8 *from = below->data + (gsize)first * size;
			guint count = MIN(most, all - first);
			guint8 entry[INNER];

			page = write_page(i, type, from, count, size, level, (*next_page)++);
			memcpy(entry, from, 8);
			put64(entry + 8, page.id);
			put64(entry + 16, page.at);
			g_byte_array_append(above, entry, sizeof(entry));
			first += count;
		} while (first < all);
		if (above->len == INNER)
			return page;
		g_byte_array_unref(below);
		below = g_steal_pointer(&above);
	}
}
