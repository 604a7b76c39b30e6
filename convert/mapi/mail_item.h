/* SPDX-License-Identifier: Apache-2.0 */
/* An item on its way to be a message: what mail.c and those who plan its parts share. */
#ifndef CONVERT_MAPI_MAIL_ITEM_H
#define CONVERT_MAPI_MAIL_ITEM_H

#include "convert/mapi/mail.h"
#include "convert/mapi/mail_attachment.h"
#include "convert/mapi/mail_body.h"
#include "convert/mapi/mail_class.h"

/* One for a message and all that are embedded in it. */
struct mail_job {
	const struct mail_options *options;
	struct mail_writer w;
	guint nmessages; /* that were begun */
};

struct mail_item {
	struct mail_job *job;
	struct property_reader r;
	guint depth; /* 0: of the message itself */
	char *class;
	enum mail_kind kind;
	GString *header;
	struct mail_body body;
	GPtrArray *attachments; /* struct mail_attachment */
	guint nboundaries;
	char seed[33]; /* in all its boundaries: hex */
};

/* Reads all that is small of an object, which stays the caller's, into the empty item. */
void mail_item_read(
    struct mail_item *item, struct mail_job *job, struct mapi_object *object, guint depth);
void mail_item_clear(struct mail_item *item);

/* A new boundary, the same for the same item; the caller frees it. */
char *mail_item_boundary(struct mail_item *item);

/* An attachment of the item, which the caller closes. Fails as mapi_child. */
MUST_USE struct mapi_object *mail_item_attachment(
    struct mail_item *item, guint index, GError **error);

#endif
