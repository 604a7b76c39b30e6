/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plain text of RTF, that was packed in it or is made of it; of the latter, HTML besides. Cells
 * end with a tab, rows and paragraphs with a line end; a link's address follows its text.
 */
#include <string.h>

#include "convert/mapi/rtf_charset.h"
#include "convert/mapi/rtf_markup.h"
#include "convert/mapi/rtf_writer.h"

struct text_writer {
	struct rtf_writer base;
	struct rtf_body *body;
	const struct rtf_tables *tables;
	struct rtf_markup *markup; /* NULL: no HTML is made */
	struct rtf_decoder *decoder;
	struct rtf_style style; /* of what the decoder holds back */
	GString *text;          /* scratch: UTF-8 of a piece */
	guint link;             /* that the text belongs to */
	size_t link_at;         /* where it begins in the plain text */
};

static void
add_plain(struct text_writer *w, const char *text, size_t len)
{
	rtf_body_add(w->body, w->body->plain, text, len);
}

/* At the end of a link: its address, unless that is what the text says. */
static void
end_link(struct text_writer *w)
{
	const GByteArray *plain = w->body->plain;
	const char *address;
	size_t len, shown = plain->len - w->link_at;

	if (w->link == 0)
		return;
	address = rtf_tables_link_at(w->tables, w->link);
	w->link = 0;
	if (g_str_has_prefix(address, "mailto:"))
		address += strlen("mailto:");
	len = strlen(address);
	if (shown == len && memcmp(plain->data + w->link_at, address, len) == 0)
		return;
	add_plain(w, " <", 2);
	add_plain(w, address, len);
	add_plain(w, ">", 1);
}

static void
set_link(struct text_writer *w, guint link)
{
	if (link == w->link)
		return;
	end_link(w);
	w->link = link;
	w->link_at = w->body->plain->len;
}

static void
put(struct text_writer *w, const struct rtf_style *style, const char *text, size_t len)
{
	if (len == 0 || style->hidden)
		return;
	set_link(w, style->link);
	add_plain(w, text, len);
	if (w->markup != NULL)
		rtf_markup_text(w->markup, style, text, len);
}

static void
flush(struct text_writer *w)
{
	put(w, &w->style, w->text->str, w->text->len);
	g_string_truncate(w->text, 0);
}

/* A character that waits for its rest does not get it. */
static void
break_text(struct text_writer *w)
{
	rtf_decoder_end(w->decoder, w->text);
	flush(w);
}

static void
text_bytes(
    struct rtf_writer *base, const struct rtf_style *style, const unsigned char *p, size_t len)
{
	struct text_writer *w = (struct text_writer *)base;

	if (style->codepage != w->style.codepage)
		break_text(w);
	w->style = *style;
	rtf_decoder_add(w->decoder, style->codepage, p, len, w->text);
	flush(w);
}

static void
text_character(struct rtf_writer *base, const struct rtf_style *style, gunichar c)
{
	struct text_writer *w = (struct text_writer *)base;

	break_text(w);
	w->style = *style;
	g_string_append_unichar(w->text, c);
	flush(w);
}

/* The tab behind the last cell of a row is none. */
static void
end_row(struct text_writer *w)
{
	GByteArray *plain = w->body->plain;

	if (plain->len > 0 && plain->data[plain->len - 1] == '\t')
		g_byte_array_set_size(plain, plain->len - 1);
}

static void
text_mark(struct rtf_writer *base, const struct rtf_style *style, enum rtf_mark mark)
{
	struct text_writer *w = (struct text_writer *)base;

	break_text(w);
	if (mark == RTF_MARK_TAB || mark == RTF_MARK_CELL) {
		put(w, style, "\t", 1);
		return;
	}
	if (style->link == 0 || mark == RTF_MARK_ROW)
		set_link(w, 0);
	if (mark == RTF_MARK_ROW)
		end_row(w);
	add_plain(w, "\r\n", 2);
	if (w->markup != NULL && mark == RTF_MARK_LINE)
		rtf_markup_line(w->markup, style);
	else if (w->markup != NULL)
		rtf_markup_paragraph(w->markup, style);
}

static void
text_place(struct rtf_writer *base, const struct rtf_style *style, enum rtf_place_kind kind)
{
	static const char *const names[] = {
	    [RTF_PLACE_ATTACHMENT] = "",
	    [RTF_PLACE_CID] = "",
	    [RTF_PLACE_PICTURE] = "[picture]",
	    [RTF_PLACE_OBJECT] = "[object]",
	};
	struct text_writer *w = (struct text_writer *)base;
	struct rtf_body *b = w->body;
	size_t len = strlen(names[kind]);

	break_text(w);
	if (style->hidden)
		return;
	put(w, style, names[kind], len);
	rtf_body_add_place(b, b->plain_places, b->plain, kind, len);
	if (w->markup != NULL)
		rtf_body_add_place(b, b->html_places, b->html, kind, len);
}

static void
text_end(struct rtf_writer *base)
{
	struct text_writer *w = (struct text_writer *)base;

	break_text(w);
	set_link(w, 0);
	if (w->markup != NULL)
		rtf_markup_end(w->markup);
}

static void
text_free(struct rtf_writer *base)
{
	struct text_writer *w = (struct text_writer *)base;

	rtf_markup_free(w->markup);
	rtf_decoder_free(w->decoder);
	g_string_free(w->text, TRUE);
	g_free(w);
}

struct rtf_writer *
rtf_text_writer_new(struct rtf_body *body, const struct rtf_tables *tables)
{
	static const struct rtf_writer_ops ops = {
	    text_bytes, text_character, text_character, text_mark, text_place, text_end, text_free};
	struct text_writer *w = g_new0(struct text_writer, 1);

	w->base.ops = &ops;
	w->body = body;
	w->tables = tables;
	w->markup = body->kind == RTF_KIND_REAL ? rtf_markup_new(body, tables) : NULL;
	w->decoder = rtf_decoder_new();
	w->text = g_string_new(NULL);
	return &w->base;
}
