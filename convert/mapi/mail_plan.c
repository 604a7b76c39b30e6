/* SPDX-License-Identifier: Apache-2.0 */
/* Of which parts a message will consist; see mail_plan.h. */
#include "convert/mapi/mail_plan.h"

#include <string.h>

#include "convert/html_text.h"
#include "convert/mapi/codepage.h"
#include "convert/mapi/ical.h"
#include "convert/mapi/mail_notice.h"
#include "convert/mapi/mail_place.h"
#include "convert/mapi/mail_secure.h"
#include "convert/mapi/vcard.h"

static void
take_note(void *user, enum severity severity, const char *rule, const char *reason)
{
	const struct mail_item *item = user;

	mail_report(&item->job->w, severity, rule, "%s", reason);
}

static struct mail_part *
plain_part(const struct mail_item *item)
{
	return item->body.plain != NULL ? mail_part_text(item->body.plain) : NULL;
}

static struct mail_part *
html_part(const struct mail_item *item)
{
	const struct mail_body *b = &item->body;
	struct mail_part *p;
	size_t len;
	const void *html;

	if (b->html == NULL)
		return NULL;
	html = g_bytes_get_data(b->html, &len);
	p = mail_part_bytes("text/html", html, len);
	mail_part_parameter(p, "charset", codepage_charset(b->codepage));
	return p;
}

/* The forms of the text that a program reads: a calendar, for what belongs in one. */
static struct mail_part *
calendar_part(struct mail_item *item)
{
	const struct pim_notes notes = {
	    .note = take_note, .user = item, .codepage = item->r.codepage};
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	const char *method;
	struct mail_part *p;

	if (!ical_takes(item->r.object))
		return NULL;
	if (!ical_build(item->r.object, item->body.plain, &notes, text, &error)) {
		mail_report(&item->job->w, LOSS, "calendar", "%s", error->message);
		return NULL;
	}
	p = mail_part_bytes("text/calendar", text->str, text->len);
	mail_part_parameter(p, "charset", "utf-8");
	method = ical_method(item->r.object);
	if (method != NULL)
		mail_part_parameter(p, "method", method);
	return p;
}

/* The vCard of a contact or list, as a file. */
static struct mail_part *
card_part(struct mail_item *item)
{
	const struct pim_notes notes = {
	    .note = take_note, .user = item, .codepage = item->r.codepage};
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	struct mail_part *p;

	if (!vcard_takes(item->r.object))
		return NULL;
	if (!vcard_build(item->r.object, item->body.plain, &notes, text, &error)) {
		mail_report(&item->job->w, LOSS, "contact", "%s", error->message);
		return NULL;
	}
	p = mail_part_bytes("text/vcard", text->str, text->len);
	mail_part_parameter(p, "charset", "utf-8");
	p->disposition = "attachment";
	p->name = g_strdup("contact.vcf");
	return p;
}

/* A body that is too long to be one, as a file. */
static struct mail_part *
long_body_part(struct mail_item *item, guint16 id, const char *name)
{
	struct mail_part *p = mail_part_new(CONTENT_PROPERTY, "application/octet-stream");

	mail_report(&item->job->w, NOTE, "body-attached",
	    "the body (0x%04x) is over %d bytes: it is the attachment %s", id, MAIL_BODY_MAX, name);
	p->attachment = PART_OF_ITEM;
	p->property = id;
	p->disposition = "attachment";
	p->name = g_strdup(name);
	return p;
}

/* The RTF itself, where it says more than what was made of it. */
static struct mail_part *
rtf_part(void)
{
	struct mail_part *p = mail_part_new(CONTENT_RTF, "application/rtf");

	p->attachment = PART_OF_ITEM;
	p->property = BODY_RTF;
	p->disposition = "attachment";
	p->name = g_strdup("body.rtf");
	return p;
}

/* The text with what its HTML shows, if that is something. */
static struct mail_part *
with_shown(const struct mail_item *item, struct mail_part *text)
{
	struct mail_part *related = mail_part_new(CONTENT_MULTIPART, "multipart/related");

	mail_part_parameter(related, "type", text->type);
	mail_part_add(related, text);
	for (guint i = 0; i < item->attachments->len; i++) {
		const struct mail_attachment *a = item->attachments->pdata[i];

		if (a->in_body)
			mail_part_add(related, mail_attachment_part(a));
	}
	return mail_part_unwrap(related);
}

/*
 * The text in all its forms; empty text if there is none. *has_calendar: whether one is
 * among them.
 */
static struct mail_part *
text_parts(struct mail_item *item, bool *has_calendar)
{
	struct mail_part *forms[] = {NULL, NULL, NULL}, *text;

	mail_place_attachments(item);
	forms[0] = plain_part(item);
	forms[1] = html_part(item);
	forms[2] = calendar_part(item);
	*has_calendar = forms[2] != NULL;
	text = mail_part_join("multipart/alternative", forms, G_N_ELEMENTS(forms));
	if (text == NULL)
		return mail_part_text("");
	if (item->body.html == NULL)
		return text;
	mail_attachments_refer(item->attachments, g_bytes_get_data(item->body.html, NULL),
	    g_bytes_get_size(item->body.html), &item->job->w);
	return with_shown(item, text);
}

/* Adds what is attached, but for what is elsewhere: taken has a flag for each attachment. */
static void
add_attachments(
    struct mail_item *item, struct mail_part *mixed, const bool *taken, bool has_calendar)
{
	for (guint i = 0; i < item->attachments->len; i++) {
		const struct mail_attachment *a = item->attachments->pdata[i];

		if (!a->in_body && !taken[i] && !(a->is_exception && has_calendar))
			mail_part_add(mixed, mail_attachment_part(a));
	}
}

struct mail_part *
mail_plan(struct mail_item *item)
{
	struct mail_part *mixed = mail_secure_part(item), *text, *report;
	g_autofree bool *taken = g_new0(bool, item->attachments->len + 1);
	bool has_calendar;

	if (mixed != NULL)
		return mixed;
	mixed = mail_part_new(CONTENT_MULTIPART, "multipart/mixed");
	text = text_parts(item, &has_calendar);
	report = item->kind == KIND_REPORT ? mail_notice_part(item, text, taken) : NULL;
	mail_part_add(mixed, report != NULL ? report : text);
	mail_part_add(mixed, card_part(item));
	if (item->body.plain_is_long)
		mail_part_add(mixed, long_body_part(item, BODY_PLAIN, "body.txt"));
	if (item->body.html_is_long)
		mail_part_add(mixed, long_body_part(item, BODY_HTML, "body.html"));
	if (item->body.keep_rtf)
		mail_part_add(mixed, rtf_part());
	add_attachments(item, mixed, taken, has_calendar);
	return mail_part_unwrap(mixed);
}
