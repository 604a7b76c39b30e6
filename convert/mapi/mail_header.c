/* SPDX-License-Identifier: Apache-2.0 */
/* The header of a message; see mail_header.h. */
#include "convert/mapi/mail_header.h"

#include <string.h>

#include "convert/mapi/mail_address.h"
#include "convert/mapi/mail_field.h"
#include "convert/mapi/mail_stored.h"

#define NAMED_FIELDS_MAX 200

enum {
	ID_IMPORTANCE = 0x0017,
	ID_READ_RECEIPT = 0x0029,
	ID_SENSITIVITY = 0x0036,
	ID_SUBJECT = 0x0037,
	ID_SUBMIT_TIME = 0x0039,
	ID_SUBJECT_PREFIX = 0x003d,
	ID_REPLY_ENTRIES = 0x004f,
	ID_REPLY_NAMES = 0x0050,
	ID_TOPIC = 0x0070,
	ID_INDEX = 0x0071,
	ID_STORED = 0x007d,
	ID_RECIPIENT_TYPE = 0x0c15,
	ID_DISPLAY_BCC = 0x0e02,
	ID_DISPLAY_CC = 0x0e03,
	ID_DISPLAY_TO = 0x0e04,
	ID_DELIVERY_TIME = 0x0e06,
	ID_NORMALIZED_SUBJECT = 0x0e1d,
	ID_MESSAGE_ID = 0x1035,
	ID_REFERENCES = 0x1039,
	ID_IN_REPLY_TO = 0x1042,
	ID_CREATION_TIME = 0x3007,
	ID_CREATOR_SMTP = 0x5d0a,
};

enum recipients {
	TO,
	CC,
	BCC,
	NRECIPIENTS,
};

/* What is needed on the way. */
struct header {
	GString *out;
	const struct property_reader *r;
	struct mail_writer *w;
	guint have;      /* enum mail_field: fields that are in out */
	GPtrArray *x500; /* char *: "smtp x500", to be kept in fields of their own */
};

bool
mail_header_date(const struct property_reader *r, gint64 *seconds)
{
	return property_time(r, ID_SUBMIT_TIME, seconds) ||
	    property_time(r, ID_DELIVERY_TIME, seconds) ||
	    property_time(r, ID_CREATION_TIME, seconds);
}

char *
mail_header_format_date(gint64 seconds)
{
	static const char days[7][4] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	static const char months[12][4] = {
	    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	g_autoptr(GDateTime) t = g_date_time_new_from_unix_utc(seconds);

	if (t == NULL || g_date_time_get_year(t) < 1900)
		return NULL;
	return g_strdup_printf("%s, %02d %s %04d %02d:%02d:%02d +0000",
	    days[g_date_time_get_day_of_week(t) - 1], g_date_time_get_day_of_month(t),
	    months[g_date_time_get_month(t) - 1], g_date_time_get_year(t), g_date_time_get_hour(t),
	    g_date_time_get_minute(t), g_date_time_get_second(t));
}

/* Adds a field unless there is one. */
static bool
is_wanted(struct header *h, enum mail_field field)
{
	return (h->have & field) == 0;
}

static void
add_date(struct header *h)
{
	gint64 seconds;
	g_autofree char *date =
	    mail_header_date(h->r, &seconds) ? mail_header_format_date(seconds) : NULL;

	if (!is_wanted(h, FIELD_DATE))
		return;
	if (date == NULL)
		mail_report(h->w, NOTE, "no-date", "the item has no date");
	else
		mail_field_folded(h->out, "Date", date);
}

/* Keeps an X.500 address once. */
static void
keep_x500(struct header *h, const struct mail_address *a)
{
	g_autofree char *both = NULL;

	if (a->x500 == NULL)
		return;
	both = g_strdup_printf("%s %s", a->smtp, a->x500);
	if (!a->known && !g_ptr_array_find_with_equal_func(h->x500, both, g_str_equal, NULL))
		g_ptr_array_add(h->x500, g_steal_pointer(&both));
}

static void
add_addresses(struct header *h, const char *name, GPtrArray *list)
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
add_address(struct header *h, const char *name, const struct mail_address *a)
{
	g_autoptr(GString) value = g_string_new(NULL);

	mail_address_append(value, a);
	mail_field_folded(h->out, name, value->str);
	keep_x500(h, a);
}

/* A sender's address that the item has in a property of its own, for want of a better one. */
static void
use_creator(struct header *h, struct mail_address *a)
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
add_senders(struct header *h)
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
	if (!has_from && is_wanted(h, FIELD_FROM))
		mail_report(h->w, NOTE, "no-sender", "the item names no sender");
	if (has_from && is_wanted(h, FIELD_FROM))
		add_address(h, "From", &from);
	if (has_from && has_sender && is_wanted(h, FIELD_FROM | FIELD_SENDER) &&
	    g_ascii_strcasecmp(from.smtp, sender.smtp) != 0)
		add_address(h, "Sender", &sender);
	mail_address_clear(&from);
	mail_address_clear(&sender);
}

static void
add_reply_to(struct header *h)
{
	g_autoptr(GBytes) entries = property_bytes(h->r, ID_REPLY_ENTRIES, PROPERTY_BINARY_MAX);
	g_autofree char *names = property_nonempty(h->r, ID_REPLY_NAMES);
	g_autoptr(GPtrArray) list = NULL;

	if (!is_wanted(h, FIELD_REPLY_TO))
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
read_recipient(struct header *h, guint i, GPtrArray *lists[NRECIPIENTS])
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
read_recipients(struct header *h, GPtrArray *lists[NRECIPIENTS])
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
use_display_names(struct header *h, GPtrArray *lists[NRECIPIENTS])
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
add_recipients(struct header *h)
{
	static const struct {
		const char *name;
		enum mail_field field;
	} fields[NRECIPIENTS] = {{"To", FIELD_TO}, {"Cc", FIELD_CC}, {"Bcc", FIELD_BCC}};
	GPtrArray *lists[NRECIPIENTS];

	for (guint i = 0; i < NRECIPIENTS; i++)
		lists[i] = mail_address_array();
	read_recipients(h, lists);
	if (is_wanted(h, FIELD_TO | FIELD_CC))
		use_display_names(h, lists);
	for (guint i = 0; i < NRECIPIENTS; i++) {
		if (is_wanted(h, fields[i].field))
			add_addresses(h, fields[i].name, lists[i]);
		g_ptr_array_unref(lists[i]);
	}
}

/* The subject without the mark that says how long its prefix is: [MS-PST] 2.5.3.1.1.1. */
static char *
read_subject(const struct property_reader *r)
{
	char *subject = property_text(r, ID_SUBJECT);

	if (subject != NULL && subject[0] == 1 && subject[1] != '\0')
		memmove(subject, g_utf8_next_char(subject + 1),
		    strlen(g_utf8_next_char(subject + 1)) + 1);
	if (subject == NULL) {
		g_autofree char *prefix = property_text(r, ID_SUBJECT_PREFIX);
		g_autofree char *rest = property_text(r, ID_NORMALIZED_SUBJECT);

		if (rest != NULL)
			subject = g_strconcat(prefix != NULL ? prefix : "", rest, NULL);
	}
	return subject;
}

static void
add_subject(struct header *h)
{
	g_autofree char *subject = is_wanted(h, FIELD_SUBJECT) ? read_subject(h->r) : NULL;

	mail_field_text(h->out, "Subject", subject);
}

/* The message ids in text: what stands between angle brackets, or text itself if it could be one. */
static char *
message_ids(const char *text)
{
	GString *out = g_string_new(NULL);
	g_auto(GStrv) words = g_strsplit_set(text, " \t\r\n,<>", -1);

	for (char **w = words; *w != NULL; w++) {
		size_t len = strlen(*w);

		if (len == 0 || len > MAIL_TOKEN_MAX || strchr(*w, '@') == NULL ||
		    strpbrk(*w, "()[]\\\";:") != NULL || !mail_is_ascii(*w, len))
			continue;
		g_string_append_printf(out, "%s<%s>", out->len > 0 ? " " : "", *w);
	}
	return g_string_free(out, FALSE);
}

static void
add_ids(struct header *h, const char *name, guint16 id)
{
	g_autofree char *text = property_nonempty(h->r, id);
	g_autofree char *ids = text != NULL ? message_ids(text) : NULL;

	if (ids != NULL && *ids != '\0')
		mail_field_folded(h->out, name, ids);
	else if (text != NULL)
		mail_report(h->w, NOTE, "bad-message-id", "%s: it holds no message id", name);
}

static void
add_choice(
    struct header *h, const char *name, guint16 id, const char *const values[], gint32 nvalues)
{
	gint32 value;

	if (property_int32(h->r, id, &value) && value >= 0 && value < nvalues &&
	    values[value] != NULL)
		mail_field_folded(h->out, name, values[value]);
}

static void
add_thread_index(struct header *h)
{
	g_autoptr(GBytes) index = property_bytes(h->r, ID_INDEX, 4096);
	g_autofree char *text = NULL;
	GString *lines;

	if (index == NULL || g_bytes_get_size(index) == 0)
		return;
	text = g_base64_encode(g_bytes_get_data(index, NULL), g_bytes_get_size(index));
	lines = g_string_new(NULL);
	for (const char *c = text; *c != '\0'; c += strnlen(c, 60))
		g_string_append_printf(lines, "%s%.60s", c > text ? " " : "", c);
	mail_field_folded(h->out, "Thread-Index", lines->str);
	g_string_free(lines, TRUE);
}

static void
add_receipt(struct header *h)
{
	struct mail_address from;

	if (!property_flag(h->r, ID_READ_RECEIPT))
		return;
	if (mail_address_read(h->r, &mail_address_represented, &from) && from.known)
		add_address(h, "Disposition-Notification-To", &from);
	mail_address_clear(&from);
}

/* Fields that stand in the item under their own names: [MS-OXCMAIL] 2.2.1.8 (PS_INTERNET_HEADERS). */
static void
add_named_fields(struct header *h)
{
	guint n, added = 0;
	const struct mapi_property *list = mapi_properties(h->r->object, &n);

	for (guint i = 0; i < n && added < NAMED_FIELDS_MAX; i++) {
		struct mapi_name name;
		g_autofree char *value = NULL;

		if (list[i].id < 0x8000 || !mapi_name_of(h->r->object, list[i].id, &name) ||
		    name.text == NULL || memcmp(name.set, property_set_internet_headers, 16) != 0 ||
		    g_ascii_strncasecmp(name.text, "X-", 2) != 0 ||
		    !mail_is_field_name(name.text, strlen(name.text)))
			continue;
		value = property_text(h->r, list[i].id);
		mail_field_text(h->out, name.text, value);
		added++;
	}
}

/* What a message without a header of its own says besides. */
static void
add_rest(struct header *h)
{
	static const char *const importance[] = {"low", NULL, "high"};
	static const char *const sensitivity[] = {
	    NULL, "Personal", "Private", "Company-Confidential"};
	g_autofree char *topic = property_nonempty(h->r, ID_TOPIC);

	add_ids(h, "In-Reply-To", ID_IN_REPLY_TO);
	add_ids(h, "References", ID_REFERENCES);
	add_choice(h, "Importance", ID_IMPORTANCE, importance, 3);
	add_choice(h, "Sensitivity", ID_SENSITIVITY, sensitivity, 4);
	mail_field_text(h->out, "Thread-Topic", topic);
	add_thread_index(h);
	add_receipt(h);
	add_named_fields(h);
}

/* Fields that were left out for their Exchange addresses are kept under another name. */
static void
keep_x500_fields(struct header *h, const char *fields)
{
	g_auto(GStrv) lines = g_strsplit(fields, "\n", -1);

	for (char **l = lines; *l != NULL; l++)
		if (**l != '\0')
			g_ptr_array_add(h->x500, g_strdup(*l));
}

static void
add_stored(struct header *h)
{
	g_autofree char *text = property_text_max(h->r, ID_STORED, MAIL_STORED_MAX);
	struct mail_stored s;

	if (text == NULL || *text == '\0')
		return;
	mail_stored_append(h->out, text, &s);
	h->have = s.fields;
	keep_x500_fields(h, s.x500->str);
	if (s.nrewritten > 0)
		mail_report(h->w, NOTE, "header-encoded",
		    "%u lines of the header were too long or not in ASCII", s.nrewritten);
	if (s.ndropped > 0)
		mail_report(h->w, NOTE, "header-dropped", "%u lines of the header are no header",
		    s.ndropped);
	mail_stored_clear(&s);
}

/* An item that is no ordinary mail says what it is. */
static void
add_class(struct header *h, const char *class)
{
	if (*class != '\0' && g_ascii_strcasecmp(class, "IPM.Note") != 0)
		mail_field_text(h->out, "X-Mailpouch-Class", class);
}

void
mail_header_append(
    GString *out, const struct property_reader *r, const char *class, struct mail_writer *w)
{
	g_autoptr(GPtrArray) x500 = g_ptr_array_new_with_free_func(g_free);
	struct header h = {.out = out, .r = r, .w = w, .x500 = x500};

	add_stored(&h);
	add_date(&h);
	add_senders(&h);
	add_reply_to(&h);
	add_recipients(&h);
	add_subject(&h);
	if (is_wanted(&h, FIELD_MESSAGE_ID))
		add_ids(&h, "Message-ID", ID_MESSAGE_ID);
	if (is_wanted(&h, FIELD_ANY))
		add_rest(&h);
	add_class(&h, class);
	for (guint i = 0; i < x500->len; i++)
		mail_field_text(out, "X-Mailpouch-X500", x500->pdata[i]);
}
