/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A MAPI object: a message, a recipient or an attachment with its properties, as a
 * node of a PST file and a storage of a .msg file both hold it. What builds mail from
 * it sees this alone, so it serves both. Terms, ids and types are those of
 * [MS-OXCDATA] and [MS-OXPROPS].
 *
 * One bad property costs that property: it is in the list, and only reading it fails.
 */
#ifndef CONVERT_MAPI_OBJECT_H
#define CONVERT_MAPI_OBJECT_H

#include "crypto/error.h"

/* [MS-OXCDATA] 2.11.1. A type that is none of these is kept as its number. */
enum mapi_type {
	MAPI_INT16 = 0x0002,
	MAPI_INT32 = 0x0003,
	MAPI_FLOAT = 0x0004,
	MAPI_DOUBLE = 0x0005,
	MAPI_CURRENCY = 0x0006,
	MAPI_APPTIME = 0x0007,
	MAPI_ERROR = 0x000a,
	MAPI_BOOLEAN = 0x000b,
	MAPI_OBJECT = 0x000d, /* bytes of an OLE object; or an embedded message: mapi_embedded */
	MAPI_INT64 = 0x0014,
	MAPI_STRING8 = 0x001e, /* in the object's codepage */
	MAPI_STRING = 0x001f,  /* UTF-16LE */
	MAPI_TIME = 0x0040,    /* 100 ns since 1601 */
	MAPI_GUID = 0x0048,
	MAPI_BINARY = 0x0102,
	MAPI_MULTIPLE = 0x1000, /* a flag: several values of the type */
};

/*
 * A property. Its values are bytes in one form, wherever they were: numbers little-endian in
 * the width of their type (a boolean: one byte, 0 or 1), strings without the NUL that ended them.
 */
struct mapi_property {
	guint16 id;
	guint16 type;  /* enum mapi_type */
	guint32 count; /* of values: 1, unless MAPI_MULTIPLE is set */
};

/* The name of a property with an id from 0x8000: ids of it differ from file to file. */
struct mapi_name {
	unsigned char set[16]; /* the property set's GUID, as it is stored */
	guint32 number;        /* dispid, if text is NULL */
	const char *text;      /* UTF-8 */
};

enum mapi_children {
	MAPI_RECIPIENTS,
	MAPI_ATTACHMENTS,
};

struct mapi_object;
struct mapi_stream;

struct mapi_object_ops {
	/* As the functions below. */
	const struct mapi_property *(*properties)(struct mapi_object *o, guint *n);
	guint16 (*named)(struct mapi_object *o, const struct mapi_name *name);
	bool (*name_of)(struct mapi_object *o, guint16 id, struct mapi_name *name);
	struct mapi_stream *(*open)(
	    struct mapi_object *o, const struct mapi_property *p, guint index, GError **error);
	bool (*count)(struct mapi_object *o, enum mapi_children kind, guint *n, GError **error);
	struct mapi_object *(*child)(
	    struct mapi_object *o, enum mapi_children kind, guint index, GError **error);
	struct mapi_object *(*embedded)(struct mapi_object *o, GError **error);
	guint (*codepage)(struct mapi_object *o);
	void (*close)(struct mapi_object *o);
};

struct mapi_stream_ops {
	gssize (*read)(struct mapi_stream *s, void *buf, size_t len, GError **error);
	void (*close)(struct mapi_stream *s);
};

/* What every object and every stream begins with. */
struct mapi_object {
	const struct mapi_object_ops *ops;
};
struct mapi_stream {
	const struct mapi_stream_ops *ops;
};

/* The bytes of a single value of a type: 0 if that depends on the value, or the type is not known. */
guint mapi_type_width(guint16 type);

/* Its properties, sorted by id, each id once; borrowed for the object's life. */
const struct mapi_property *mapi_properties(struct mapi_object *o, guint *n);

/* The property with this id, borrowed, or NULL. */
const struct mapi_property *mapi_find(struct mapi_object *o, guint16 id);

/* The id that a name has in this file; 0: none. */
guint16 mapi_named(struct mapi_object *o, const struct mapi_name *name);

/* The name of an id from 0x8000, borrowed for the file's life. False: it has none. */
bool mapi_name_of(struct mapi_object *o, guint16 id, struct mapi_name *name);

/*
 * The bytes of value index of a property, in order. The caller closes it, before the object. Fails with
 * ERR_FORMAT if the property is damaged or of a type that we do not know, ERR_IO.
 */
MUST_USE struct mapi_stream *mapi_open(
    struct mapi_object *o, const struct mapi_property *p, guint index, GError **error);

/* Up to len bytes: the number read, 0 at the end, -1 on error, which is never the end. */
MUST_USE gssize mapi_stream_read(struct mapi_stream *s, void *buf, size_t len, GError **error);
void mapi_stream_close(struct mapi_stream *s); /* accepts NULL */

/*
 * The same bytes as a whole, with a NUL behind them that is not counted. Fails besides with
 * ERR_FORMAT if they are more than max.
 */
MUST_USE GBytes *mapi_read(
    struct mapi_object *o, const struct mapi_property *p, guint index, size_t max, GError **error);

/*
 * How many recipients or attachments a message has; of other objects, none. Fails with
 * ERR_FORMAT if the list is damaged; then those before the damage are counted, and can be had.
 */
MUST_USE bool mapi_count(struct mapi_object *o, enum mapi_children kind, guint *n, GError **error);

/* One of them, from 0, in the list's order. The caller closes it, before o. Fails as mapi_open. */
MUST_USE struct mapi_object *mapi_child(
    struct mapi_object *o, enum mapi_children kind, guint index, GError **error);

/*
 * The message that an attachment with PidTagAttachMethod afEmbeddedMessage is. The caller closes
 * it, before o. Fails as mapi_open.
 */
MUST_USE struct mapi_object *mapi_embedded(struct mapi_object *o, GError **error);

/* The codepage of the file's 8-bit strings, as the file states it; 0: it does not. */
guint mapi_codepage(struct mapi_object *o);

void mapi_object_close(struct mapi_object *o); /* accepts NULL */

typedef struct mapi_object mapi_object;
typedef struct mapi_stream mapi_stream;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(mapi_object, mapi_object_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(mapi_stream, mapi_stream_close)

#endif
