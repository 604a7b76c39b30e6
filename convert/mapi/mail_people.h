/* SPDX-License-Identifier: Apache-2.0 */
/* Who a message is from and to, in the fields of its header: [MS-OXCMAIL] 2.2.1.1, 2.2.1.2. */
#ifndef CONVERT_MAPI_MAIL_PEOPLE_H
#define CONVERT_MAPI_MAIL_PEOPLE_H

#include "convert/mapi/mail_stored.h"
#include "convert/mapi/mail_writer.h"
#include "convert/mapi/property.h"

/* A header that is being made. Callers fill it in; all is borrowed. */
struct mail_fields {
	GString *out;
	const struct property_reader *r;
	struct mail_writer *w;
	guint have;      /* enum mail_field: fields that are in out */
	GPtrArray *x500; /* char *: Exchange addresses, to be kept in fields of their own */
};

/* Whether none of these fields (enum mail_field) is there yet. */
bool mail_fields_wants(const struct mail_fields *h, guint fields);

/*
 * Appends From, Sender, Reply-To, To, Cc and Bcc, those that are wanted. Without a table of
 * recipients the names that were shown to the user stand for them.
 */
void mail_people_append(struct mail_fields *h);

/* Appends Disposition-Notification-To, if the item asks for it and its sender is known. */
void mail_people_append_receipt(struct mail_fields *h);

/* Keeps lines, each a field that was left out for its Exchange addresses. */
void mail_people_keep_fields(struct mail_fields *h, const char *lines);

#endif
