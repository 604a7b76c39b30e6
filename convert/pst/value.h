/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The value of a property or of a cell, [MS-PST] 2.3.3.4, and the bytes behind it, wherever
 * they lie: in the record itself, in a piece of the heap, or in a subnode, however long.
 *
 *	up to 4 bytes    in a property's record
 *	up to 8 bytes    in a cell of a table
 *	more, or of      by HNID: a piece of the heap (up to 3,580 bytes) or a subnode
 *	any length
 *	several values   by HNID: of fixed length one after the other (2.3.3.4.1); of any
 *	                 length behind their count and offsets (2.3.3.4.2)
 *	an object        by HID of a piece: the id of a subnode, and a size (2.3.3.5)
 */
#ifndef CONVERT_PST_VALUE_H
#define CONVERT_PST_VALUE_H

#include "convert/mapi/object.h"
#include "convert/pst/heap.h"

struct pst_value {
	guint16 id;
	guint16 type; /* enum mapi_type */
	bool held;    /* the bytes are here: those of its type's width */
	guint32 hnid; /* where else they are; 0: it is empty */
	unsigned char bytes[8];
};

/* The value of a property's record, whose dwValueHnid is the 4 bytes at p. */
struct pst_value pst_value_of_record(guint16 id, guint16 type, const unsigned char p[4]);

/* The value of a cell of len bytes. False: cells of its type are longer. */
bool pst_value_of_cell(
    struct pst_value *v, guint16 id, guint16 type, const unsigned char *p, size_t len);

/* How many values there are: 1 unless the type has MAPI_MULTIPLE; of what cannot be read 1 as well. */
guint32 pst_value_count(struct pst_heap *h, const struct pst_value *v);

/*
 * The bytes of value index, in order, in the form that convert/mapi/object.h wants. The
 * caller closes it, before the heap. Fails with ERR_FORMAT if they are damaged or the type
 * is not known, ERR_IO.
 */
MUST_USE struct mapi_stream *pst_value_open(
    struct pst_heap *h, const struct pst_value *v, guint index, GError **error);

/* The subnode that is the content of an object. PST_FAILED as pst_heap_piece. */
MUST_USE enum pst_found pst_value_object(
    struct pst_heap *h, const struct pst_value *v, struct pst_node *node, GError **error);

#endif
