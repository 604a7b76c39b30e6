/* SPDX-License-Identifier: Apache-2.0 */
/* An item on its way to be a message; see mail_item.h. */
#include "convert/mapi/mail_item.h"

#include <sodium.h>
#include <string.h>

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

struct mapi_object *
mail_item_attachment(struct mail_item *item, guint index, GError **error)
{
	return mapi_child(item->r.object, MAPI_ATTACHMENTS, index, error);
}
