/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes that an HNID names, [MS-PST] 2.3.3.2: a piece of a heap, or a subnode's, of any length. */
#ifndef CONVERT_PST_CONTENT_H
#define CONVERT_PST_CONTENT_H

#include "convert/pst/heap.h"

struct pst_content;

/* The caller closes it, before the heap. Fails with ERR_FORMAT if there is no such thing, ERR_IO. */
MUST_USE struct pst_content *pst_content_open(struct pst_heap *h, guint32 hnid, GError **error);
MUST_USE struct pst_content *pst_content_of_node(
    struct pst_file *f, const struct pst_node *node, GError **error);
void pst_content_close(struct pst_content *c); /* accepts NULL */

guint64 pst_content_size(const struct pst_content *c); /* bytes */

/* As pst_data_read. */
MUST_USE gssize pst_content_read(
    struct pst_content *c, void *buf, size_t len, guint64 at, GError **error);

/* All of len bytes. Fails with ERR_FORMAT if there are fewer, or as pst_content_read. */
MUST_USE bool pst_content_read_all(
    struct pst_content *c, void *buf, size_t len, guint64 at, GError **error);

#endif
