/* SPDX-License-Identifier: Apache-2.0 */
/* Who a message is from and to; see mail_people.h. */
#include "convert/mapi/mail_people.h"

#include "convert/mapi/mail_address.h"
#include "convert/mapi/mail_field.h"
#include "convert/mapi/mail_header.h"

enum {
	ID_READ_RECEIPT = 0x0029,
	ID_REPLY_ENTRIES = 0x004f,
	ID_REPLY_NAMES = 0x0050,
	ID_RECIPIENT_TYPE = 0x0c15,
	ID_DISPLAY_BCC = 0x0e02,
	ID_DISPLAY_CC = 0x0e03,
	ID_DISPLAY_TO = 0x0e04,
	ID_CREATOR_SMTP = 0x5d0a,
};

enum recipients {
	TO,
	CC,
	BCC,
	NRECIPIENTS,
};

bool
mail_fields_wants(const struct mail_fields *h, guint fields)
{
	return (h->have & fields) == 0;
}

/* Keeps an X.500 address once. */
static void
keep_x500(struct mail_fields *h, const struct mail_address *a)
{
	g_autofree char *both = NULL;

	if (a->x500 == NULL)
		return;
	both = g_strdup_printf("%s %s", a->smtp, a->x500);
	if (!a->known && !g_ptr_array_find_with_equal_func(h->x500, both, g_str_equal, NULL))
		g_ptr_array_add(h->x500, g_steal_pointer(&both));
}

static void
add_addresses(struct mail_fields *h, const char *name, GPtrArray *list)
{
	g_autoptr(GString) value = g_string_new(NULL);

	for (guint i = 0; i < list->len; i++) {
		g_string_append(value, i > 0 ? ", " : "");
		mail_address_append(value, list->pdata[i]);
		keep_x500(h, list->pdata[i]);
	}
	if (list->len > 0)
		mail_field_folded(h->out, name, value->str);
}

static void
add_address(struct mail_fields *h, const char *name, const struct mail_address *a)
{
	g_autoptr(GString) value = g_string_new(NULL);

	mail_address_append(value, a);
	mail_field_folded(h->out, name, value->str);
	keep_x500(h, a);
}

/* A sender's address that the item has in a property of its own, for want of a better one. */
static void
use_creator(struct mail_fields *h, struct mail_address *a)
{
	g_autofree char *creator = a->known ? NULL : property_nonempty(h->r, ID_CREATOR_SMTP);

	if (creator == NULL || !mail_address_is_smtp(creator))
		return;
	g_free(a->smtp);
	a->smtp = g_steal_pointer(&creator);
	a->known = true;
}

/* From is whom the message is from, Sender who sent it for them. */
static void
add_senders(struct mail_fields *h)
{
	struct mail_address from, sender;
	bool has_from = mail_address_read(h->r, &mail_address_represented, &from);
	bool has_sender = mail_address_read(h->r, &mail_address_sender, &sender);

	if (has_sender)
		use_creator(h, &sender);
	if (!has_from && has_sender) {
		from = sender;
		sender = (struct mail_address){0};
		has_from = true;
		has_sender = false;
	}
	if (!has_from && mail_fields_wants(h, FIELD_FROM))
		mail_report(h->w, NOTE, "no-sender", "the item names no sender");
	if (has_from && mail_fields_wants(h, FIELD_FROM))
		add_address(h, "From", &from);
	if (has_from && has_sender && mail_fields_wants(h, FIELD_FROM | FIELD_SENDER) &&
	    g_ascii_strcasecmp(from.smtp, sender.smtp) != 0)
		add_address(h, "Sender", &sender);
	mail_address_clear(&from);
	mail_address_clear(&sender);
}

static void
add_reply_to(struct mail_fields *h)
{
	g_autoptr(GBytes) entries = property_bytes(h->r, ID_REPLY_ENTRIES, PROPERTY_BINARY_MAX);
	g_autofree char *names = property_nonempty(h->r, ID_REPLY_NAMES);
	g_autoptr(GPtrArray) list = NULL;

	if (!mail_fields_wants(h, FIELD_REPLY_TO))
		return;
	if (entries != NULL)
		list = mail_address_list(entries, names);
	if ((list == NULL || list->len == 0) && names != NULL) {
		g_clear_pointer(&list, g_ptr_array_unref);
		list = mail_address_names(names);
	}
	if (list != NULL)
		add_addresses(h, "Reply-To", list);
}

/* Puts recipient number i into the list that it belongs to. */
static void
read_recipient(struct mail_fields *h, guint i, GPtrArray *lists[NRECIPIENTS])
{
	g_autoptr(GError) error = NULL;
	g_autoptr(mapi_object) o = mapi_child(h->r->object, MAPI_RECIPIENTS, i, &error);
	struct property_reader r = *h->r;
	struct mail_address *a;
	gint32 type = 1;

	if (o == NULL) {
		mail_report(h->w, LOSS, "recipient", "recipient %u: %s", i + 1, error->message);
		return;
	}
	r.object = o;
	a = mail_address_new();
	if (!mail_address_read(&r, &mail_address_recipient, a)) {
		mail_report(h->w, NOTE, "recipient", "recipient %u has no address", i + 1);
		g_free(a);
		return;
	}
	if (property_int32(&r, ID_RECIPIENT_TYPE, &type))
		type &= 0xf;
	g_ptr_array_add(lists[type == 2 ? CC : type == 3 ? BCC : TO], a);
}

static void
read_recipients(struct mail_fields *h, GPtrArray *lists[NRECIPIENTS])
{
	g_autoptr(GError) error = NULL;
	guint n = 0;

	if (!mapi_count(h->r->object, MAPI_RECIPIENTS, &n, &error))
		mail_report(h->w, LOSS, "recipients", "the list of recipients: %s", error->message);
	if (n > MAIL_RECIPIENTS_MAX)
		mail_report(h->w, LOSS, "recipients", "of %u recipients, %u are written", n,
		    MAIL_RECIPIENTS_MAX);
	for (guint i = 0; i < MIN(n, MAIL_RECIPIENTS_MAX); i++)
		read_recipient(h, i, lists);
}

/* Where the table has nobody, the names that were shown to the user stand for them. */
static void
use_display_names(struct mail_fields *h, GPtrArray *lists[NRECIPIENTS])
{
	static const guint16 ids[NRECIPIENTS] = {ID_DISPLAY_TO, ID_DISPLAY_CC, ID_DISPLAY_BCC};

	if (lists[TO]->len + lists[CC]->len + lists[BCC]->len > 0)
		return;
	for (guint i = 0; i < NRECIPIENTS; i++) {
		g_autofree char *names = property_nonempty(h->r, ids[i]);

		if (names == NULL)
			continue;
		g_ptr_array_unref(lists[i]);
		lists[i] = mail_address_names(names);
	}
}

static void
add_recipients(struct mail_fields *h)
{
	static const struct {
		const char *name;
		enum mail_field field;
	} fields[NRECIPIENTS] = {{"To", FIELD_TO}, {"Cc", FIELD_CC}, {"Bcc", FIELD_BCC}};
	GPtrArray *lists[NRECIPIENTS];

	for (guint i = 0; i < NRECIPIENTS; i++)
		lists[i] = mail_address_array();
	read_recipients(h, lists);
	if (mail_fields_wants(h, FIELD_TO | FIELD_CC))
		use_display_names(h, lists);
	for (guint i = 0; i < NRECIPIENTS; i++) {
		if (mail_fields_wants(h, fields[i].field))
			add_addresses(h, fields[i].name, lists[i]);
		g_ptr_array_unref(lists[i]);
	}
}

void
mail_people_append_receipt(struct mail_fields *h)
{
	struct mail_address from;

	if (!property_flag(h->r, ID_READ_RECEIPT))
		return;
	if (mail_address_read(h->r, &mail_address_represented, &from) && from.known)
		add_address(h, "Disposition-Notification-To", &from);
	mail_address_clear(&from);
}

void
mail_people_keep_fields(struct mail_fields *h, const char *lines)
{
	g_auto(GStrv) line = g_strsplit(lines, "\n", -1);

	for (char **l = line; *l != NULL; l++)
		if (**l != '\0')
			g_ptr_array_add(h->x500, g_strdup(*l));
}

void
mail_people_append(struct mail_fields *h)
{
	add_senders(h);
	add_reply_to(h);
	add_recipients(h);
}
