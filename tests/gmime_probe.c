/* SPDX-License-Identifier: Apache-2.0 */
/*
 * usage: gmime_probe FILE...
 * What GMime reads in messages: for each file a line with its name, the Message-ID, the number of
 * leaf parts and the SHA-256 of their decoded contents one after the other.
 */
#include <gmime/gmime.h>
#include <stdbool.h>
#include <stdio.h>

struct leaves {
	guint n;
	GChecksum *sum;
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
	out = g_mime_stream_mem_new();
	g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(part)), out);
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(out));
	g_checksum_update(l->sum, bytes->data, (gssize)bytes->len);
	g_object_unref(out);
}

static bool
read_message(const char *path)
{
	GMimeStream *in = g_mime_stream_file_open(path, "r", NULL);
	GMimeParser *parser = in != NULL ? g_mime_parser_new_with_stream(in) : NULL;
	GMimeMessage *m = parser != NULL ? g_mime_parser_construct_message(parser, NULL) : NULL;
	struct leaves l = {0, g_checksum_new(G_CHECKSUM_SHA256)};

	if (m != NULL) {
		g_mime_message_foreach(m, take_part, &l);
		printf("%s\t%s\t%u\t%s\n", path, g_mime_message_get_message_id(m), l.n,
		    g_checksum_get_string(l.sum));
		g_object_unref(m);
	}
	g_checksum_free(l.sum);
	g_clear_object(&parser);
	g_clear_object(&in);
	return m != NULL;
}

int
main(int argc, char **argv)
{
	bool ok = true;

	g_mime_init();
	for (int i = 1; i < argc; i++)
		ok = read_message(argv[i]) && ok;
	g_mime_shutdown();
	return ok ? 0 : 1;
}
