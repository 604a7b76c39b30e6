/* SPDX-License-Identifier: Apache-2.0 */
/* An item on its way to be a message; see mail_item.h. */
#include "convert/mapi/mail_item.h"

#include <sodium.h>
#include <string.h>

#include "convert/mapi/codepage.h"
#include "convert/mapi/mail_header.h"

/* Properties whose damage costs something that a reader would see. */
static bool
is_content(guint16 id)
{
	return id == 0x0037 || id == 0x007d || id == BODY_PLAIN || id == BODY_HTML ||
	    id == BODY_RTF;
}

static void
take_damage(void *user, guint16 id, const char *why)
{
	struct mail_item *item = user;

	mail_report(&item->job->w, is_content(id) ? LOSS : NOTE, "property", "property 0x%04x: %s",
	    id, why);
}

/* So that boundaries differ from message to message, and never between two runs. */
static void
make_seed(struct mail_item *item)
{
	unsigned char hash[16];
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, sizeof(hash));
	crypto_generichash_update(&state, (const unsigned char *)&item->depth, sizeof(item->depth));
	crypto_generichash_update(
	    &state, (const unsigned char *)item->header->str, item->header->len);
	if (item->body.plain != NULL)
		crypto_generichash_update(
		    &state, (const unsigned char *)item->body.plain, strlen(item->body.plain));
	if (item->body.html != NULL)
		crypto_generichash_update(&state, g_bytes_get_data(item->body.html, NULL),
		    g_bytes_get_size(item->body.html));
	crypto_generichash_final(&state, hash, sizeof(hash));
	sodium_bin2hex(item->seed, sizeof(item->seed), hash, sizeof(hash));
}

void
mail_item_read(
    struct mail_item *item, struct mail_job *job, struct mapi_object *object, guint depth)
{
	struct mail_writer *w = &job->w;

	*item = (struct mail_item){.job = job, .depth = depth, .header = g_string_new(NULL)};
	item->r = (struct property_reader){.object = object,
	    .codepage = property_codepage(object, job->options->codepage),
	    .damaged = take_damage,
	    .user = item};
	item->class = mail_class_of(object);
	item->kind = mail_class_kind(item->class);
	mail_header_append(item->header, &item->r, item->class, w);
	mail_body_read(&item->body, &item->r, w);
	item->attachments = mail_attachments_read(&item->r, w);
	make_seed(item);
}

void
mail_item_clear(struct mail_item *item)
{
	g_free(item->class);
	g_string_free(item->header, TRUE);
	mail_body_clear(&item->body);
	g_ptr_array_unref(item->attachments);
}

char *
mail_item_boundary(struct mail_item *item)
{
	return g_strdup_printf(MAIL_BOUNDARY "%s_%u", item->seed, item->nboundaries++);
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

/* The text in all its forms, and with what its HTML shows. */
static struct mail_part *
text_parts(struct mail_item *item)
{
	struct mail_part *forms[] = {plain_part(item), html_part(item)};
	struct mail_part *text = mail_part_join("multipart/alternative", forms, 2), *related;
	const char *type;

	if (text == NULL || item->body.html == NULL)
		return text;
	mail_attachments_refer(item->attachments, g_bytes_get_data(item->body.html, NULL),
	    g_bytes_get_size(item->body.html), &item->job->w);
	type = text->type;
	related = mail_part_new(CONTENT_MULTIPART, "multipart/related");
	mail_part_parameter(related, "type", type);
	mail_part_add(related, text);
	for (guint i = 0; i < item->attachments->len; i++) {
		const struct mail_attachment *a = item->attachments->pdata[i];

		if (a->in_body)
			mail_part_add(related, mail_attachment_part(a));
	}
	if (related->children->len > 1)
		return related;
	g_ptr_array_steal_index(related->children, 0);
	mail_part_free(related);
	return text;
}

struct mail_part *
mail_item_plan(struct mail_item *item)
{
	struct mail_part *mixed = mail_part_new(CONTENT_MULTIPART, "multipart/mixed");
	struct mail_part *text = text_parts(item), *only;

	mail_part_add(mixed, text != NULL ? text : mail_part_text(""));
	if (item->body.plain_is_long)
		mail_part_add(mixed, long_body_part(item, BODY_PLAIN, "body.txt"));
	if (item->body.html_is_long)
		mail_part_add(mixed, long_body_part(item, BODY_HTML, "body.html"));
	for (guint i = 0; i < item->attachments->len; i++) {
		const struct mail_attachment *a = item->attachments->pdata[i];

		if (!a->in_body)
			mail_part_add(mixed, mail_attachment_part(a));
	}
	if (mixed->children->len > 1)
		return mixed;
	only = g_ptr_array_steal_index(mixed->children, 0);
	mail_part_free(mixed);
	return only;
}

struct mapi_object *
mail_item_attachment(struct mail_item *item, guint index, GError **error)
{
	return mapi_child(item->r.object, MAPI_ATTACHMENTS, index, error);
}
