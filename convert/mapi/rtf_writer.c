/* SPDX-License-Identifier: Apache-2.0 */
/* Calls the writer; see rtf_writer.h. */
#include "convert/mapi/rtf_writer.h"

void
rtf_write_bytes(
    struct rtf_writer *w, const struct rtf_style *style, const unsigned char *p, size_t len)
{
	w->ops->bytes(w, style, p, len);
}

void
rtf_write_character(struct rtf_writer *w, const struct rtf_style *style, gunichar c)
{
	w->ops->character(w, style, c);
}

void
rtf_write_sign(struct rtf_writer *w, const struct rtf_style *style, gunichar c)
{
	w->ops->sign(w, style, c);
}

void
rtf_write_mark(struct rtf_writer *w, const struct rtf_style *style, enum rtf_mark mark)
{
	w->ops->mark(w, style, mark);
}

void
rtf_write_place(struct rtf_writer *w, const struct rtf_style *style, enum rtf_place_kind kind)
{
	w->ops->place(w, style, kind);
}

void
rtf_write_end(struct rtf_writer *w)
{
	w->ops->end(w);
}

void
rtf_writer_free(struct rtf_writer *w)
{
	if (w != NULL)
		w->ops->free(w);
}

void
rtf_body_add(struct rtf_body *b, GByteArray *to, const void *p, size_t len)
{
	if (len > RTF_OUTPUT_MAX - to->len)
		b->flags |= RTF_LIMIT;
	else
		g_byte_array_append(to, p, (guint)len);
}

void
rtf_body_add_place(
    struct rtf_body *b, GArray *places, const GByteArray *in, enum rtf_place_kind kind, size_t len)
{
	struct rtf_place place = {.kind = kind, .at = in->len - len, .len = len};

	if (places->len < RTF_PLACES_MAX)
		g_array_append_val(places, place);
	else
		b->flags |= RTF_LIMIT;
}
