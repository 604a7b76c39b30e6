/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For tests: a store in memory (image_testing.h) with a root folder, the folder that users see
 * and what a test puts into them.
 */
#ifndef CONVERT_PST_STORE_TESTING_H
#define CONVERT_PST_STORE_TESTING_H

#include "convert/pst/image_testing.h"

#define STORE_IPM 0x8022
#define STORE_INBOX 0x8042

/* The contents of a folder, or of a message's table of attachments: ids of rows. */
static inline guint64
store_rows(struct image *im, const guint32 *ids, guint n)
{
	static const struct image_column column = {0x3705, MAPI_INT32};
	guint32 cells[64] = {0};

	g_assert(n <= G_N_ELEMENTS(cells));
	for (guint i = 0; i < n; i++)
		cells[i] = 5;
	return image_table(im, &column, 1, ids, cells, n, 0, NULL);
}

/* A folder with a name and, if rows is not NULL, a contents table of n rows. */
static inline void
store_folder(
    struct image *im, guint32 nid, guint32 parent, const char *name, const guint32 *rows, guint n)
{
	const struct image_property p = {
	    .id = 0x3001, .type = MAPI_STRING8, .data = name, .len = strlen(name)};

	image_node(im, nid, parent, image_properties(im, &p, 1), 0);
	if (rows != NULL)
		image_node(im, (nid & ~0x1fu) | 0x0e, 0, store_rows(im, rows, n), 0);
}

/* The properties of a message: its class and its subject. */
static inline guint64
store_message_data(struct image *im, const char *subject)
{
	const struct image_property p[] = {
	    {.id = 0x001a, .type = MAPI_STRING8, .data = "IPM.Note", .len = 8},
	    {.id = 0x0037, .type = MAPI_STRING8, .data = subject, .len = strlen(subject)}};

	return image_properties(im, p, 2);
}

static inline void
store_message(struct image *im, guint32 nid, guint32 parent, const char *subject)
{
	image_node(im, nid, parent, store_message_data(im, subject), 0);
}

/* The store's own node, the root folder and the one that users see. */
static inline void
store_frame(struct image *im)
{
	unsigned char entry_id[24] = {0};
	const struct image_property p = {
	    .id = 0x35e0, .type = MAPI_BINARY, .data = entry_id, .len = sizeof(entry_id)};

	image_put(entry_id + 20, STORE_IPM, 4);
	image_node(im, 0x21, 0, image_properties(im, &p, 1), 0);
	store_folder(im, 0x122, 0x122, "", NULL, 0);
	store_folder(im, STORE_IPM, 0x122, "Top", NULL, 0);
}

#endif
