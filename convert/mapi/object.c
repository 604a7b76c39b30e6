/* SPDX-License-Identifier: Apache-2.0 */
/* Calls what holds the object; see object.h. */
#include "convert/mapi/object.h"

guint
mapi_type_width(guint16 type)
{
	switch (type) {
	case MAPI_BOOLEAN:
		return 1;
	case MAPI_INT16:
		return 2;
	case MAPI_INT32:
	case MAPI_FLOAT:
	case MAPI_ERROR:
		return 4;
	case MAPI_DOUBLE:
	case MAPI_CURRENCY:
	case MAPI_APPTIME:
	case MAPI_INT64:
	case MAPI_TIME:
		return 8;
	case MAPI_GUID:
		return 16;
	default:
		return 0;
	}
}

const struct mapi_property *
mapi_properties(struct mapi_object *o, guint *n)
{
	return o->ops->properties(o, n);
}

const struct mapi_property *
mapi_find(struct mapi_object *o, guint16 id)
{
	guint n, low = 0;
	const struct mapi_property *list = mapi_properties(o, &n);
	guint high = n;

	while (low < high) {
		guint mid = low + (high - low) / 2;

		if (list[mid].id == id)
			/* cppcheck-suppress returnDanglingLifetime ; takes the count for the list */
			return &list[mid];
		if (list[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

guint16
mapi_named(struct mapi_object *o, const struct mapi_name *name)
{
	return o->ops->named(o, name);
}

bool
mapi_name_of(struct mapi_object *o, guint16 id, struct mapi_name *name)
{
	return o->ops->name_of(o, id, name);
}

struct mapi_stream *
mapi_open(struct mapi_object *o, const struct mapi_property *p, guint index, GError **error)
{
	return o->ops->open(o, p, index, error);
}

gssize
mapi_stream_read(struct mapi_stream *s, void *buf, size_t len, GError **error)
{
	return s->ops->read(s, buf, len, error);
}

void
mapi_stream_close(struct mapi_stream *s)
{
	if (s != NULL)
		s->ops->close(s);
}

GBytes *
mapi_read(
    struct mapi_object *o, const struct mapi_property *p, guint index, size_t max, GError **error)
{
	g_autoptr(mapi_stream) s = mapi_open(o, p, index, error);
	g_autoptr(GByteArray) all = g_byte_array_new();
	unsigned char piece[16 * 1024];
	gssize n = -1;

	while (s != NULL && (n = mapi_stream_read(s, piece, sizeof(piece), error)) > 0) {
		if ((size_t)n > max - all->len) {
			err_set(error, ERR_FORMAT, "property 0x%04x is longer than %zu bytes",
			    p->id, max);
			return NULL;
		}
		g_byte_array_append(all, piece, (guint)n);
	}
	if (n < 0)
		return NULL;
	g_byte_array_append(all, (const guint8 *)"", 1);
	return g_bytes_new_with_free_func(
	    all->data, all->len - 1, (GDestroyNotify)g_byte_array_unref, g_byte_array_ref(all));
}

bool
mapi_count(struct mapi_object *o, enum mapi_children kind, guint *n, GError **error)
{
	return o->ops->count(o, kind, n, error);
}

struct mapi_object *
mapi_child(struct mapi_object *o, enum mapi_children kind, guint index, GError **error)
{
	return o->ops->child(o, kind, index, error);
}

struct mapi_object *
mapi_embedded(struct mapi_object *o, GError **error)
{
	return o->ops->embedded(o, error);
}

guint
mapi_codepage(struct mapi_object *o)
{
	return o->ops->codepage(o);
}

void
mapi_object_close(struct mapi_object *o)
{
	if (o != NULL)
		o->ops->close(o);
}
