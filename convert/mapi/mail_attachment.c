/* SPDX-License-Identifier: Apache-2.0 */
/* What the attachments of an item are; see mail_attachment.h. */
#include "convert/mapi/mail_attachment.h"

#include <string.h>

#include "convert/mapi/mail_field.h"
#include "convert/mapi/mail_reference.h"
#include "convert/mapi/mail_type.h"

#define NAME_MAX_BYTES 1000 /* of a file name that is written */
#define TYPE_MAX 120

enum {
	ID_NAME = 0x3001,
	ID_SHORT_NAME = 0x3704,
	ID_METHOD = 0x3705,
	ID_LONG_NAME = 0x3707,
	ID_PATH = 0x3708,
	ID_POSITION = 0x370b,
	ID_LONG_PATH = 0x370d,
	ID_TYPE = 0x370e,
	ID_CONTENT_ID = 0x3712,
	ID_LOCATION = 0x3713,
	ID_FLAGS = 0x7ffd,
	ID_HIDDEN = 0x7ffe,
};

#define FLAG_EXCEPTION 2 /* afException */

static void
free_attachment(void *data)
{
	struct mail_attachment *a = data;

	g_free(a->name);
	g_free(a->type);
	g_free(a->tag);
	g_free(a->id);
	g_free(a->location);
	g_free(a->path);
	g_free(a->damage);
	g_free(a);
}

/* The first of n properties that is a text with something in it. */
static char *
first_text(const struct property_reader *r, const guint16 ids[], guint n)
{
	for (guint i = 0; i < n; i++) {
		char *text = property_nonempty(r, ids[i]);

		if (text != NULL && *mail_clean(text) != '\0')
			return text;
		g_free(text);
	}
	return NULL;
}

/* A name of bounded length, with its extension. */
static char *
bounded_name(char *name)
{
	const char *dot;
	GString *out;

	if (name == NULL || strlen(name) <= NAME_MAX_BYTES)
		return name;
	dot = strrchr(name, '.');
	dot = dot != NULL && strlen(dot) <= 20 ? dot : "";
	out = g_string_new_len(name, NAME_MAX_BYTES - 20);
	while (out->len > 0 && !g_utf8_validate(out->str, (gssize)out->len, NULL))
		g_string_truncate(out, out->len - 1);
	g_string_append(out, dot);
	g_free(name);
	return g_string_free(out, FALSE);
}

static bool
is_type(const char *text)
{
	const char *slash = strchr(text, '/');

	for (const char *c = text; *c != '\0'; c++)
		if (!g_ascii_isalnum(*c) && strchr("/!#$&-^_.+", *c) == NULL)
			return false;
	return slash != NULL && slash > text && slash[1] != '\0' &&
	    strchr(slash + 1, '/') == NULL && strlen(text) <= TYPE_MAX;
}

/*
 * A media type for the bytes of an attachment. Those of structure are not for bytes that
 * nobody checked.
 */
static char *
media_type(const char *tag, const char *name)
{
	g_autofree char *type = tag != NULL ? g_strndup(tag, strcspn(tag, "; ")) : NULL;

	if (type != NULL && is_type(type) && !g_str_has_prefix(type, "multipart/") &&
	    !g_str_has_prefix(type, "message/"))
		return g_steal_pointer(&type);
	return g_strdup(mail_type_of_name(name));
}

/* A content id that can stand between brackets, else NULL. */
static char *
clean_id(char *text)
{
	size_t len;

	if (text == NULL)
		return NULL;
	mail_clean(text);
	len = strlen(text);
	if (len >= 2 && text[0] == '<' && text[len - 1] == '>') {
		memmove(text, text + 1, len - 2);
		text[len - 2] = '\0';
		len -= 2;
	}
	if (len == 0 || len > MAIL_TOKEN_MAX || !mail_is_ascii(text, len) ||
	    strpbrk(text, "<> \"()\\") != NULL)
		g_clear_pointer(&text, g_free);
	return text;
}

/* A location that a field can hold, else NULL. */
static char *
clean_location(char *text)
{
	if (text != NULL &&
	    (!mail_is_ascii(text, strlen(text)) || strlen(text) > MAIL_TOKEN_MAX ||
		strchr(text, ' ') != NULL))
		g_clear_pointer(&text, g_free);
	return text;
}

static void
read_method(const struct property_reader *r, struct mail_attachment *a)
{
	const struct mapi_property *data = mapi_find(r->object, ATTACHMENT_DATA);

	if (property_int32(r, ID_METHOD, &a->method) && a->method != METHOD_NONE)
		return;
	if (data != NULL)
		a->method = data->type == MAPI_OBJECT ? METHOD_EMBEDDED : METHOD_VALUE;
}

static void
read_properties(const struct property_reader *r, struct mail_attachment *a)
{
	static const guint16 names[] = {ID_LONG_NAME, ID_SHORT_NAME, ID_NAME};
	static const guint16 paths[] = {ID_LONG_PATH, ID_PATH};
	gint32 flags = 0;

	a->name = bounded_name(first_text(r, names, G_N_ELEMENTS(names)));
	a->path = first_text(r, paths, G_N_ELEMENTS(paths));
	a->tag = property_nonempty(r, ID_TYPE);
	if (a->tag != NULL) {
		g_autofree char *mixed = mail_clean(g_steal_pointer(&a->tag));

		a->tag = g_ascii_strdown(mixed, -1);
	}
	a->type = media_type(a->tag, a->name);
	a->id = clean_id(property_nonempty(r, ID_CONTENT_ID));
	a->location = clean_location(property_nonempty(r, ID_LOCATION));
	if (!property_int32(r, ID_POSITION, &a->position))
		a->position = -1;
	a->hidden = property_flag(r, ID_HIDDEN);
	property_int32(r, ID_FLAGS, &flags);
	a->is_exception = a->hidden && (flags & FLAG_EXCEPTION) != 0;
	read_method(r, a);
}

static struct mail_attachment *
read_attachment(const struct property_reader *parent, guint index)
{
	struct mail_attachment *a = g_new0(struct mail_attachment, 1);
	g_autoptr(GError) error = NULL;
	g_autoptr(mapi_object) o = mapi_child(parent->object, MAPI_ATTACHMENTS, index, &error);
	struct property_reader r = *parent;

	a->index = index;
	a->position = -1;
	r.object = o;
	if (o != NULL)
		read_properties(&r, a);
	else
		a->damage = g_strdup(error->message);
	if (a->type == NULL)
		a->type = g_strdup("application/octet-stream");
	return a;
}

GPtrArray *
mail_attachments_read(const struct property_reader *r, struct mail_writer *w)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(free_attachment);
	g_autoptr(GError) error = NULL;
	guint n = 0;

	if (!mapi_count(r->object, MAPI_ATTACHMENTS, &n, &error))
		mail_report(w, LOSS, "attachments", "the list of attachments: %s", error->message);
	if (n > MAIL_ATTACHMENTS_MAX) {
		mail_report(w, LOSS, "attachments", "of %u attachments, %u are written", n,
		    MAIL_ATTACHMENTS_MAX);
		n = MAIL_ATTACHMENTS_MAX;
	}
	for (guint i = 0; i < n; i++)
		g_ptr_array_add(all, read_attachment(r, i));
	return all;
}

/* Whether the cids that HTML refers to have this attachment's, by id or by file name. */
static bool
takes_cid(struct mail_attachment *a, GHashTable *cids)
{
	if (a->id != NULL && g_hash_table_remove(cids, a->id))
		return true;
	if (a->name == NULL || !g_hash_table_contains(cids, a->name))
		return false;
	g_free(a->id);
	a->id = clean_id(g_strdup(a->name));
	return a->id != NULL && g_hash_table_remove(cids, a->name);
}

static bool
is_file(const struct mail_attachment *a)
{
	return a->damage == NULL && !a->is_exception &&
	    (a->method == METHOD_VALUE || a->method == METHOD_OLE);
}

void
mail_attachments_refer(GPtrArray *attachments, const char *html, size_t len, struct mail_writer *w)
{
	g_autoptr(GHashTable) cids = mail_references(html, len);

	for (guint i = 0; i < attachments->len; i++) {
		struct mail_attachment *a = attachments->pdata[i];

		if (is_file(a))
			a->in_body = takes_cid(a, cids) ||
			    (a->location != NULL && mail_refers_to(html, len, a->location));
	}
	if (g_hash_table_size(cids) > 0)
		mail_report(w, NOTE, "missing-inline",
		    "the HTML body refers to %u parts that the item does not have",
		    g_hash_table_size(cids));
}

/* A reference as a list of URLs, with the path as it was in a comment: RFC 2483, section 5. */
static struct mail_part *
reference_part(const struct mail_attachment *a)
{
	const char *path = a->path != NULL ? a->path : a->name != NULL ? a->name : "";
	g_autoptr(GString) text = g_string_new(NULL);
	struct mail_part *p;

	g_string_append_printf(text, "# %s\r\n", path);
	if (g_uri_peek_scheme(path) == NULL || strstr(path, "://") == NULL) {
		g_autofree char *slashes = g_strdelimit(g_strdup(path), "\\", '/');
		g_autofree char *escaped = g_uri_escape_string(slashes, "/:", FALSE);

		g_string_append_printf(
		    text, "file:%s%s\r\n", escaped[0] == '/' ? "" : "///", escaped);
	} else {
		g_autofree char *escaped = g_uri_escape_string(path, ":/?#[]@!$&'()*+,;=%", FALSE);

		g_string_append_printf(text, "%s\r\n", escaped);
	}
	p = mail_part_bytes("text/uri-list", text->str, text->len);
	mail_part_parameter(p, "charset", "utf-8");
	p->name = g_strconcat(a->name != NULL ? a->name : "reference", ".uri", NULL);
	return p;
}

static struct mail_part *
content_part(const struct mail_attachment *a)
{
	struct mail_part *p;

	switch (a->method) {
	case METHOD_REFERENCE:
	case METHOD_REFERENCE_RESOLVE:
	case METHOD_REFERENCE_ONLY:
	case METHOD_WEB_REFERENCE:
		return reference_part(a);
	case METHOD_EMBEDDED:
		p = mail_part_new(CONTENT_MESSAGE, "message/rfc822");
		p->name = g_strdup(a->name);
		return p;
	case METHOD_OLE:
		p = mail_part_new(CONTENT_PROPERTY, "application/x-ole-storage");
		p->name = a->name != NULL ? g_strdup(a->name)
					  : g_strdup_printf("object-%u.ole", a->index + 1);
		return p;
	default:
		p = mail_part_new(CONTENT_PROPERTY, a->type);
		p->name = a->name != NULL ? g_strdup(a->name)
					  : g_strdup_printf("attachment-%u", a->index + 1);
		return p;
	}
}

struct mail_part *
mail_attachment_part(const struct mail_attachment *a)
{
	struct mail_part *p = content_part(a);

	p->attachment = a->index;
	p->property = ATTACHMENT_DATA;
	p->disposition = a->in_body ? "inline" : "attachment";
	p->id = g_strdup(a->id);
	p->location = g_strdup(a->location);
	return p;
}
