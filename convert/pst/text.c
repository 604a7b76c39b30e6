/* SPDX-License-Identifier: Apache-2.0 */
/* Texts as UTF-8; see text.h. */
#include "convert/pst/text.h"

#include "convert/mapi/utf16.h"

static char *
from_codepage(const char *bytes, size_t len, guint codepage)
{
	g_autofree char *from = g_strdup_printf("CP%u", codepage != 0 ? codepage : 1252);
	char *text = NULL;

	if (len == 0)
		return g_strdup("");
	if (!g_utf8_validate(bytes, (gssize)len, NULL))
		text = g_convert_with_fallback(
		    bytes, (gssize)len, "UTF-8", from, "\357\277\275", NULL, NULL, NULL);
	return text != NULL ? text : g_utf8_make_valid(bytes, (gssize)len);
}

static GByteArray *
read_value(struct pst_heap *h, const struct pst_value *v, GError **error)
{
	struct mapi_stream *s = pst_value_open(h, v, 0, error);
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	unsigned char piece[4096];
	gssize n = -1;

	while (s != NULL && bytes->len < PST_TEXT_MAX &&
	    (n = mapi_stream_read(s, piece, sizeof(piece), error)) > 0)
		g_byte_array_append(bytes, piece, (guint)n);
	mapi_stream_close(s);
	return n < 0 ? NULL : g_steal_pointer(&bytes);
}

char *
pst_text(
    struct pst_heap *h, const struct pst_properties *p, guint16 id, guint codepage, GError **error)
{
	const struct pst_value *v = pst_properties_find(p, id);
	g_autoptr(GByteArray) bytes = NULL;
	GError *why = NULL;

	if (v == NULL || (v->type != MAPI_STRING && v->type != MAPI_STRING8))
		return NULL;
	bytes = read_value(h, v, &why);
	if (g_error_matches(why, ERR_DOMAIN, ERR_IO))
		g_propagate_error(error, why);
	else
		g_clear_error(&why);
	if (bytes == NULL)
		return NULL;
	if (v->type == MAPI_STRING)
		return utf16_text(bytes->data, bytes->len);
	return from_codepage((const char *)bytes->data, bytes->len, codepage);
}
