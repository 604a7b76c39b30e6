/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Nodes as MAPI objects (convert/mapi/object.h): any node with a property context, and in
 * messages, [MS-PST] 2.4.5, their recipients (rows of the table in subnode 0x692),
 * attachments (rows of the table in subnode 0x671, which name subnodes) and what is embedded
 * in these, as deep as PST_DEPTH_MAX.
 */
#ifndef CONVERT_PST_OBJECT_H
#define CONVERT_PST_OBJECT_H

#include "convert/pst/names.h"
#include "convert/pst/table.h"

#define PST_DEPTH_MAX 64 /* messages embedded in one another; what is deeper cannot be read */
#define PST_EMBEDDED_MAX 100000 /* times that embedded messages of one message are opened */

/* What all objects of a file share. Callers fill it in; borrowed for the objects' life. */
struct pst_shared {
	struct pst_file *f;
	struct name_map *names;
	guint codepage; /* of 8-bit texts; 0: not stated */
};

/* A node with properties; its first fields are object.c's and attachment.c's own. */
struct pst_object {
	struct mapi_object base;
	const struct pst_shared *shared;
	struct pst_node node;
	struct pst_heap *heap;   /* where its values are */
	struct pst_table *table; /* whose row it is: heap belongs to it, and is borrowed */
	struct pst_properties properties;
	guint codepage;
	guint depth;            /* of messages around it */
	struct pst_object *top; /* the message around all, which counts */
	guint nembedded; /* that were opened: the same may be so many times in a file made for it */
	struct pst_children *children[2]; /* by enum mapi_children; NULL: not read yet */
};

/*
 * Opens a node as an object. depth: how many messages it is embedded in. The caller closes it
 * with mapi_object_close. Fails with ERR_FORMAT if it has no properties that can be read, ERR_IO.
 */
MUST_USE struct pst_object *pst_object_open(
    const struct pst_shared *shared, const struct pst_node *node, guint depth, GError **error);

/* An object for a row of a table, whose properties its cells are. table is borrowed. */
MUST_USE struct pst_object *pst_object_of_row(const struct pst_shared *shared,
    struct pst_table *table, const struct pst_row *row, GError **error);

#endif
