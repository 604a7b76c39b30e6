/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses of senders and recipients. MAPI has several forms of one address; mail wants
 * SMTP. An address that is known only as an X.500 name (Exchange's "/o=...") or not at all
 * gets one that can never be delivered to, at a domain of RFC 6761's "invalid", so that
 * nobody is taken for somebody else. [MS-OXOMSG] 2.2, [MS-OXCDATA] 2.2.5.
 */
#ifndef CONVERT_MAPI_MAIL_ADDRESS_H
#define CONVERT_MAPI_MAIL_ADDRESS_H

#include "convert/mapi/property.h"

#define MAIL_ADDRESS_MAX 320 /* bytes of an address: RFC 5321, 4.5.3.1 */

struct mail_address {
	char *name; /* the display name, UTF-8; NULL: none */
	char *smtp; /* ASCII, never NULL once it was read */
	char *x500; /* if it has one; ASCII or UTF-8, or NULL */
	bool known; /* smtp is a real address */
};

/* Where an object keeps the parts of an address; 0: not at all. */
struct mail_address_ids {
	guint16 name, type, email, smtp, entry;
};

extern const struct mail_address_ids mail_address_sender, mail_address_represented,
    mail_address_recipient;

/*
 * Reads an address into the empty a: PidTag...SmtpAddress, then an address of type SMTP,
 * then what the entry id holds, then a display name that is an address. Returns false, with
 * a empty, if there is nothing of an address at all.
 */
bool mail_address_read(
    const struct property_reader *r, const struct mail_address_ids *ids, struct mail_address *a);

/*
 * The addresses in a list of entry ids (PidTagReplyRecipientEntries), each with its own
 * display name, or that in names, which are separated by ';' and may be NULL. struct
 * mail_address; the caller unrefs it.
 */
GPtrArray *mail_address_list(GBytes *entries, const char *names);

/* The addresses of which only display names are known, separated by ';'. */
GPtrArray *mail_address_names(const char *names);

/* An array that owns its addresses, and an address to put in one. */
GPtrArray *mail_address_array(void);
struct mail_address *mail_address_new(void);

/* Appends "Name <local@domain>". */
void mail_address_append(GString *out, const struct mail_address *a);

/* Whether text is one address that can stand in a field as it is. */
bool mail_address_is_smtp(const char *text);

void mail_address_clear(struct mail_address *a);

#endif
