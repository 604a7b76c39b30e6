/* SPDX-License-Identifier: Apache-2.0 */
/*
 * usage: gmime_probe [-s] FILE...
 * What GMime reads in messages: for each file a line with its name, the Message-ID, the number of
 * leaf parts and the SHA-256 of their decoded contents one after the other; with -s its name, the types of
 * its parts and the SHA-256 of the contents, those of message/delivery-status and its like left out.
 */
#include <gmime/gmime.h>
#include <stdbool.h>
#include <stdio.h>

struct leaves {
	guint n;
	GChecksum *sum;
	bool reports; /* the contents of message/delivery-status and its like, too */
};

static void
take_part(GMimeObject *parent, GMimeObject *part, gpointer user)
{
	struct leaves *l = user;
	GMimeStream *out;
	GByteArray *bytes;

	(void)parent;
	if (GMIME_IS_MESSAGE_PART(part))
		g_mime_message_foreach(
		    g_mime_message_part_get_message(GMIME_MESSAGE_PART(part)), take_part, user);
	if (!GMIME_IS_PART(part))
		return;
	l->n++;
	if (!l->reports &&
	    g_mime_content_type_is_type(g_mime_object_get_content_type(part), "message", "*"))
		return;
	out = g_mime_stream_mem_new();
	g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(part)), out);
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(out));
	g_checksum_update(l->sum, bytes->data, (gssize)bytes->len);
	g_object_unref(out);
}

static void
append_types(GString *to, GMimeObject *part)
{
	g_autofree char *type =
	    g_mime_content_type_get_mime_type(g_mime_object_get_content_type(part));
	g_autofree char *lower = g_ascii_strdown(type, -1);

	g_string_append(to, lower);
	if (!GMIME_IS_MULTIPART(part) && !GMIME_IS_MESSAGE_PART(part))
		return;
	g_string_append_c(to, '(');
	if (GMIME_IS_MESSAGE_PART(part))
		append_types(to,
		    g_mime_message_get_mime_part(
			g_mime_message_part_get_message(GMIME_MESSAGE_PART(part))));
	for (int i = 0;
	     GMIME_IS_MULTIPART(part) && i < g_mime_multipart_get_count(GMIME_MULTIPART(part));
	     i++) {
		if (i > 0)
			g_string_append_c(to, ',');
		append_types(to, g_mime_multipart_get_part(GMIME_MULTIPART(part), i));
	}
	g_string_append_c(to, ')');
}

static void
print_message(const char *path, GMimeMessage *m, bool structure)
{
	struct leaves l = {0, g_checksum_new(G_CHECKSUM_SHA256), !structure};
	GString *types = g_string_new(NULL);

	g_mime_message_foreach(m, take_part, &l);
	append_types(types, g_mime_message_get_mime_part(m));
	if (structure)
		printf("%s\t%s\t%s\n", path, types->str, g_checksum_get_string(l.sum));
	else
		printf("%s\t%s\t%u\t%s\n", path, g_mime_message_get_message_id(m), l.n,
		    g_checksum_get_string(l.sum));
	g_string_free(types, TRUE);
	g_checksum_free(l.sum);
}

static bool
read_message(const char *path, bool structure)
{
	GMimeStream *in = g_mime_stream_file_open(path, "r", NULL);
	GMimeParser *parser = in != NULL ? g_mime_parser_new_with_stream(in) : NULL;
	GMimeMessage *m = parser != NULL ? g_mime_parser_construct_message(parser, NULL) : NULL;

	bool ok = m != NULL;

	if (ok)
		print_message(path, m, structure);
	g_clear_object(&m);
	g_clear_object(&parser);
	g_clear_object(&in);
	return ok;
}

int
main(int argc, char **argv)
{
	bool structure = argc > 1 && g_str_equal(argv[1], "-s"), ok = true;

	g_mime_init();
	for (int i = structure ? 2 : 1; i < argc; i++)
		ok = read_message(argv[i], structure) && ok;
	g_mime_shutdown();
	return ok ? 0 : 1;
}
