/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A list of properties: what a node's property context ([MS-PST] 2.3.3, PC) has, or a row of
 * a table. Sorted by id, each id once.
 */
#ifndef CONVERT_PST_PROPERTIES_H
#define CONVERT_PST_PROPERTIES_H

#include "convert/pst/value.h"

struct pst_properties {
	GArray *list;   /* struct mapi_property */
	GArray *values; /* struct pst_value: those of list, in its order */
};

void pst_properties_init(struct pst_properties *p);
void pst_properties_clear(struct pst_properties *p);

/*
 * Reads the property context in a heap. A part that is damaged is told of and left out.
 * Fails with ERR_FORMAT if there is none, ERR_IO.
 */
MUST_USE bool pst_properties_read(struct pst_properties *p, struct pst_heap *h, GError **error);

/* Adds a value, unless there is one of its id. h: where its bytes are */
void pst_properties_add(struct pst_properties *p, struct pst_heap *h, const struct pst_value *v);

/* The value of an id, borrowed until the list changes; NULL: none. */
const struct pst_value *pst_properties_find(const struct pst_properties *p, guint16 id);

/* A number of type MAPI_INT32; otherwise if there is none. */
guint32 pst_properties_int32(const struct pst_properties *p, guint16 id, guint32 otherwise);

#endif
