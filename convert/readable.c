/* SPDX-License-Identifier: Apache-2.0 */
/* A message as a person reads it; see readable.h. */
#include "convert/readable.h"

#include <gmime/gmime.h>
#include <stdbool.h>
#include <string.h>

#include "convert/html_text.h"
#include "convert/index_mime.h"

#define PARTS_MAX 1000

/* What was found while walking through the parts. */
struct reading {
	GMimeTextPart *plain, *html; /* the first of each that is no attachment; borrowed */
	GString *attachments;
	guint parts;
};

static bool
is_attachment(GMimeObject *o)
{
	GMimeContentDisposition *d = g_mime_object_get_content_disposition(o);

	return d != NULL && g_mime_content_disposition_is_attachment(d);
}

static void
note_attachment(struct reading *r, GMimeObject *o)
{
	const char *name = GMIME_IS_PART(o) ? g_mime_part_get_filename(GMIME_PART(o)) : NULL;
	g_autofree char *type =
	    g_mime_content_type_get_mime_type(g_mime_object_get_content_type(o));

	g_string_append_printf(
	    r->attachments, "Attachment: %s (%s)\n", name != NULL ? name : "without a name", type);
}

static void
visit_part(GMimeObject *parent, GMimeObject *o, gpointer user)
{
	struct reading *r = user;
	GMimeTextPart **text;

	(void)parent;
	if (r->parts++ >= PARTS_MAX || GMIME_IS_MULTIPART(o))
		return;
	if (!GMIME_IS_TEXT_PART(o) || is_attachment(o)) {
		note_attachment(r, o);
		return;
	}
	text = g_mime_content_type_is_type(g_mime_object_get_content_type(o), "text", "html")
	    ? &r->html
	    : &r->plain;
	if (*text == NULL)
		*text = GMIME_TEXT_PART(o);
}

static void
add_field(GString *out, const char *name, const char *value)
{
	if (value != NULL && value[0] != '\0')
		g_string_append_printf(out, "%s: %s\n", name, value);
}

static void
add_addresses(GString *out, const char *name, InternetAddressList *list)
{
	g_autofree char *text =
	    list != NULL ? internet_address_list_to_string(list, NULL, FALSE) : NULL;

	add_field(out, name, text);
}

static void
add_header(GString *out, GMimeMessage *m)
{
	add_addresses(out, "From", g_mime_message_get_from(m));
	add_addresses(out, "To", g_mime_message_get_to(m));
	add_addresses(out, "Cc", g_mime_message_get_cc(m));
	add_field(out, "Date", g_mime_object_get_header(GMIME_OBJECT(m), "Date"));
	add_field(out, "Subject", g_mime_message_get_subject(m));
}

static void
add_body(GString *out, const struct reading *r)
{
	g_autofree char *text = NULL;

	if (r->plain != NULL) {
		text = g_mime_text_part_get_text(r->plain);
		g_string_append(out, text != NULL ? text : "");
	} else if (r->html != NULL) {
		text = g_mime_text_part_get_text(r->html);
		html_text_append(out, text != NULL ? text : "");
	}
}

char *
readable_message(const void *data, size_t len)
{
	GMimeStream *stream =
	    g_mime_stream_mem_new_with_buffer(data, index_mime_safe_length(data, len));
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *m = g_mime_parser_construct_message(parser, NULL);
	struct reading r = {.attachments = g_string_new(NULL)};
	g_autoptr(GString) out = g_string_new(NULL);

	g_object_unref(parser);
	g_object_unref(stream);
	if (m != NULL) {
		g_mime_message_foreach(m, visit_part, &r);
		add_header(out, m);
		g_string_append_len(out, r.attachments->str, (gssize)r.attachments->len);
		g_string_append_c(out, '\n');
		add_body(out, &r);
		g_object_unref(m);
	}
	g_string_free(r.attachments, TRUE);
	return g_utf8_make_valid(out->str, (gssize)out->len);
}
