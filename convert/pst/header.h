/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The header of a PST or OST file: [MS-PST] 2.2.2.6, and in it the ROOT, 2.2.2.5, with the
 * places of the two trees that everything else is found by. It begins the file and is
 * written last when Outlook saves, so that a crash leaves an old one: then its checksums or
 * fAMapValid tell, and the trees are looked for elsewhere (recovery is not this file's).
 */
#ifndef CONVERT_PST_HEADER_H
#define CONVERT_PST_HEADER_H

#include "convert/pst/crypt.h"
#include "convert/pst/layout.h"
#include "convert/pst/source.h"

#define PST_HEADER_SIZE 580 /* bytes that are read of it: the Unicode header has 564 */

/* BREF, [MS-PST] 2.2.2.4: a page or block, and where it is. */
struct pst_ref {
	guint64 bid;
	guint64 at;
};

struct pst_header {
	enum pst_format format;
	enum pst_crypt crypt;
	guint version;          /* wVer */
	bool offline;           /* an OST file: a copy of a mailbox that lives on a server */
	guint64 end;            /* ibFileEof: bytes that the file has, it says */
	struct pst_ref nodes;   /* root page of the node tree, NBT */
	struct pst_ref blocks;  /* root page of the block tree, BBT */
	bool intact;            /* its checksums hold */
	bool allocation_intact; /* fAMapValid: it was closed in order */
};

/* Whether these are the first bytes of a PST, OST or PAB file: "!BDN" and a client's mark. */
bool pst_header_begins(const unsigned char *bytes, size_t len);

/*
 * Reads it. Fails with ERR_FORMAT if it is none, or too damaged to tell the layout;
 * ERR_UNSUPPORTED if the blocks are encrypted by Windows Information Protection (wVer 37 or
 * bCryptMethod 0x10: the key is not in the file) or the version is later than any known.
 */
MUST_USE bool pst_header_read(const struct pst_source *s, struct pst_header *h, GError **error);

#endif
