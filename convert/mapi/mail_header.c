/* SPDX-License-Identifier: Apache-2.0 */
/* The header of a message; see mail_header.h. */
#include "convert/mapi/mail_header.h"

#include <string.h>

#include "convert/mapi/mail_field.h"
#include "convert/mapi/mail_people.h"
#include "convert/mapi/mail_stored.h"

#define NAMED_FIELDS_MAX 200

enum {
	ID_IMPORTANCE = 0x0017,
	ID_SENSITIVITY = 0x0036,
	ID_SUBJECT = 0x0037,
	ID_SUBMIT_TIME = 0x0039,
	ID_SUBJECT_PREFIX = 0x003d,
	ID_TOPIC = 0x0070,
	ID_INDEX = 0x0071,
	ID_STORED = 0x007d,
	ID_DELIVERY_TIME = 0x0e06,
	ID_NORMALIZED_SUBJECT = 0x0e1d,
	ID_MESSAGE_ID = 0x1035,
	ID_REFERENCES = 0x1039,
	ID_IN_REPLY_TO = 0x1042,
	ID_CREATION_TIME = 0x3007,
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

static void
add_date(struct mail_fields *h)
{
	gint64 seconds;
	g_autofree char *date =
	    mail_header_date(h->r, &seconds) ? mail_header_format_date(seconds) : NULL;

	if (!mail_fields_wants(h, FIELD_DATE))
		return;
	if (date == NULL)
		mail_report(h->w, NOTE, "no-date", "the item has no date");
	else
		mail_field_folded(h->out, "Date", date);
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
add_subject(struct mail_fields *h)
{
	g_autofree char *subject = mail_fields_wants(h, FIELD_SUBJECT) ? read_subject(h->r) : NULL;

	mail_field_text(h->out, "Subject", subject);
}

/*
 * The message ids in text: what stands between angle brackets, or text itself if it could
 * be one.
 */
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
add_ids(struct mail_fields *h, const char *name, guint16 id)
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
    struct mail_fields *h, const char *name, guint16 id, const char *const values[], gint32 nvalues)
{
	gint32 value;

	if (property_int32(h->r, id, &value) && value >= 0 && value < nvalues &&
	    values[value] != NULL)
		mail_field_folded(h->out, name, values[value]);
}

static void
add_thread_index(struct mail_fields *h)
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

/*
 * Fields that stand in the item under their own names: [MS-OXCMAIL] 2.2.1.8
 * (PS_INTERNET_HEADERS).
 */
static void
add_named_fields(struct mail_fields *h)
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
add_rest(struct mail_fields *h)
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
	mail_people_append_receipt(h);
	add_named_fields(h);
}

static void
add_stored(struct mail_fields *h)
{
	g_autofree char *text = property_text_max(h->r, ID_STORED, MAIL_STORED_MAX);
	struct mail_stored s;

	if (text == NULL || *text == '\0')
		return;
	mail_stored_append(h->out, text, &s);
	h->have = s.fields;
	mail_people_keep_fields(h, s.x500->str);
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
add_class(struct mail_fields *h, const char *class)
{
	if (*class != '\0' && g_ascii_strcasecmp(class, "IPM.Note") != 0)
		mail_field_text(h->out, "X-Mailpouch-Class", class);
}

void
mail_header_append(
    GString *out, const struct property_reader *r, const char *class, struct mail_writer *w)
{
	g_autoptr(GPtrArray) x500 = g_ptr_array_new_with_free_func(g_free);
	struct mail_fields h = {.out = out, .r = r, .w = w, .x500 = x500};

	add_stored(&h);
	add_date(&h);
	mail_people_append(&h);
	add_subject(&h);
	if (mail_fields_wants(&h, FIELD_MESSAGE_ID))
		add_ids(&h, "Message-ID", ID_MESSAGE_ID);
	if (mail_fields_wants(&h, FIELD_ANY))
		add_rest(&h);
	add_class(&h, class);
	for (guint i = 0; i < x500->len; i++)
		mail_field_text(out, "X-Mailpouch-X500", x500->pdata[i]);
}
