/* SPDX-License-Identifier: Apache-2.0 */
/* A calendar or vCard part of a message; see pim_part.h. */
#include "convert/pim_part.h"

#include <gmime/gmime.h>

#include "convert/index_mime.h"

struct search {
	const char *subtype;
	char *found;
};

static char *
decode(GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *out = g_mime_stream_mem_new();
	char *text = NULL;

	if (content != NULL && g_mime_data_wrapper_write_to_stream(content, out) >= 0) {
		const GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(out));

		text = g_utf8_make_valid(
		    bytes->len > 0 ? (const char *)bytes->data : "", (gssize)bytes->len);
	}
	g_object_unref(out);
	return text;
}

static void
visit(GMimeObject *parent, GMimeObject *part, gpointer user)
{
	struct search *s = user;
	GMimeContentType *type = g_mime_object_get_content_type(part);

	(void)parent;
	if (s->found == NULL && GMIME_IS_PART(part) &&
	    g_mime_content_type_is_type(type, "text", s->subtype))
		s->found = decode(GMIME_PART(part));
}

char *
pim_part_find(const void *data, size_t len, const char *subtype)
{
	GMimeStream *stream =
	    g_mime_stream_mem_new_with_buffer(data, index_mime_safe_length(data, len));
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *m = g_mime_parser_construct_message(parser, NULL);
	struct search s = {.subtype = subtype};

	g_object_unref(parser);
	g_object_unref(stream);
	if (m == NULL)
		return NULL;
	g_mime_message_foreach(m, visit, &s);
	g_object_unref(m);
	return s.found;
}
