/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Blocks and nodes of a Unicode PST file, for writing: [MS-PST] 2.2.2.7.7 and 2.2.2.8. A block
 * is written as it comes; the trees over blocks and nodes follow at the end.
 */
#ifndef TESTS_PST_NDB_H
#define TESTS_PST_NDB_H

#include "tests/pst/code.h"
#include "tests/pst/image.h"

#define NDB_BLOCK 8176      /* the most data of a block */
#define NDB_XBLOCK_MAX 1021 /* blocks below one XBLOCK */

/* nidType, the low five bits of a node's id, 2.2.2.1. */
enum ndb_type {
	NDB_FOLDER = 0x02,
	NDB_SEARCH_FOLDER = 0x03,
	NDB_MESSAGE = 0x04,
	NDB_ATTACHMENT = 0x05,
	NDB_SEARCH_QUEUE = 0x06,
	NDB_SEARCH_CRITERIA = 0x07,
	NDB_ASSOCIATED = 0x08,
	NDB_OLE = 0x09, /* as files of Outlook have it for the data of OLE attachments */
	NDB_HIERARCHY = 0x0d,
	NDB_CONTENTS = 0x0e,
	NDB_ASSOCIATED_CONTENTS = 0x0f,
	NDB_SEARCH_CONTENTS = 0x10,
	NDB_VALUE = 0x1f, /* a value or rows that do not fit into their heap */
};

/* What a node consists of. */
struct ndb_data {
	guint64 data; /* BID of its data; 0: none */
	guint64 sub;  /* BID of its subnodes; 0: none */
};

struct ndb_subnode {
	guint32 nid;
	struct ndb_data is;
};

struct ndb;

struct ndb *ndb_new(enum code_crypt crypt);
void ndb_free(struct ndb *n);

/* Data of any length: one block, or several below an XBLOCK or XXBLOCK. The BID; 0 for no bytes. */
guint64 ndb_bytes(struct ndb *n, const guint8 *data, gsize len);

/* The same from blocks that are cut already (GByteArray); all but the last must be full for heaps. */
guint64 ndb_blocks(struct ndb *n, const GPtrArray *blocks);

/* A tree of subnodes (struct ndb_subnode), which it sorts. The BID; 0 for none. */
guint64 ndb_subnodes(struct ndb *n, GArray *subnodes);

/* Adds a node to the node tree, or replaces it. Blocks may be shared by several. */
void ndb_node(struct ndb *n, guint32 nid, struct ndb_data is, guint32 parent);

/* How many bytes of data have been written so far, without what lists blocks. */
guint64 ndb_written(const struct ndb *n);

/* How a writer that was interrupted left the header. */
enum ndb_end {
	NDB_WHOLE,
	NDB_STALE,    /* fAMapValid 0, wrong checksums, and the roots of the last checkpoint */
	NDB_BAD_ROOT, /* the same, and these roots are no pages any more */
};

/* Writes trees over what there is now. */
void ndb_checkpoint(struct ndb *n);

/* The file with trees and header. Borrowed, until n is freed. */
const GByteArray *ndb_finish(struct ndb *n, enum ndb_end end);

#endif
