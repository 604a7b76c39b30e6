/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes of values; see value.h. */
#include "convert/msg/value.h"

#include <string.h>

#include "convert/mapi/memory_stream.h"
#include "convert/msg/ole.h"
#include "convert/msg/text.h"

static bool
is_text(guint16 type)
{
	return type == MAPI_STRING || type == MAPI_STRING8;
}

static bool
is_known(guint16 type)
{
	guint16 one = type & (guint16)~MAPI_MULTIPLE;

	return mapi_type_width(one) > 0 || is_text(one) || one == MAPI_BINARY ||
	    type == MAPI_OBJECT;
}

static struct mapi_stream *
open_bytes(const void *data, size_t len)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, len);

	return memory_stream_open(bytes);
}

/* A stream of the file, as a value of a type. */
static struct mapi_stream *
open_entry(struct cfb *c, guint32 entry, guint16 type, GError **error)
{
	struct mapi_stream *s;

	if (type == MAPI_OBJECT && cfb_entry(c, entry)->type == CFB_TYPE_STORAGE)
		return msg_ole_open(c, entry, error);
	if (mapi_type_width(type) > 0 && cfb_entry(c, entry)->size < mapi_type_width(type)) {
		(void)err_set(error, ERR_FORMAT, "the value is cut");
		return NULL;
	}
	s = cfb_read(c, entry, error);
	return s != NULL && is_text(type) ? msg_text_open(s, type == MAPI_STRING ? 2 : 1) : s;
}

static GBytes *
read_array(struct cfb *c, guint32 entry, GError **error)
{
	g_autoptr(mapi_stream) s = cfb_read(c, entry, error);
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	unsigned char piece[4096];
	gssize n = 0;

	if (s == NULL)
		return NULL;
	while (bytes->len < MSG_ARRAY_MAX &&
	    (n = mapi_stream_read(s, piece, sizeof(piece), error)) > 0)
		g_byte_array_append(bytes, piece, (guint)n);
	if (n > 0)
		(void)err_set(error, ERR_FORMAT, "there are too many values");
	return n == 0 ? g_byte_array_free_to_bytes(g_steal_pointer(&bytes)) : NULL;
}

/* One of several of a fixed length. */
static struct mapi_stream *
open_in_array(
    struct cfb *c, guint32 entry, guint width, guint index, struct msg_array *a, GError **error)
{
	guint64 at = (guint64)index * width;
	g_autoptr(GBytes) one = NULL;

	if (a->bytes == NULL || a->entry != entry) {
		g_clear_pointer(&a->bytes, g_bytes_unref);
		a->entry = entry;
		a->bytes = read_array(c, entry, error);
	}
	if (a->bytes == NULL)
		return NULL;
	if (at + width > g_bytes_get_size(a->bytes)) {
		(void)err_set(error, ERR_FORMAT, "there is no such value");
		return NULL;
	}
	one = g_bytes_new_from_bytes(a->bytes, (gsize)at, width);
	return memory_stream_open(one);
}

static struct mapi_stream *
open_one_of(struct cfb *c, const struct msg_storage *s, const struct mapi_property *p,
    const struct msg_value *v, guint index, struct msg_array *a, GError **error)
{
	guint16 type = p->type & (guint16)~MAPI_MULTIPLE;
	guint width = mapi_type_width(type);
	guint32 entry;

	if (v->entry == MSG_ABSENT) {
		(void)err_set(error, ERR_FORMAT, "its stream is missing");
		return NULL;
	}
	if (width > 0)
		return open_in_array(c, v->entry, width, index, a, error);
	entry = msg_storage_value(s, (guint32)p->id << 16 | p->type, index);
	if (entry != MSG_ABSENT)
		return open_entry(c, entry, type, error);
	(void)err_set(error, ERR_FORMAT, "value %u is missing", index);
	return NULL;
}

/* Some writers leave the stream of an empty text out. Its size counts the NUL that it has not. */
static bool
is_empty_text(const struct mapi_property *p, const struct msg_value *v)
{
	return is_text(p->type) && v->size <= (p->type == MAPI_STRING ? 2 : 1);
}

static struct mapi_stream *
open_value(struct cfb *c, const struct msg_storage *s, const struct mapi_property *p,
    const struct msg_value *v, guint index, struct msg_array *a, GError **error)
{
	if (!is_known(p->type) || (index > 0 && (p->type & MAPI_MULTIPLE) == 0)) {
		(void)err_set(error, ERR_FORMAT, "its type 0x%04x cannot be read", p->type);
		return NULL;
	}
	if (v->held)
		return open_bytes(v->bytes, mapi_type_width(p->type));
	if ((p->type & MAPI_MULTIPLE) != 0)
		return open_one_of(c, s, p, v, index, a, error);
	if (v->entry != MSG_ABSENT)
		return open_entry(c, v->entry, p->type, error);
	if (is_empty_text(p, v))
		return open_bytes("", 0);
	(void)err_set(error, ERR_FORMAT, "its stream is missing");
	return NULL;
}

struct mapi_stream *
msg_value_open(struct cfb *c, const struct msg_storage *s, const struct mapi_property *p,
    const struct msg_value *v, guint index, struct msg_array *a, GError **error)
{
	return open_value(c, s, p, v, index, a, error);
}
