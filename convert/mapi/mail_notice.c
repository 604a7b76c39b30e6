/* SPDX-License-Identifier: Apache-2.0 */
/* Delivery and read reports; see mail_notice.h. */
#include "convert/mapi/mail_notice.h"

#include <string.h>

#include "convert/mapi/mail_address.h"
#include "convert/mapi/mail_field.h"
#include "convert/mapi/mail_header.h"

enum {
	ID_REPORT_TIME = 0x0032,
	ID_REASON = 0x0c04,
	ID_DIAGNOSTIC = 0x0c05,
	ID_SUPPLEMENT = 0x0c1b,
	ID_STATUS = 0x0c20,
	ID_REPORT_TEXT = 0x1001,
	ID_ORIGINAL_ID = 0x1046,
	ID_REMOTE_MTA = 0x0c21,
	ID_REPORTING_MTA = 0x6820,
};

/* Kinds of reports, by the end of their class. */
static const struct notice {
	const char *suffix;
	bool delivery; /* of delivery; otherwise of reading */
	const char *action;
	const char *status; /* if the recipient has none */
} notices[] = {
    {".NDR", true, "failed", "5.0.0"},
    {".Delayed.DR", true, "delayed", "4.0.0"},
    {".Relayed.DR", true, "relayed", "2.0.0"},
    {".Expanded.DR", true, "expanded", "2.0.0"},
    {".DR", true, "delivered", "2.0.0"},
    {".IPNNRN", false, "deleted", NULL},
    {".IPNRN", false, "displayed", NULL},
};

static const struct notice *
find_notice(const char *class)
{
	for (guint i = 0; i < G_N_ELEMENTS(notices); i++) {
		size_t len = strlen(class), n = strlen(notices[i].suffix);

		if (len >= n && g_ascii_strcasecmp(class + len - n, notices[i].suffix) == 0)
			return &notices[i];
	}
	return NULL;
}

/* A field from a text property, with type in front of the text. */
static void
add_text(GString *out, const char *name, const char *type, char *text)
{
	g_autofree char *value = text != NULL ? g_strconcat(type, text, NULL) : NULL;

	mail_field_text(out, name, value);
	g_free(text);
}

static void
add_diagnostic(GString *out, const struct property_reader *r)
{
	char *text = property_nonempty(r, ID_SUPPLEMENT);
	gint32 reason, code;

	if (text == NULL)
		text = property_nonempty(r, ID_REPORT_TEXT);
	if (text == NULL && property_int32(r, ID_REASON, &reason) &&
	    property_int32(r, ID_DIAGNOSTIC, &code)) {
		g_string_append_printf(
		    out, "Diagnostic-Code: x400; reason %d, diagnostic %d\r\n", reason, code);
		return;
	}
	add_text(out, "Diagnostic-Code", "smtp; ", text);
}

/* PidTagNonDeliveryReportStatusCode 511 is "5.1.1". */
static void
add_status(GString *out, const struct property_reader *r, const struct notice *kind)
{
	gint32 code;

	if (property_int32(r, ID_STATUS, &code) && code >= 200 && code <= 599)
		g_string_append_printf(
		    out, "Status: %d.%d.%d\r\n", code / 100, code / 10 % 10, code % 10);
	else
		g_string_append_printf(out, "Status: %s\r\n", kind->status);
}

static void
add_recipient(GString *out, struct mail_item *item, guint i, const struct notice *kind)
{
	g_autoptr(mapi_object) o = mapi_child(item->r.object, MAPI_RECIPIENTS, i, NULL);
	struct property_reader r = item->r;
	struct mail_address a;

	r.object = o;
	if (o == NULL || !mail_address_read(&r, &mail_address_recipient, &a))
		return;
	g_string_append_printf(
	    out, "\r\nFinal-Recipient: rfc822; %s\r\nAction: %s\r\n", a.smtp, kind->action);
	mail_address_clear(&a);
	add_status(out, &r, kind);
	add_text(out, "Remote-MTA", "dns; ", property_nonempty(&r, ID_REMOTE_MTA));
	add_diagnostic(out, &r);
}

static GString *
delivery_status(struct mail_item *item, const struct notice *kind)
{
	GString *out = g_string_new(NULL);
	char *mta = property_nonempty(&item->r, ID_REPORTING_MTA);
	guint n = 0;
	gint64 seconds;

	add_text(out, "Reporting-MTA", "dns; ", mta != NULL ? mta : g_strdup("unknown.invalid"));
	if (property_time(&item->r, ID_REPORT_TIME, &seconds)) {
		g_autofree char *date = mail_header_format_date(seconds);

		mail_field_text(out, "Arrival-Date", date);
	}
	if (!mapi_count(item->r.object, MAPI_RECIPIENTS, &n, NULL))
		n = 0; /* which the header has reported */
	for (guint i = 0; i < MIN(n, MAIL_RECIPIENTS_MAX) && out->len < MAIL_NOTICE_MAX; i++)
		add_recipient(out, item, i, kind);
	return out;
}

static GString *
disposition(struct mail_item *item, const struct notice *kind)
{
	GString *out = g_string_new(NULL);
	g_autofree char *original = property_nonempty(&item->r, ID_ORIGINAL_ID);
	struct mail_address a;

	if (mail_address_read(&item->r, &mail_address_represented, &a))
		g_string_append_printf(out, "Final-Recipient: rfc822; %s\r\n", a.smtp);
	mail_address_clear(&a);
	mail_field_text(out, "Original-Message-ID", original);
	g_string_append_printf(
	    out, "Disposition: manual-action/MDN-sent-manually; %s\r\n", kind->action);
	return out;
}

/* Whether bytes can stand in a message as they are, for a part that may have no encoding. */
static bool
is_lines(const char *text, size_t len)
{
	return len > 0 && mail_encoding_for(text, len) == ENCODING_7BIT;
}

/* What an attachment of this type says, in lines that end in CRLF; NULL: it cannot be that. */
static GString *
stored_status(struct mail_item *item, const struct mail_attachment *a)
{
	g_autoptr(mapi_object) o = mapi_child(item->r.object, MAPI_ATTACHMENTS, a->index, NULL);
	struct property_reader r = {.object = o};
	g_autoptr(GBytes) bytes =
	    o != NULL ? property_bytes(&r, ATTACHMENT_DATA, MAIL_NOTICE_MAX) : NULL;
	GString *out;

	if (bytes == NULL)
		return NULL;
	out = g_string_new_len(g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes));
	g_string_replace(out, "\r\n", "\n", 0);
	g_string_replace(out, "\n", "\r\n", 0);
	if (is_lines(out->str, out->len))
		return out;
	g_string_free(out, TRUE);
	return NULL;
}

/* The part for programs. */
static struct mail_part *
status_part(struct mail_item *item, const struct notice *kind, const char *type, bool *taken)
{
	GString *text = NULL;
	struct mail_part *p;

	for (guint i = 0; i < item->attachments->len && text == NULL; i++) {
		const struct mail_attachment *a = item->attachments->pdata[i];

		if (a->damage == NULL && a->method == METHOD_VALUE && a->tag != NULL &&
		    g_str_has_prefix(a->tag, type))
			text = stored_status(item, a);
		taken[i] = text != NULL;
	}
	if (text == NULL)
		text = kind->delivery ? delivery_status(item, kind) : disposition(item, kind);
	p = mail_part_new(CONTENT_BYTES, type);
	p->bytes = g_string_free_to_bytes(text);
	return p;
}

struct mail_part *
mail_notice_part(struct mail_item *item, struct mail_part *text, bool *taken)
{
	const struct notice *kind = find_notice(item->class);
	struct mail_part *p;

	if (kind == NULL)
		return NULL;
	p = mail_part_new(CONTENT_MULTIPART, "multipart/report");
	mail_part_parameter(
	    p, "report-type", kind->delivery ? "delivery-status" : "disposition-notification");
	mail_part_add(p, text);
	mail_part_add(p,
	    status_part(item, kind,
		kind->delivery ? "message/delivery-status" : "message/disposition-notification",
		taken));
	for (guint i = 0; i < item->attachments->len; i++) {
		const struct mail_attachment *a = item->attachments->pdata[i];

		if (a->damage != NULL || a->method != METHOD_EMBEDDED)
			continue;
		mail_part_add(p, mail_attachment_part(a));
		taken[i] = true;
		break;
	}
	return p;
}
