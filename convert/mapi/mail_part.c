/* SPDX-License-Identifier: Apache-2.0 */
/* The tree of a message's parts; see mail_part.h. */
#include "convert/mapi/mail_part.h"

#include <string.h>

#include "convert/mapi/mail_field.h"

static void
free_part(void *p)
{
	mail_part_free(p);
}

struct mail_part *
mail_part_new(enum mail_content content, const char *type)
{
	struct mail_part *p = g_new0(struct mail_part, 1);

	p->content = content;
	p->type = g_strdup(type);
	p->parameters = g_ptr_array_new_with_free_func(g_free);
	p->children = g_ptr_array_new_with_free_func(free_part);
	return p;
}

void
mail_part_free(struct mail_part *p)
{
	if (p == NULL)
		return;
	g_free(p->type);
	g_ptr_array_unref(p->parameters);
	g_free(p->name);
	g_free(p->id);
	g_free(p->location);
	g_ptr_array_unref(p->children);
	g_clear_pointer(&p->bytes, g_bytes_unref);
	g_free(p);
}

void
mail_part_parameter(struct mail_part *p, const char *name, const char *value)
{
	g_ptr_array_add(p->parameters, g_strdup(name));
	g_ptr_array_add(p->parameters, g_strdup(value));
}

struct mail_part *
mail_part_bytes(const char *type, const void *data, size_t len)
{
	struct mail_part *p = mail_part_new(CONTENT_BYTES, type);

	p->bytes = g_bytes_new(data, len);
	return p;
}

static bool
has_8bit(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text >= 0x80)
			return true;
	return false;
}

struct mail_part *
mail_part_text(const char *text)
{
	struct mail_part *p = mail_part_bytes("text/plain", text, strlen(text));

	mail_part_parameter(p, "charset", has_8bit(text) ? "utf-8" : "us-ascii");
	return p;
}

void
mail_part_add(struct mail_part *p, struct mail_part *child)
{
	if (child != NULL)
		g_ptr_array_add(p->children, child);
}

struct mail_part *
mail_part_unwrap(struct mail_part *p)
{
	struct mail_part *only;

	if (p->children->len != 1)
		return p;
	only = g_ptr_array_steal_index(p->children, 0);
	mail_part_free(p);
	return only;
}

struct mail_part *
mail_part_join(const char *type, struct mail_part *const parts[], guint n)
{
	struct mail_part *all = mail_part_new(CONTENT_MULTIPART, type);

	for (guint i = 0; i < n; i++)
		mail_part_add(all, parts[i]);
	if (all->children->len > 0)
		return mail_part_unwrap(all);
	mail_part_free(all);
	return NULL;
}

enum mail_encoding
mail_part_encoding(const struct mail_part *p)
{
	size_t len;
	const char *data;

	if (p->content == CONTENT_PROPERTY || p->content == CONTENT_RTF)
		return ENCODING_BASE64;
	if (p->content != CONTENT_BYTES)
		return ENCODING_7BIT;
	data = g_bytes_get_data(p->bytes, &len);
	return mail_encoding_for(data, len);
}

static void
append_type(GString *out, const struct mail_part *p, const char *boundary)
{
	g_string_append_printf(out, "Content-Type: %s", p->type);
	for (guint i = 0; i + 1 < p->parameters->len; i += 2)
		mail_append_parameter(out, p->parameters->pdata[i], p->parameters->pdata[i + 1]);
	if (boundary != NULL)
		mail_append_parameter(out, "boundary", boundary);
	if (p->name != NULL) {
		g_autofree char *name = mail_ascii_name(p->name);

		g_string_append_printf(out, ";\r\n name=");
		mail_append_quoted(out, name);
	}
	g_string_append(out, "\r\n");
}

void
mail_part_append_header(GString *out, const struct mail_part *p, const char *boundary)
{
	enum mail_encoding e = mail_part_encoding(p);

	append_type(out, p, boundary);
	if (e != ENCODING_7BIT)
		g_string_append_printf(
		    out, "Content-Transfer-Encoding: %s\r\n", mail_encoding_name(e));
	if (p->id != NULL)
		g_string_append_printf(out, "Content-ID: <%s>\r\n", p->id);
	if (p->location != NULL)
		mail_field_folded(out, "Content-Location", p->location);
	if (p->disposition == NULL)
		return;
	g_string_append_printf(out, "Content-Disposition: %s", p->disposition);
	if (p->name != NULL)
		mail_append_parameter(out, "filename", p->name);
	g_string_append(out, "\r\n");
}
