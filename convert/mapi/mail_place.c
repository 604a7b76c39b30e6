/* SPDX-License-Identifier: Apache-2.0 */
/* Where attachments stand in a text that was made from RTF; see mail_place.h. */
#include "convert/mapi/mail_place.h"

#include <string.h>

/* A text whose places are being filled. */
struct filling {
	struct mail_item *item;
	GPtrArray *ordered; /* struct mail_attachment, borrowed, by position */
	guint next;         /* in it */
	GString *out;
	bool html;
};

static gint
compare_positions(gconstpointer a, gconstpointer b)
{
	const struct mail_attachment *x = *(const struct mail_attachment *const *)a;
	const struct mail_attachment *y = *(const struct mail_attachment *const *)b;

	if (x->position != y->position)
		return x->position < y->position ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

/* The attachments that have a position in the text, in its order. */
static GPtrArray *
order_attachments(GPtrArray *attachments)
{
	GPtrArray *ordered = g_ptr_array_new();

	for (guint i = 0; i < attachments->len; i++) {
		struct mail_attachment *a = attachments->pdata[i];

		if (a->position >= 0 && !a->is_exception)
			g_ptr_array_add(ordered, a);
	}
	g_ptr_array_sort(ordered, compare_positions);
	return ordered;
}

static bool
is_shown(const struct mail_attachment *a)
{
	return a->damage == NULL && a->method == METHOD_VALUE &&
	    g_str_has_prefix(a->type, "image/");
}

/* What stands in the text for an attachment. */
static void
append_attachment(struct filling *f, struct mail_attachment *a)
{
	const char *name = a->name != NULL ? a->name : "attachment";
	g_autofree char *shown = f->html ? g_markup_escape_text(name, -1) : g_strdup(name);

	if (!f->html) {
		g_string_append_printf(f->out, "<<%s>>", shown);
	} else if (is_shown(a)) {
		g_autofree char *url = NULL;

		if (a->id == NULL)
			a->id = g_strdup_printf("attachment-%u@mailpouch.invalid", a->index + 1);
		url = g_uri_escape_string(a->id, "@!$&'()*+,;=:", FALSE);
		g_string_append_printf(f->out, "<img src=\"cid:%s\" alt=\"%s\">", url, shown);
	} else {
		g_string_append_printf(f->out, "[%s]", shown);
	}
}

/* The attachment that "[cid:...]" names, or NULL. */
static struct mail_attachment *
find_id(const struct filling *f, const char *text, size_t len)
{
	const size_t prefix = strlen("[cid:");

	for (guint i = 0; i < f->item->attachments->len; i++) {
		struct mail_attachment *a = f->item->attachments->pdata[i];

		if (a->id != NULL && strlen(a->id) + prefix + 1 == len &&
		    memcmp(text + prefix, a->id, len - prefix - 1) == 0)
			return a;
	}
	return NULL;
}

static void
append_place(struct filling *f, const struct rtf_place *p, const char *text)
{
	struct mail_attachment *a = NULL;

	if (p->kind == RTF_PLACE_ATTACHMENT && f->next < f->ordered->len)
		a = f->ordered->pdata[f->next++];
	else if (p->kind == RTF_PLACE_CID)
		a = find_id(f, text + p->at, p->len);
	if (a != NULL)
		append_attachment(f, a);
	else
		g_string_append_len(f->out, text + p->at, (gssize)p->len);
}

/* The text of len bytes with its places filled. */
static GString *
fill(struct mail_item *item, const char *text, size_t len, const GArray *places, bool html)
{
	g_autoptr(GPtrArray) ordered = order_attachments(item->attachments);
	struct filling f = {item, ordered, 0, g_string_sized_new(len), html};
	size_t at = 0;

	for (guint i = 0; i < places->len; i++) {
		const struct rtf_place *p = &g_array_index(places, struct rtf_place, i);

		g_assert(p->at >= at && p->at + p->len <= len);
		g_string_append_len(f.out, text + at, (gssize)(p->at - at));
		append_place(&f, p, text);
		at = p->at + p->len;
	}
	g_string_append_len(f.out, text + at, (gssize)(len - at));
	return f.out;
}

void
mail_place_attachments(struct mail_item *item)
{
	struct mail_body *b = &item->body;

	if (b->rtf == NULL || b->rtf->kind != RTF_KIND_REAL)
		return;
	if (b->html != NULL) {
		size_t len;
		const char *html = g_bytes_get_data(b->html, &len);
		GString *filled = fill(item, html, len, b->rtf->html_places, true);

		g_bytes_unref(b->html);
		b->html = g_string_free_to_bytes(filled);
	}
	if (b->plain_is_made) {
		char *plain = b->plain;

		b->plain = g_string_free(
		    fill(item, plain, strlen(plain), b->rtf->plain_places, false), FALSE);
		g_free(plain);
	}
}
