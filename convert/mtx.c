/* SPDX-License-Identifier: Apache-2.0 */
/*
 * c-client's mtx (lines end in CR LF) and tenex (LF) as stores: records from the first
 * byte on (sized.h; docs/MAIL.md, "Formats"). They have no magic, so the first
 * record's size must end at another record or the file's end, as far as that is shown.
 * Names of keywords are not in the file; their bits are in the raw state.
 */
#include "convert/mbox_place.h"
#include "convert/sized.h"

static int
probe(const struct store_probe *p, enum recordline_kind kind)
{
	struct recordline l, next;
	size_t end;

	if (!recordline_parse(kind, p->head, p->head_len, &l))
		return 0;
	if (l.size >= p->head_len - l.len)
		return l.len + l.size == p->entry->size ? 97 : 60;
	end = l.len + (size_t)l.size;
	return recordline_parse(kind, p->head + end, p->head_len - end, &next) ? 97 : 60;
}

static int
mtx_probe(const struct store_probe *p)
{
	return probe(p, RECORDLINE_MTX);
}

static int
tenex_probe(const struct store_probe *p)
{
	return probe(p, RECORDLINE_TENEX);
}

static struct store *
open_kind(const struct store_file *f, const struct store_ops *ops, enum recordline_kind kind)
{
	struct sized *s = g_new0(struct sized, 1);

	sized_init(s, ops, f, kind);
	f->facts->crlf = kind == RECORDLINE_MTX;
	return &s->base;
}

static struct store *
mtx_open(const struct store_file *f, GError **error)
{
	(void)error;
	return open_kind(f, &mtx_store, RECORDLINE_MTX);
}

static struct store *
tenex_open(const struct store_file *f, GError **error)
{
	(void)error;
	return open_kind(f, &tenex_store, RECORDLINE_TENEX);
}

const struct store_ops mtx_store = {
    .name = "mtx",
    .role = "store",
    .probe = mtx_probe,
    .folder = mbox_folder,
    .open = mtx_open,
    .feed = sized_feed,
    .close = sized_close,
};

const struct store_ops tenex_store = {
    .name = "tenex",
    .role = "store",
    .probe = tenex_probe,
    .folder = mbox_folder,
    .open = tenex_open,
    .feed = sized_feed,
    .close = sized_close,
};
