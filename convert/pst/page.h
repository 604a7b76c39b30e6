/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A page of one of the two trees: [MS-PST] 2.2.2.7.7.1 (BTPAGE), whose end is a PAGETRAILER,
 * 2.2.2.7.1.
 *
 *	entries ... | count, most, bytes of an entry, level | type, type, signature, CRC, id
 *
 * A leaf (level 0) holds what is looked for, a page above it the keys and places of pages.
 */
#ifndef CONVERT_PST_PAGE_H
#define CONVERT_PST_PAGE_H

#include "convert/pst/file.h"

#define PST_LEVELS_MAX 8 /* pages above one another: 20^8 leaves are more than any file has */

enum pst_page_type {
	PST_BLOCK_PAGE = 0x80, /* BBT */
	PST_NODE_PAGE = 0x81,  /* NBT */
};

struct pst_page {
	guint64 at; /* in the file */
	guint64 bid;
	enum pst_page_type type;
	guint level;
	guint count; /* of entries: all lie within bytes */
	guint size;  /* of an entry: at least what its layout has */
	bool intact; /* checksum and signature hold */
	unsigned char bytes[PST_PAGE_MAX];
};

/*
 * Reads the page at an offset. Fails with ERR_FORMAT if there is no page of either tree;
 * if its checksum is wrong, it only is not intact. ERR_IO
 */
MUST_USE bool pst_page_read(struct pst_file *f, guint64 at, struct pst_page *page, GError **error);

/*
 * The page that ref names, of this type: from those read lately or from the file. Warns
 * of a wrong checksum, or of an id other than the one named. Borrowed until the next call.
 * Fails as pst_page_read.
 */
MUST_USE const struct pst_page *pst_page_get(
    struct pst_file *f, enum pst_page_type type, const struct pst_ref *ref, GError **error);

/* An entry's first number, by which it is found; and the page below that it names. i < count */
guint64 pst_page_key(const struct pst_file *f, const struct pst_page *page, guint i);
struct pst_ref pst_page_child(const struct pst_file *f, const struct pst_page *page, guint i);

/* The entry itself, borrowed from the page. */
const unsigned char *pst_page_entry(const struct pst_page *page, guint i);

#endif
