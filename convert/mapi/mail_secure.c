/* SPDX-License-Identifier: Apache-2.0 */
/* Items that are signed or encrypted; see mail_secure.h. */
#include "convert/mapi/mail_secure.h"

#include <string.h>

#include "convert/mapi/mail_entity.h"

/*
 * The content types of CMS, by the DER of their object identifiers: RFC 5652, RFC 5083, RFC
 * 8551 3.2.2.
 */
static const struct {
	unsigned char oid[13];
	unsigned char len;
	const char *smime_type;
} cms_types[] = {
    {{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}, 11, "signed-data"},
    {{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x03}, 11, "enveloped-data"},
    {{0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x17}, 13,
	"authEnveloped-data"},
    {{0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x09}, 13,
	"compressed-data"},
};

/* Whether the attachment can be spliced in as a multipart/signed. */
static bool
is_signed_entity(struct mail_item *item, const struct mail_attachment *a, GError **error)
{
	g_autoptr(mapi_object) o = mapi_child(item->r.object, MAPI_ATTACHMENTS, a->index, error);
	struct mail_entity e = {0};
	bool ok = o != NULL && mail_entity_open(&e, o, "multipart/signed", error);

	if (ok && item->depth > 0 && mail_entity_collides(&e))
		ok = err_set(error, ERR_FORMAT, "it has a line that is a boundary around it");
	mail_entity_clear(&e);
	return ok;
}

static struct mail_part *
signed_part(struct mail_item *item)
{
	const struct mail_attachment *a = item->attachments->pdata[0];
	g_autoptr(GError) error = NULL;
	struct mail_part *p;

	if (!is_signed_entity(item, a, &error)) {
		mail_report(&item->job->w, NOTE, "entity",
		    "the signed content is kept as an attachment: %s", error->message);
		return NULL;
	}
	p = mail_part_new(CONTENT_ENTITY, "multipart/signed");
	p->attachment = a->index;
	return p;
}

/* What kind of CMS object an attachment is; NULL: it cannot be seen. */
static const char *
smime_type(struct mail_item *item, const struct mail_attachment *a)
{
	g_autoptr(mapi_object) o = mapi_child(item->r.object, MAPI_ATTACHMENTS, a->index, NULL);
	const struct mapi_property *p = o != NULL ? mapi_find(o, ATTACHMENT_DATA) : NULL;
	g_autoptr(mapi_stream) s = p != NULL ? mapi_open(o, p, 0, NULL) : NULL;
	unsigned char head[40];
	gssize n = s != NULL ? mapi_stream_read(s, head, sizeof(head), NULL) : 0;

	for (guint i = 0; n > 0 && i < G_N_ELEMENTS(cms_types); i++)
		if (memmem(head, (size_t)n, cms_types[i].oid, cms_types[i].len) != NULL)
			return cms_types[i].smime_type;
	return NULL;
}

static struct mail_part *
cms_part(struct mail_item *item)
{
	const struct mail_attachment *a = item->attachments->pdata[0];
	const char *type = smime_type(item, a);
	struct mail_part *p = mail_part_new(CONTENT_PROPERTY, "application/pkcs7-mime");

	if (type != NULL)
		mail_part_parameter(p, "smime-type", type);
	p->attachment = a->index;
	p->property = ATTACHMENT_DATA;
	p->disposition = "attachment";
	p->name = g_strdup(a->name != NULL ? a->name : "smime.p7m");
	return p;
}

static struct mail_part *
encrypted_part(struct mail_item *item)
{
	struct mail_part *p = mail_part_new(CONTENT_MULTIPART, "multipart/encrypted");

	mail_part_parameter(p, "protocol", "application/pgp-encrypted");
	for (guint i = 0; i < 2; i++)
		mail_part_add(p, mail_attachment_part(item->attachments->pdata[i]));
	return p;
}

static bool
are_files(const GPtrArray *attachments)
{
	for (guint i = 0; i < attachments->len; i++) {
		const struct mail_attachment *a = attachments->pdata[i];

		if (a->damage != NULL || a->method != METHOD_VALUE)
			return false;
	}
	return true;
}

struct mail_part *
mail_secure_part(struct mail_item *item)
{
	const struct mail_attachment *first;
	bool is_signed;

	if (item->attachments->len == 0 || item->attachments->len > 2 ||
	    !are_files(item->attachments))
		return NULL;
	first = item->attachments->pdata[0];
	if (item->attachments->len == 2)
		return g_str_equal(first->type, "application/pgp-encrypted") ? encrypted_part(item)
									     : NULL;
	is_signed = first->tag != NULL && g_str_has_prefix(first->tag, "multipart/signed");
	if (item->kind == KIND_SIGNED || (item->kind == KIND_SMIME && is_signed))
		return signed_part(item);
	return item->kind == KIND_SMIME ? cms_part(item) : NULL;
}
