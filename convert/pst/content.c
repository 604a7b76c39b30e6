/* SPDX-License-Identifier: Apache-2.0 */
/* What an HNID names; see content.h. */
#include "convert/pst/content.h"

#include <string.h>

struct pst_content {
	struct pst_data *data; /* NULL: it is a piece */
	struct pst_piece piece;
};

struct pst_content *
pst_content_of_node(struct pst_file *f, const struct pst_node *node, GError **error)
{
	struct pst_content *c = g_new0(struct pst_content, 1);

	c->data = pst_data_open(f, node->data, error);
	if (c->data != NULL)
		return c;
	g_free(c);
	return NULL;
}

struct pst_content *
pst_content_open(struct pst_heap *h, guint32 hnid, GError **error)
{
	struct pst_content *c;
	struct pst_node node;

	if (PST_NID_TYPE(hnid) == PST_NID_HEAP) {
		c = g_new0(struct pst_content, 1);
		if (pst_heap_piece(h, hnid, &c->piece, error))
			return c;
		g_free(c);
		return NULL;
	}
	switch (pst_subnode_find(h->f, h->sub, hnid, &node, error)) {
	case PST_FOUND:
		return pst_content_of_node(h->f, &node, error);
	case PST_ABSENT:
		(void)err_set(error, ERR_FORMAT, "there is no subnode 0x%x", hnid);
		return NULL;
	default:
		return NULL;
	}
}

void
pst_content_close(struct pst_content *c)
{
	if (c == NULL)
		return;
	pst_data_close(c->data);
	pst_piece_clear(&c->piece);
	g_free(c);
}

guint64
pst_content_size(const struct pst_content *c)
{
	return c->data != NULL ? pst_data_size(c->data) : c->piece.len;
}

gssize
pst_content_read(struct pst_content *c, void *buf, size_t len, guint64 at, GError **error)
{
	if (c->data != NULL)
		return pst_data_read(c->data, buf, len, at, error);
	if (at >= c->piece.len)
		return 0;
	len = MIN(len, c->piece.len - (size_t)at);
	memcpy(buf, c->piece.bytes + at, len);
	return (gssize)len;
}

bool
pst_content_read_all(struct pst_content *c, void *buf, size_t len, guint64 at, GError **error)
{
	for (size_t done = 0; done < len;) {
		gssize n =
		    pst_content_read(c, (unsigned char *)buf + done, len - done, at + done, error);

		if (n < 0)
			return false;
		if (n == 0)
			return err_set(error, ERR_FORMAT, "the value ends too soon");
		done += (size_t)n;
	}
	return true;
}
