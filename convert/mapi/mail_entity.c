/* SPDX-License-Identifier: Apache-2.0 */
/* A signed MIME entity; see mail_entity.h. */
#include "convert/mapi/mail_entity.h"

#include <string.h>

#include "convert/header.h"
#include "convert/mapi/mail_attachment.h"
#include "convert/mapi/mail_field.h"

#define BOUNDARY_LINE "\n--" MAIL_BOUNDARY

/* Reads until the whole header is there. */
static bool
read_head(struct mail_entity *e, GError **error)
{
	bool complete = false;
	unsigned char piece[4096];
	gssize n = 1;

	while (!complete && e->head->len < MAIL_ENTITY_HEADER_MAX && n > 0) {
		n = mapi_stream_read(e->stream, piece, sizeof(piece), error);
		if (n > 0)
			g_byte_array_append(e->head, piece, (guint)n);
		e->body_at = header_length(e->head->data, e->head->len, &complete);
	}
	if (n < 0)
		return false;
	return complete || err_set(error, ERR_FORMAT, "it begins with no header");
}

/* Takes one field over, if it says something of the content. */
static bool
take_field(struct mail_entity *e, const struct header_field *f, GError **error)
{
	const char *data = (const char *)e->head->data;

	if (f->name_len < 8 || g_ascii_strncasecmp((const char *)f->name, "Content-", 8) != 0)
		return true;
	for (size_t at = f->at; at < f->end;) {
		const char *lf = memchr(data + at, '\n', f->end - at);
		size_t next = lf != NULL ? (size_t)(lf - data) + 1 : f->end;
		size_t len = (lf != NULL ? next - 1 : next) - at;

		len -= len > 0 && data[at + len - 1] == '\r';
		for (size_t i = 0; i < len; i++)
			if ((data[at + i] < 0x20 && data[at + i] != '\t') || data[at + i] > 0x7e)
				return err_set(error, ERR_FORMAT, "its header is not in ASCII");
		if (len > MAIL_LINE_MAX)
			return err_set(error, ERR_FORMAT, "its header has too long a line");
		g_string_append_len(e->fields, data + at, (gssize)len);
		g_string_append(e->fields, "\r\n");
		at = next;
	}
	return true;
}

static bool
read_fields(struct mail_entity *e, const char *type, GError **error)
{
	struct header_field f;
	guint ntypes = 0;
	size_t pos = 0;

	while (header_next(e->head->data, e->body_at, &pos, &f)) {
		if (header_is(&f, "Content-Type")) {
			ntypes++;
			if (f.value_len < strlen(type) ||
			    g_ascii_strncasecmp((const char *)f.value, type, strlen(type)) != 0)
				return err_set(error, ERR_FORMAT, "it is not %s", type);
		}
		if (!take_field(e, &f, error))
			return false;
	}
	return ntypes == 1 || err_set(error, ERR_FORMAT, "its header has no one Content-Type");
}

bool
mail_entity_open(
    struct mail_entity *e, struct mapi_object *attachment, const char *type, GError **error)
{
	const struct mapi_property *p = mapi_find(attachment, ATTACHMENT_DATA);

	*e = (struct mail_entity){.head = g_byte_array_new(), .fields = g_string_new(NULL)};
	if (p == NULL)
		return err_set(error, ERR_FORMAT, "it has no content");
	e->stream = mapi_open(attachment, p, 0, error);
	return e->stream != NULL && read_head(e, error) && read_fields(e, type, error);
}

bool
mail_entity_collides(struct mail_entity *e)
{
	g_autoptr(GByteArray) window = g_byte_array_new();
	const size_t keep = strlen(BOUNDARY_LINE) - 1;
	unsigned char piece[16 * 1024];
	gssize n = 1;

	g_byte_array_append(window, (const guint8 *)"\n", 1);
	g_byte_array_append(window, e->head->data + e->body_at, e->head->len - (guint)e->body_at);
	while (n > 0) {
		if (memmem(window->data, window->len, BOUNDARY_LINE, keep + 1) != NULL)
			return true;
		if (window->len > keep)
			g_byte_array_remove_range(window, 0, window->len - (guint)keep);
		n = mapi_stream_read(e->stream, piece, sizeof(piece), NULL);
		if (n > 0)
			g_byte_array_append(window, piece, (guint)n);
	}
	return false;
}

bool
mail_entity_write(struct mail_entity *e, struct mail_writer *w, char **why, GError **error)
{
	bool whole;

	return mail_write(w, e->fields->str, e->fields->len, error) &&
	    mail_write_text(w, "\r\n", error) &&
	    mail_write_raw(w, (const char *)e->head->data + e->body_at, e->head->len - e->body_at,
		e->stream, &whole, why, error);
}

void
mail_entity_clear(struct mail_entity *e)
{
	mapi_stream_close(e->stream);
	g_clear_pointer(&e->head, g_byte_array_unref);
	if (e->fields != NULL)
		g_string_free(e->fields, TRUE);
	*e = (struct mail_entity){0};
}
