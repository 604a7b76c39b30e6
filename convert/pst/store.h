/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A PST or OST file as a mail store, [MS-PST] 2.4: the node 0x21 has the store's own
 * properties, among them which folder is the top of what its user sees (the IPM subtree).
 */
#ifndef CONVERT_PST_STORE_H
#define CONVERT_PST_STORE_H

#include "convert/pst/object.h"

struct pst_store;

/*
 * Opens it. source is borrowed until pst_store_close; report, which may be NULL, is copied and
 * told what is wrong from now on. Fails with ERR_FORMAT if it is no PST file or its trees
 * cannot be found, ERR_UNSUPPORTED as pst_header_read, ERR_IO.
 */
MUST_USE struct pst_store *pst_store_open(
    const struct pst_source *source, const struct pst_report *report, GError **error);
void pst_store_close(struct pst_store *s); /* accepts NULL */

/* The header, borrowed: which format, which encoding. */
const struct pst_header *pst_store_header(const struct pst_store *s);

/*
 * A node by its id: a message, a folder or the store itself (PST_NID_STORE). The caller closes
 * it with mapi_object_close, before s. Fails with ERR_FORMAT if there is none or it cannot
 * be read, ERR_IO.
 */
MUST_USE struct mapi_object *pst_store_node(struct pst_store *s, guint32 nid, GError **error);

/* How many warnings there were, those that were not told again included. */
guint64 pst_store_nwarnings(const struct pst_store *s);

/* The folder that is the top of what its user sees; 0: the store does not say. */
guint32 pst_store_ipm(const struct pst_store *s);

/* What its objects share, borrowed: for the rooms beside this one. */
const struct pst_shared *pst_store_shared(const struct pst_store *s);

typedef struct pst_store pst_store;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pst_store, pst_store_close)

#endif
