/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The three layouts of a PST or OST file and the sizes in which they differ.
 *
 *	                    ANSI   Unicode   Unicode 4k
 *	wVer                14, 15   21-35       36      [MS-PST] 2.2.2.6
 *	ids and offsets      4       8          8  bytes [MS-PST] 2.2.2.2, 2.2.2.3
 *	page               512     512       4096        [MS-PST] 2.2.2.7
 *	block aligned to    64      64        512        [MS-PST] 2.2.2.8
 *	block data up to  8180    8176      65512
 *
 * The 4k layout is that of OST files since Outlook 2013. [MS-PST] does not describe it; it
 * is the Unicode layout with larger pages, counts of two bytes in them, and data blocks that
 * may be deflated (zlib).
 */
#ifndef CONVERT_PST_LAYOUT_H
#define CONVERT_PST_LAYOUT_H

#include <glib.h>

enum pst_format {
	PST_ANSI,
	PST_UNICODE,
	PST_UNICODE_4K,
};

#define PST_PAGE_MAX 4096
#define PST_BLOCK_MAX 65512 /* bytes of data in a block of any layout */

struct pst_layout {
	enum pst_format format;
	guint id;            /* bytes of an id and of an offset */
	guint page;          /* bytes of a page */
	guint page_counts;   /* where a page's counts begin: behind its entries */
	guint page_trailer;  /* where its PAGETRAILER begins */
	guint block_align;   /* blocks begin at a multiple of it and fill one */
	guint block_trailer; /* bytes of a BLOCKTRAILER, the last of that */
	guint block_max;     /* bytes of data in a block */
	guint heap_bits;     /* of a HID that count items within a block */
	guint list_head;     /* bytes before the entries of an SLBLOCK or SIBLOCK */
};

const struct pst_layout *pst_layout(enum pst_format format);

#endif
