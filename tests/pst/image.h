/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bytes of a PST file in the making: space is handed out from front to back, around the
 * pages that map it ([MS-PST] 2.2.2.7.2-2.2.2.7.5).
 */
#ifndef TESTS_PST_IMAGE_H
#define TESTS_PST_IMAGE_H

#include <glib.h>

#define IMAGE_PAGE 512

/* ptype of a page's trailer. */
enum image_page {
	IMAGE_BBT = 0x80,
	IMAGE_NBT = 0x81,
	IMAGE_FMAP = 0x82,
	IMAGE_PMAP = 0x83,
	IMAGE_AMAP = 0x84,
};

struct image {
	GByteArray *bytes;
	GByteArray *taken; /* a byte for each 64 bytes from the first map on */
	guint64 next;      /* where free space begins */
};

/* What the header says of the file's space. */
struct image_space {
	guint64 eof;      /* ibFileEof */
	guint64 last_map; /* ibAMapLast */
	guint64 free;     /* cbAMapFree */
};

struct image *image_new(void);
void image_free(struct image *i);

/* len bytes of zeros at a multiple of align, which is 64 or 512. Returns where they are. */
guint64 image_take(struct image *i, gsize len, guint align);

/* The bytes there, until the next image_take or image_map. */
guint8 *image_at(struct image *i, guint64 at);

/* Fills in the trailer of the page there, whose first 496 bytes are done (2.2.2.7.1). */
void image_seal_page(struct image *i, guint64 at, enum image_page type, guint64 id);

/* Writes all map pages and rounds the file up to what they cover. May be called again. */
struct image_space image_map(struct image *i);

/* Stores little-endian numbers. */
void put16(guint8 *to, guint32 value);
void put32(guint8 *to, guint32 value);
void put64(guint8 *to, guint64 value);

#endif
