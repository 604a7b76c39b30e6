/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The recipients and attachments of a message and the messages in attachments: the part of
 * object.h that goes from one object to another. [MS-PST] 2.4.5.3, 2.4.6.
 *
 * A subnode that is an attachment but in no row of the table comes behind those that are. An
 * attachment that does not say by which method it is attached is what the table's row says,
 * else an embedded message if it has exactly one.
 */
#ifndef CONVERT_PST_CHILDREN_H
#define CONVERT_PST_CHILDREN_H

#include "convert/mapi/object.h"

struct pst_children;

/* As mapi_count, mapi_child and mapi_embedded, of a struct pst_object. */
MUST_USE bool pst_children_count(
    struct mapi_object *o, enum mapi_children kind, guint *n, GError **error);
MUST_USE struct mapi_object *pst_children_open(
    struct mapi_object *o, enum mapi_children kind, guint index, GError **error);
MUST_USE struct mapi_object *pst_children_embedded(struct mapi_object *o, GError **error);

void pst_children_free(struct pst_children *c); /* accepts NULL */

#endif
