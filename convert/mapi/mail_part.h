/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a message will consist of: a tree of MIME parts that is planned from small
 * properties, before any content is read. RFC 2045, 2046, 2183, 2387, 2392.
 */
#ifndef CONVERT_MAPI_MAIL_PART_H
#define CONVERT_MAPI_MAIL_PART_H

#include <glib.h>

#include "convert/mapi/mail_writer.h"

enum mail_content {
	CONTENT_MULTIPART, /* children */
	CONTENT_BYTES,     /* bytes, in the encoding that suits them */
	CONTENT_RTF,       /* a compressed property of the item, decompressed */
	CONTENT_PROPERTY,  /* the bytes of a property of an attachment */
	CONTENT_MESSAGE,   /* the message that an attachment is */
	CONTENT_ENTITY,    /* the MIME entity in an attachment, with its own Content-Type */
};

#define PART_OF_ITEM G_MAXUINT /* attachment: the item itself */

struct mail_part {
	enum mail_content content;
	char *type;              /* "text/plain"; not of an entity */
	GPtrArray *parameters;   /* char *: name, value, name, value ... */
	const char *disposition; /* static: "attachment", "inline"; or NULL */
	char *name;              /* file name, UTF-8, or NULL */
	char *id;                /* Content-ID without brackets, clean; or NULL */
	char *location;          /* Content-Location, or NULL */
	GPtrArray *children;     /* struct mail_part */
	GBytes *bytes;
	guint attachment; /* its number, or PART_OF_ITEM */
	guint16 property;
};

/* All strings are copied; the part owns what it is given. */
struct mail_part *mail_part_new(enum mail_content content, const char *type);
void mail_part_free(struct mail_part *p); /* accepts NULL */
void mail_part_parameter(struct mail_part *p, const char *name, const char *value);

/* A part with a copy of len bytes; and a text part in UTF-8, or in ASCII if that is enough. */
struct mail_part *mail_part_bytes(const char *type, const void *data, size_t len);
struct mail_part *mail_part_text(const char *text);

/* Adds child, which p owns from now on; p is a multipart. NULL is not added. */
void mail_part_add(struct mail_part *p, struct mail_part *child);

/* A multipart that has one child becomes that child. */
struct mail_part *mail_part_unwrap(struct mail_part *p);

/*
 * The multipart of this type with the n parts that are not NULL; one alone is itself; none:
 * NULL.
 */
struct mail_part *mail_part_join(const char *type, struct mail_part *const parts[], guint n);

/* The encoding in which its content will be written. */
enum mail_encoding mail_part_encoding(const struct mail_part *p);

/* Appends its header, without the empty line that ends it. boundary: of a multipart. */
void mail_part_append_header(GString *out, const struct mail_part *p, const char *boundary);

typedef struct mail_part mail_part;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(mail_part, mail_part_free)

#endif
