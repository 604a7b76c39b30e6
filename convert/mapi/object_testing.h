/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For tests: MAPI objects made in memory, value by value.
 *
 *	g_autoptr(testing_object) m = testing_object_new();
 *	testing_string(m, 0x0037, "Subject");
 *	struct testing_object *a = testing_add(m, MAPI_ATTACHMENTS);
 *
 * Children belong to their parent. mapi_child and mapi_embedded give references, which
 * closing them gives back.
 */
#ifndef CONVERT_MAPI_OBJECT_TESTING_H
#define CONVERT_MAPI_OBJECT_TESTING_H

#include <string.h>

#include "convert/mapi/object.h"

struct testing_object {
	struct mapi_object base;
	GArray *properties; /* struct mapi_property, sorted */
	GHashTable *values; /* id -> GPtrArray of GBytes */
	GPtrArray *children[2];
	struct testing_object *inner;
	GPtrArray *names; /* struct testing_name; id is 0x8000 + index */
	guint codepage;
	guint bad; /* id of a property that cannot be read; 0: none */
};

struct testing_name {
	struct mapi_name name;
	char text[64];
};

struct testing_stream {
	struct mapi_stream base;
	GBytes *bytes;
	size_t at;
};

static inline void
testing_object_free(struct testing_object *o)
{
	if (o == NULL)
		return;
	g_array_unref(o->properties);
	g_hash_table_unref(o->values);
	g_ptr_array_unref(o->children[0]);
	g_ptr_array_unref(o->children[1]);
	testing_object_free(o->inner);
	g_ptr_array_unref(o->names);
	g_free(o);
}

typedef struct testing_object testing_object;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(testing_object, testing_object_free)

static inline const struct mapi_property *
testing_properties(struct mapi_object *base, guint *n)
{
	struct testing_object *o = (struct testing_object *)base;

	*n = o->properties->len;
	return (const struct mapi_property *)(void *)o->properties->data;
}

static inline guint16
testing_named(struct mapi_object *base, const struct mapi_name *name)
{
	struct testing_object *o = (struct testing_object *)base;

	for (guint i = 0; i < o->names->len; i++) {
		const struct testing_name *n = g_ptr_array_index(o->names, i);

		if (memcmp(n->name.set, name->set, sizeof(name->set)) == 0 &&
		    g_strcmp0(n->name.text, name->text) == 0 &&
		    (name->text != NULL || n->name.number == name->number))
			return (guint16)(0x8000 + i);
	}
	return 0;
}

static inline bool
testing_name_of(struct mapi_object *base, guint16 id, struct mapi_name *name)
{
	struct testing_object *o = (struct testing_object *)base;

	if (id < 0x8000 || id - 0x8000u >= o->names->len)
		return false;
	*name = ((struct testing_name *)g_ptr_array_index(o->names, id - 0x8000u))->name;
	return true;
}

static inline gssize
testing_stream_read(struct mapi_stream *base, void *buf, size_t len, GError **error)
{
	struct testing_stream *s = (struct testing_stream *)base;
	size_t size;
	const unsigned char *data = g_bytes_get_data(s->bytes, &size);
	size_t n = MIN(len, size - s->at);

	(void)error;
	if (n > 0)
		memcpy(buf, data + s->at, n);
	s->at += n;
	return (gssize)n;
}

static inline void
testing_stream_close(struct mapi_stream *base)
{
	struct testing_stream *s = (struct testing_stream *)base;

	g_bytes_unref(s->bytes);
	g_free(s);
}

static inline struct mapi_stream *
testing_open(struct mapi_object *base, const struct mapi_property *p, guint index, GError **error)
{
	static const struct mapi_stream_ops ops = {testing_stream_read, testing_stream_close};
	struct testing_object *o = (struct testing_object *)base;
	GPtrArray *values = g_hash_table_lookup(o->values, GUINT_TO_POINTER(p->id));
	struct testing_stream *s;

	if (p->id == o->bad || values == NULL || index >= values->len) {
		err_set(error, ERR_FORMAT, "property 0x%04x is damaged", p->id);
		return NULL;
	}
	s = g_new0(struct testing_stream, 1);
	s->base.ops = &ops;
	s->bytes = g_bytes_ref(g_ptr_array_index(values, index));
	return &s->base;
}

static inline bool
testing_count(struct mapi_object *base, enum mapi_children kind, guint *n, GError **error)
{
	(void)error;
	*n = ((struct testing_object *)base)->children[kind]->len;
	return true;
}

static inline struct mapi_object *
testing_child(struct mapi_object *base, enum mapi_children kind, guint index, GError **error)
{
	struct testing_object *o = (struct testing_object *)base;

	if (index < o->children[kind]->len)
		return &((struct testing_object *)g_ptr_array_index(o->children[kind], index))
			    ->base;
	err_set(error, ERR_FORMAT, "there is no child %u", index);
	return NULL;
}

static inline struct mapi_object *
testing_embedded(struct mapi_object *base, GError **error)
{
	struct testing_object *o = (struct testing_object *)base;

	if (o->inner != NULL)
		return &o->inner->base;
	err_set(error, ERR_FORMAT, "there is no embedded message");
	return NULL;
}

static inline guint
testing_codepage(struct mapi_object *base)
{
	return ((struct testing_object *)base)->codepage;
}

static inline void
testing_close(struct mapi_object *base)
{
	(void)base;
}

static inline void
testing_free_child(void *o)
{
	testing_object_free(o);
}

static inline void
testing_free_values(void *values)
{
	g_ptr_array_unref(values);
}

static inline void
testing_free_bytes(void *bytes)
{
	g_bytes_unref(bytes);
}

/* An object without properties; freed with testing_object_free, unless it is a child. */
static inline struct testing_object *
testing_object_new(void)
{
	static const struct mapi_object_ops ops = {testing_properties, testing_named,
	    testing_name_of, testing_open, testing_count, testing_child, testing_embedded,
	    testing_codepage, testing_close};
	struct testing_object *o = g_new0(struct testing_object, 1);

	o->base.ops = &ops;
	o->properties = g_array_new(FALSE, TRUE, sizeof(struct mapi_property));
	o->values = g_hash_table_new_full(NULL, NULL, NULL, testing_free_values);
	o->children[0] = g_ptr_array_new_with_free_func(testing_free_child);
	o->children[1] = g_ptr_array_new_with_free_func(testing_free_child);
	o->names = g_ptr_array_new_with_free_func(g_free);
	return o;
}

/* Adds a value; a second one of the same id makes it one of several, with a type of MAPI_MULTIPLE. */
static inline void
testing_value(struct testing_object *o, guint16 id, guint16 type, const void *value, size_t len)
{
	GPtrArray *values = g_hash_table_lookup(o->values, GUINT_TO_POINTER(id));
	guint at = 0;

	while (at < o->properties->len &&
	    g_array_index(o->properties, struct mapi_property, at).id < id)
		at++;
	if (values == NULL) {
		struct mapi_property p = {.id = id, .type = type, .count = 1};

		g_array_insert_val(o->properties, at, p);
		values = g_ptr_array_new_with_free_func(testing_free_bytes);
		g_hash_table_insert(o->values, GUINT_TO_POINTER(id), values);
	} else {
		g_array_index(o->properties, struct mapi_property, at).count++;
	}
	g_ptr_array_add(values, g_bytes_new(value, len));
}

/* text: UTF-8 */
static inline void
testing_string(struct testing_object *o, guint16 id, const char *text)
{
	glong len = 0;
	g_autofree gunichar2 *wide = g_utf8_to_utf16(text, -1, NULL, &len, NULL);

	testing_value(o, id, MAPI_STRING, wide, (size_t)len * 2);
}

static inline void
testing_string8(struct testing_object *o, guint16 id, const char *bytes)
{
	testing_value(o, id, MAPI_STRING8, bytes, strlen(bytes));
}

static inline void
testing_int32(struct testing_object *o, guint16 id, guint32 value)
{
	guint32 le = GUINT32_TO_LE(value);

	testing_value(o, id, MAPI_INT32, &le, sizeof(le));
}

static inline void
testing_boolean(struct testing_object *o, guint16 id, bool value)
{
	unsigned char byte = value;

	testing_value(o, id, MAPI_BOOLEAN, &byte, 1);
}

/* seconds: since 1970 */
static inline void
testing_time(struct testing_object *o, guint16 id, gint64 seconds)
{
	guint64 le = GUINT64_TO_LE((guint64)(seconds + G_GINT64_CONSTANT(11644473600)) * 10000000);

	testing_value(o, id, MAPI_TIME, &le, sizeof(le));
}

/* The id of a named property, which is made for it. text: at most 63 bytes, or NULL */
static inline guint16
testing_name(
    struct testing_object *o, const unsigned char set[16], guint32 number, const char *text)
{
	struct testing_name *n = g_new0(struct testing_name, 1);

	memcpy(n->name.set, set, sizeof(n->name.set));
	n->name.number = number;
	if (text != NULL) {
		g_strlcpy(n->text, text, sizeof(n->text));
		n->name.text = n->text;
	}
	g_ptr_array_add(o->names, n);
	return (guint16)(0x8000 + o->names->len - 1);
}

/* A recipient or attachment of o, behind the others. */
static inline struct testing_object *
testing_add(struct testing_object *o, enum mapi_children kind)
{
	struct testing_object *child = testing_object_new();

	g_ptr_array_add(o->children[kind], child);
	return child;
}

/* The message that attachment o is. */
static inline struct testing_object *
testing_embed(struct testing_object *o)
{
	testing_object_free(o->inner);
	o->inner = testing_object_new();
	return o->inner;
}

#endif
