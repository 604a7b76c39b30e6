/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the attachments of an item are, before their contents are read: [MS-OXCMSG] 2.2.2,
 * [MS-OXCMAIL] 2.2.3.4.
 */
#ifndef CONVERT_MAPI_MAIL_ATTACHMENT_H
#define CONVERT_MAPI_MAIL_ATTACHMENT_H

#include "convert/mapi/mail_part.h"
#include "convert/mapi/property.h"

#define MAIL_ATTACHMENTS_MAX 10000 /* of one item; more are a loss */

/* PidTagAttachMethod. */
enum mail_method {
	METHOD_NONE = 0,
	METHOD_VALUE = 1,
	METHOD_REFERENCE = 2,
	METHOD_REFERENCE_RESOLVE = 3,
	METHOD_REFERENCE_ONLY = 4,
	METHOD_EMBEDDED = 5,
	METHOD_OLE = 6,
	METHOD_WEB_REFERENCE = 7,
};

#define ATTACHMENT_DATA 0x3701 /* the property with its content */

/* Strings are owned, UTF-8; NULL: none. */
struct mail_attachment {
	guint index;   /* in the item's list */
	gint32 method; /* enum mail_method; one that is missing is told from the content */
	char *name;    /* its file's name */
	char *type;    /* a media type without parameters, never NULL */
	char *tag;     /* what PidTagAttachMimeTag says, in lower case, with parameters */
	char *id;      /* the content id, without brackets */
	char *location;
	char *path;        /* of a reference: a path or URL */
	gint32 position;   /* PidTagRenderingPosition; -1: none */
	bool hidden;       /* PidTagAttachmentHidden */
	bool is_exception; /* of a recurring appointment; its time is in the series */
	bool in_body;      /* the HTML body shows it: it is inline */
	char *damage;      /* why it cannot be read; NULL: it can */
};

/*
 * Reads those of an item, in order; reports to w. struct mail_attachment; the caller unrefs
 * it.
 */
GPtrArray *mail_attachments_read(const struct property_reader *r, struct mail_writer *w);

/*
 * Finds out which of them an HTML body shows, by the cid: and locations in it, and reports
 * cid: that nothing answers. A cid: that is an attachment's file name gets to be its
 * content id.
 */
void mail_attachments_refer(
    GPtrArray *attachments, const char *html, size_t len, struct mail_writer *w);

/* The part that an attachment becomes. The caller owns it. */
struct mail_part *mail_attachment_part(const struct mail_attachment *a);

#endif
