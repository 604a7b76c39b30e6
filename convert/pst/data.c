/* SPDX-License-Identifier: Apache-2.0 */
/* Trees of data blocks; see data.h. */
#include "convert/pst/data.h"

#include <string.h>

#include "convert/pst/le.h"

#define LIST_TYPE 0x01
#define LIST_HEAD 8       /* bytes of an XBLOCK before its ids: type, level, count, size of all */
#define DEFLATE_MOST 1032 /* times as many bytes as were deflated to one */

/* A list of ids: XBLOCK or XXBLOCK. */
struct list {
	GBytes *bytes; /* NULL: none */
	guint count;
};

struct pst_data {
	struct pst_file *f;
	guint level; /* 0: one block; 1: top lists blocks; 2: top lists lists */
	guint64 bid; /* of that one block; 0: none */
	guint64 size;
	struct list top;
	struct list list; /* of level 2: the one at hand */
	guint list_index; /* which */
	guint *firsts; /* of level 2: the first block of each list, and behind the last of them */
	guint nfirsts; /* that are known: grows as lists are read */
	/* The place that pst_data_read is at. */
	guint block;
	guint64 block_at; /* the offset of its first byte */
	GBytes *bytes;    /* of it, NULL: not read yet */
};

static void
list_clear(struct list *list)
{
	g_bytes_unref(list->bytes);
	*list = (struct list){0};
}

static guint64
list_id(const struct pst_data *d, const struct list *list, guint i)
{
	const unsigned char *p = g_bytes_get_data(list->bytes, NULL);

	return pst_le(p + LIST_HEAD + (size_t)i * d->f->layout->id, d->f->layout->id);
}

/* Reads a list: its level is set, and size if it is not NULL. */
static bool
list_read(
    struct pst_data *d, guint64 bid, struct list *list, guint *level, guint64 *size, GError **error)
{
	const unsigned char *p;
	size_t len;

	list_clear(list);
	list->bytes = pst_block_read(d->f, bid, error);
	if (list->bytes == NULL)
		return false;
	p = g_bytes_get_data(list->bytes, &len);
	if (len < LIST_HEAD || p[0] != LIST_TYPE || p[1] < 1 || p[1] > 2 ||
	    pst_le16(p + 2) > (len - LIST_HEAD) / d->f->layout->id)
		return err_set(error, ERR_FORMAT,
		    "block 0x%" G_GINT64_MODIFIER "x is no list of data blocks", bid);
	*level = p[1];
	list->count = pst_le16(p + 2);
	if (size != NULL)
		*size = pst_le32(p + 4);
	return true;
}

struct pst_data *
pst_data_open(struct pst_file *f, guint64 bid, GError **error)
{
	g_autoptr(pst_data) d = g_new0(struct pst_data, 1);
	guint32 size = 0;

	d->f = f;
	if (pst_block_is_list(bid)) {
		if (!list_read(d, bid, &d->top, &d->level, &d->size, error))
			return NULL;
		d->firsts = g_new0(guint, d->top.count + 1);
		d->nfirsts = 1;
	} else if (bid != 0) {
		if (!pst_block_size(f, bid, &size, error))
			return NULL;
		d->bid = bid;
		d->size = size;
	}
	return g_steal_pointer(&d);
}

void
pst_data_close(struct pst_data *d)
{
	if (d == NULL)
		return;
	list_clear(&d->top);
	list_clear(&d->list);
	g_free(d->firsts);
	g_bytes_unref(d->bytes);
	g_free(d);
}

guint64
pst_data_size(const struct pst_data *d)
{
	return d->size;
}

/* Reads list i of the top, and so knows where the next one begins. */
static bool
go_to_list(struct pst_data *d, guint i, GError **error)
{
	guint level;

	if (d->list.bytes != NULL && d->list_index == i)
		return true;
	if (!list_read(d, list_id(d, &d->top, i), &d->list, &level, NULL, error))
		return false;
	d->list_index = i;
	if (level != 1) {
		list_clear(&d->list);
		return err_set(error, ERR_FORMAT, "lists of data blocks lie too deep");
	}
	if (d->nfirsts == i + 1) {
		d->firsts[i + 1] = d->firsts[i] + d->list.count;
		d->nfirsts++;
	}
	return true;
}

/* The list of the top that block index is in: top.count if there is none. */
static bool
find_list(struct pst_data *d, guint index, guint *i, GError **error)
{
	guint low = 0, high;

	while (d->nfirsts <= d->top.count && d->firsts[d->nfirsts - 1] <= index)
		if (!go_to_list(d, d->nfirsts - 1, error))
			return false;
	high = d->nfirsts - 1;
	while (low < high) {
		guint mid = low + (high - low) / 2;

		if (d->firsts[mid + 1] <= index)
			low = mid + 1;
		else
			high = mid;
	}
	*i = index < d->firsts[d->nfirsts - 1] ? low : d->top.count;
	return true;
}

/* The id of a block; 0: there are only so many. */
static bool
find_block(struct pst_data *d, guint index, guint64 *bid, GError **error)
{
	guint i = index;

	*bid = 0;
	if (d->level == 0) {
		*bid = index == 0 ? d->bid : 0;
	} else if (d->level == 1) {
		*bid = index < d->top.count ? list_id(d, &d->top, index) : 0;
	} else {
		if (!find_list(d, index, &i, error))
			return false;
		if (i < d->top.count) {
			if (!go_to_list(d, i, error))
				return false;
			*bid = list_id(d, &d->list, index - d->firsts[i]);
		}
	}
	if (pst_block_is_list(*bid))
		return err_set(error, ERR_FORMAT, "lists of data blocks lie too deep");
	return true;
}

GBytes *
pst_data_block(struct pst_data *d, guint index, GError **error)
{
	guint64 bid;

	if (!find_block(d, index, &bid, error) || bid == 0)
		return NULL;
	return pst_block_read(d->f, bid, error);
}

/* A tree that names blocks over and over would have no end worth waiting for. */
static bool
is_bomb(const struct pst_data *d)
{
	guint64 most = d->f->source->size;

	if (d->f->layout->format == PST_UNICODE_4K)
		most *= DEFLATE_MOST;
	return d->block_at > MIN(most, G_MAXUINT32);
}

/* Goes to the block that has byte at. False: *error is set, or there is no such byte. */
static bool
go_to(struct pst_data *d, guint64 at, GError **error)
{
	guint64 bid;
	guint32 size;

	if (at < d->block_at) {
		d->block = 0;
		d->block_at = 0;
		g_clear_pointer(&d->bytes, g_bytes_unref);
	}
	for (;;) {
		if (!find_block(d, d->block, &bid, error) || bid == 0 ||
		    !pst_block_size(d->f, bid, &size, error))
			return false;
		if (at - d->block_at < size)
			return true;
		if (size == 0 || is_bomb(d))
			return err_set(error, ERR_FORMAT, "a list of data blocks has no end");
		d->block++;
		d->block_at += size;
		g_clear_pointer(&d->bytes, g_bytes_unref);
	}
}

gssize
pst_data_read(struct pst_data *d, void *buf, size_t len, guint64 at, GError **error)
{
	GError *why = NULL;
	const unsigned char *p;
	size_t size, from;

	if (!go_to(d, at, &why)) {
		if (why == NULL)
			return 0;
		g_propagate_error(error, why);
		return -1;
	}
	if (d->bytes == NULL)
		d->bytes = pst_data_block(d, d->block, error);
	if (d->bytes == NULL)
		return -1;
	p = g_bytes_get_data(d->bytes, &size);
	from = (size_t)(at - d->block_at);
	if (from >= size)
		return 0;
	len = MIN(len, size - from);
	memcpy(buf, p + from, len);
	return (gssize)len;
}
