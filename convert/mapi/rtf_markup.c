/* SPDX-License-Identifier: Apache-2.0 */
/* HTML for styled text; see rtf_markup.h. */
#include "convert/mapi/rtf_markup.h"

#include <string.h>

#define HEAD                                                                               \
	"<html>\r\n<head>\r\n<meta http-equiv=\"Content-Type\" content=\"text/html; "      \
	"charset=utf-8\">\r\n<style>div { white-space: pre-wrap; }</style>\r\n</head>\r\n" \
	"<body>\r\n"
#define TAIL "</body>\r\n</html>\r\n"
#define SIZE_MAX_HALF_POINTS 400
#define INDENT_MAX 7200 /* twentieths of a point: five inches */

struct rtf_markup {
	struct rtf_body *body;
	const struct rtf_tables *tables;
	bool in_paragraph, has_text;
	bool styled; /* the tags for style are open */
	struct rtf_style style;
	GString *closing; /* what ends them */
	GString *piece;   /* scratch: what is written in one go */
};

static void
flush(struct rtf_markup *m)
{
	rtf_body_add(m->body, m->body->html, m->piece->str, m->piece->len);
	g_string_truncate(m->piece, 0);
}

static void
add_escaped(GString *to, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		switch (text[i]) {
		case '<':
			g_string_append(to, "&lt;");
			break;
		case '>':
			g_string_append(to, "&gt;");
			break;
		case '&':
			g_string_append(to, "&amp;");
			break;
		case '"':
			g_string_append(to, "&quot;");
			break;
		default:
			g_string_append_c(to, text[i]);
		}
	}
}

/* The tags for a bool of struct rtf_style, from the outermost. */
static const struct tag {
	const char *open, *close;
	size_t member;
} tags[] = {
    {"<b>", "</b>", offsetof(struct rtf_style, bold)},
    {"<i>", "</i>", offsetof(struct rtf_style, italic)},
    {"<u>", "</u>", offsetof(struct rtf_style, underline)},
    {"<s>", "</s>", offsetof(struct rtf_style, strike)},
};

static void
open_tag(struct rtf_markup *m, const char *open, const char *close)
{
	g_string_append(m->piece, open);
	g_string_prepend(m->closing, close);
}

static void
add_colour(struct rtf_markup *m, const char *property, guint index)
{
	gint32 colour = index > 0 ? rtf_tables_colour_at(m->tables, index) : -1;

	if (colour >= 0)
		g_string_append_printf(m->piece, "%s:#%06x;", property, (unsigned)colour);
}

/* A span with what the style has; none if that is nothing. */
static void
open_span(struct rtf_markup *m, const struct rtf_style *s)
{
	static const char start[] = "<span style=\"";
	const struct rtf_font *font = rtf_tables_font_at(m->tables, s->font);
	size_t before = m->piece->len;

	g_string_append(m->piece, start);
	if (font != NULL && font->name[0] != '\0')
		g_string_append_printf(m->piece, "font-family:'%s';", font->name);
	if (s->size > 0 && s->size <= SIZE_MAX_HALF_POINTS)
		g_string_append_printf(
		    m->piece, "font-size:%u%spt;", s->size / 2u, s->size % 2 != 0 ? ".5" : "");
	add_colour(m, "color", s->colour);
	add_colour(m, "background-color", s->back);
	if (m->piece->len == before + strlen(start))
		g_string_truncate(m->piece, before);
	else
		open_tag(m, "\">", "</span>");
}

static void
open_link(struct rtf_markup *m, guint link)
{
	const char *address = rtf_tables_link_at(m->tables, link);

	g_string_append(m->piece, "<a href=\"");
	add_escaped(m->piece, address, strlen(address));
	open_tag(m, "\">", "</a>");
}

static bool
looks_alike(const struct rtf_style *a, const struct rtf_style *b)
{
	return a->bold == b->bold && a->italic == b->italic && a->underline == b->underline &&
	    a->strike == b->strike && a->script == b->script && a->font == b->font &&
	    a->size == b->size && a->colour == b->colour && a->back == b->back &&
	    a->link == b->link;
}

static void
close_tags(struct rtf_markup *m)
{
	g_string_append_len(m->piece, m->closing->str, (gssize)m->closing->len);
	g_string_truncate(m->closing, 0);
	m->styled = false;
}

/* Tags for text of this style, unless they are open. */
static void
set_style(struct rtf_markup *m, const struct rtf_style *s)
{
	if (m->styled && looks_alike(s, &m->style))
		return;
	close_tags(m);
	m->styled = true;
	m->style = *s;
	if (s->link > 0)
		open_link(m, s->link);
	open_span(m, s);
	for (size_t i = 0; i < G_N_ELEMENTS(tags); i++)
		if (*(const bool *)((const char *)s + tags[i].member))
			open_tag(m, tags[i].open, tags[i].close);
	if (s->script != 0)
		open_tag(m, s->script < 0 ? "<sub>" : "<sup>", s->script < 0 ? "</sub>" : "</sup>");
}

static void
begin_paragraph(struct rtf_markup *m, const struct rtf_style *s)
{
	static const char *const align[] = {"", "text-align:center;", "text-align:right;", ""};
	gint16 indent = CLAMP(s->indent, 0, INDENT_MAX);

	if (m->in_paragraph)
		return;
	m->in_paragraph = true;
	m->has_text = false;
	if (indent == 0 && align[s->align][0] == '\0') {
		g_string_append(m->piece, "<div>");
		return;
	}
	g_string_append_printf(m->piece, "<div style=\"%s", align[s->align]);
	if (indent > 0)
		g_string_append_printf(m->piece, "margin-left:%dpt;", indent / 20);
	g_string_append(m->piece, "\">");
}

void
rtf_markup_text(struct rtf_markup *m, const struct rtf_style *style, const char *text, size_t len)
{
	begin_paragraph(m, style);
	set_style(m, style);
	add_escaped(m->piece, text, len);
	m->has_text = true;
	flush(m);
}

void
rtf_markup_line(struct rtf_markup *m, const struct rtf_style *style)
{
	begin_paragraph(m, style);
	g_string_append(m->piece, "<br>");
	flush(m);
}

void
rtf_markup_paragraph(struct rtf_markup *m, const struct rtf_style *style)
{
	begin_paragraph(m, style);
	if (!m->has_text)
		g_string_append(m->piece, "<br>");
	close_tags(m);
	g_string_append(m->piece, "</div>\r\n");
	m->in_paragraph = false;
	flush(m);
}

void
rtf_markup_end(struct rtf_markup *m)
{
	static const struct rtf_style none;

	if (m->in_paragraph)
		rtf_markup_paragraph(m, &none);
	rtf_body_add(m->body, m->body->html, TAIL, strlen(TAIL));
}

struct rtf_markup *
rtf_markup_new(struct rtf_body *body, const struct rtf_tables *tables)
{
	struct rtf_markup *m = g_new0(struct rtf_markup, 1);

	m->body = body;
	m->tables = tables;
	m->closing = g_string_new(NULL);
	m->piece = g_string_new(HEAD);
	flush(m);
	return m;
}

void
rtf_markup_free(struct rtf_markup *m)
{
	if (m == NULL)
		return;
	g_string_free(m->closing, TRUE);
	g_string_free(m->piece, TRUE);
	g_free(m);
}
