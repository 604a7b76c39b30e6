/* SPDX-License-Identifier: Apache-2.0 */
/* Values and their bytes; see value.h. */
#include "convert/pst/value.h"

#include <string.h>

#include "convert/pst/content.h"
#include "convert/pst/le.h"

static bool
is_text(guint16 type)
{
	return type == MAPI_STRING || type == MAPI_STRING8;
}

static bool
has_any_length(guint16 type)
{
	return is_text(type) || type == MAPI_BINARY;
}

static void
hold(struct pst_value *v, const unsigned char *p, guint width)
{
	v->held = true;
	memcpy(v->bytes, p, width);
	if (v->type == MAPI_BOOLEAN)
		v->bytes[0] = p[0] != 0;
}

struct pst_value
pst_value_of_record(guint16 id, guint16 type, const unsigned char p[4])
{
	struct pst_value v = {.id = id, .type = type, .hnid = pst_le32(p)};
	guint width = mapi_type_width(type);

	if (width > 0 && width <= 4)
		hold(&v, p, width);
	return v;
}

bool
pst_value_of_cell(struct pst_value *v, guint16 id, guint16 type, const unsigned char *p, size_t len)
{
	guint width = mapi_type_width(type);

	*v = (struct pst_value){.id = id, .type = type};
	if (width > 0 && width <= 8) {
		if (len < width)
			return false;
		hold(v, p, width);
		return true;
	}
	if (len < 4)
		return false;
	v->hnid = pst_le32(p);
	return true;
}

guint32
pst_value_count(struct pst_heap *h, const struct pst_value *v)
{
	guint width = mapi_type_width(v->type & (guint16)~MAPI_MULTIPLE);
	struct pst_content *c;
	unsigned char head[4] = {0};
	guint64 count = 1;

	if ((v->type & MAPI_MULTIPLE) == 0)
		return 1;
	c = pst_content_open(h, v->hnid, NULL);
	if (c == NULL)
		return 1;
	if (width > 0)
		count = pst_content_size(c) / width;
	else if (pst_content_size(c) == 0)
		count = 0;
	else if (pst_content_read_all(c, head, sizeof(head), 0, NULL))
		count = pst_le32(head);
	if (width == 0 && count > pst_content_size(c) / 4)
		count = 1;
	pst_content_close(c);
	return (guint32)MIN(count, G_MAXUINT32);
}

/* A stream over a range of a content, or over the value's own bytes. */
struct stream {
	struct mapi_stream base;
	struct pst_content *content; /* NULL: bytes */
	unsigned char bytes[8];
	guint64 at, end;
	bool open_end; /* it ends where the content does */
};

static gssize
stream_read(struct mapi_stream *base, void *buf, size_t len, GError **error)
{
	struct stream *s = (struct stream *)base;
	gssize n;

	len = (size_t)MIN(len, s->end - s->at);
	if (len == 0)
		return 0;
	if (s->content == NULL) {
		memcpy(buf, s->bytes + s->at, len);
		n = (gssize)len;
	} else {
		n = pst_content_read(s->content, buf, len, s->at, error);
	}
	if (n > 0)
		s->at += (guint64)n;
	if (n == 0 && (!s->open_end || s->at < pst_content_size(s->content))) {
		(void)err_set(
		    error, ERR_FORMAT, "the value ends after %" G_GUINT64_FORMAT " bytes", s->at);
		return -1;
	}
	return n;
}

static void
stream_close(struct mapi_stream *base)
{
	struct stream *s = (struct stream *)base;

	pst_content_close(s->content);
	g_free(s);
}

static struct stream *
stream_new(void)
{
	static const struct mapi_stream_ops ops = {stream_read, stream_close};
	struct stream *s = g_new0(struct stream, 1);

	s->base.ops = &ops;
	return s;
}

/* The range of one of several values. */
static bool
find_one(struct stream *s, guint16 type, guint index, GError **error)
{
	guint64 size = pst_content_size(s->content);
	guint width = mapi_type_width(type);
	unsigned char p[8];
	guint32 count;

	if (width > 0) {
		s->at = (guint64)index * width;
		s->end = s->at + width;
		return s->end <= size || err_set(error, ERR_FORMAT, "there is no such value");
	}
	if (!pst_content_read_all(s->content, p, 4, 0, error))
		return false;
	count = pst_le32(p);
	if (index >= count || count > size / 4 || !has_any_length(type))
		return err_set(error, ERR_FORMAT, "there is no such value");
	if (!pst_content_read_all(
		s->content, p, index + 1 < count ? 8 : 4, 4 + (guint64)index * 4, error))
		return false;
	s->at = pst_le32(p);
	s->end = index + 1 < count ? pst_le32(p + 4) : size;
	return (s->at <= s->end && s->end <= size) ||
	    err_set(error, ERR_FORMAT, "the values contradict each other");
}

/* Leaves NULs at the end of a text out; those before its last block are kept. */
static bool
strip(struct stream *s, guint16 type, GError **error)
{
	guint unit = type == MAPI_STRING ? 2 : 1;
	unsigned char p[2];

	while (s->end - s->at >= unit && (s->end - s->at) % unit == 0) {
		if (!pst_content_read_all(s->content, p, unit, s->end - unit, error))
			return false;
		if (p[0] != 0 || (unit == 2 && p[1] != 0))
			break;
		s->end -= unit;
	}
	return true;
}

static bool
find_range(struct stream *s, const struct pst_value *v, guint index, GError **error)
{
	guint16 type = v->type & (guint16)~MAPI_MULTIPLE;
	guint width = mapi_type_width(type);

	if (v->type & MAPI_MULTIPLE) {
		if (!find_one(s, type, index, error))
			return false;
	} else if (width > 0) {
		s->end = width;
		if (pst_content_size(s->content) < width)
			return err_set(error, ERR_FORMAT, "the value is cut");
	} else if (is_text(type)) {
		s->end = pst_content_size(s->content);
	} else {
		s->end = G_MAXUINT64;
		s->open_end = true;
	}
	return !is_text(type) || strip(s, type, error);
}

static struct pst_content *
open_content(struct pst_heap *h, const struct pst_value *v, GError **error)
{
	struct pst_node node;

	if (v->type != MAPI_OBJECT)
		return pst_content_open(h, v->hnid, error);
	switch (pst_value_object(h, v, &node, error)) {
	case PST_FOUND:
		return pst_content_of_node(h->f, &node, error);
	case PST_ABSENT:
		(void)err_set(error, ERR_FORMAT, "the object has no content");
		return NULL;
	default:
		return NULL;
	}
}

struct mapi_stream *
pst_value_open(struct pst_heap *h, const struct pst_value *v, guint index, GError **error)
{
	guint16 type = v->type & (guint16)~MAPI_MULTIPLE;
	struct stream *s;

	if ((mapi_type_width(type) == 0 && !has_any_length(type) && v->type != MAPI_OBJECT) ||
	    (index > 0 && (v->type & MAPI_MULTIPLE) == 0)) {
		(void)err_set(error, ERR_FORMAT, "its type 0x%04x cannot be read", v->type);
		return NULL;
	}
	s = stream_new();
	if (v->held) {
		memcpy(s->bytes, v->bytes, sizeof(s->bytes));
		s->end = mapi_type_width(type);
		return &s->base;
	}
	s->content = open_content(h, v, error);
	if (s->content != NULL && find_range(s, v, index, error))
		return &s->base;
	stream_close(&s->base);
	return NULL;
}

enum pst_found
pst_value_object(
    struct pst_heap *h, const struct pst_value *v, struct pst_node *node, GError **error)
{
	g_auto(pst_piece) piece = {0};
	guint32 nid = v->hnid;

	if (v->held)
		return PST_ABSENT;
	if (PST_NID_TYPE(nid) == PST_NID_HEAP) {
		if (!pst_heap_piece(h, nid, &piece, error))
			return PST_FAILED;
		if (piece.len < 4)
			return PST_ABSENT;
		nid = pst_le32(piece.bytes);
	}
	return pst_subnode_find(h->f, h->sub, nid, node, error);
}
