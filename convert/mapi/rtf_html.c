/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTML that was packed in RTF, byte for byte ([MS-OXRTFEX] 2.2.3.2): bytes of the document's
 * codepage are copied, characters of others are encoded in it or written as references.
 */
#include <stdio.h>
#include <string.h>

#include "convert/mapi/rtf_charset.h"
#include "convert/mapi/rtf_writer.h"

struct html_writer {
	struct rtf_writer base;
	struct rtf_body *body;
	struct rtf_decoder *decoder;
	GString *text; /* scratch: UTF-8 of a piece */
};

/* Names that older HTML has for the characters that RTF has words for [MS-OXRTFEX] 2.1.3.1.4.2. */
static const struct {
	gunichar c;
	const char *reference;
} references[] = {
    {0x00a0, "&nbsp;"},
    {0x00ad, "&shy;"},
    {0x2018, "&lsquo;"},
    {0x2019, "&rsquo;"},
    {0x201c, "&ldquo;"},
    {0x201d, "&rdquo;"},
    {0x2022, "&bull;"},
    {0x2013, "&ndash;"},
    {0x2014, "&mdash;"},
};

static void
add(struct html_writer *w, const void *p, size_t len)
{
	rtf_body_add(w->body, w->body->html, p, len);
}

/* A character in the codepage of the HTML, or as its number. */
static void
encode(struct html_writer *w, gunichar c)
{
	char bytes[16];
	size_t len = rtf_encode(w->decoder, w->body->html_codepage, c, bytes);

	if (len == 0)
		len = (size_t)snprintf(bytes, sizeof(bytes), "&#%u;", (unsigned)c);
	add(w, bytes, len);
}

static void
flush(struct html_writer *w)
{
	for (const char *p = w->text->str; *p != '\0'; p = g_utf8_next_char(p))
		encode(w, g_utf8_get_char(p));
	g_string_truncate(w->text, 0);
}

/* A character that waits for its rest does not get it. */
static void
break_text(struct html_writer *w)
{
	rtf_decoder_end(w->decoder, w->text);
	flush(w);
}

static void
html_bytes(
    struct rtf_writer *base, const struct rtf_style *style, const unsigned char *p, size_t len)
{
	struct html_writer *w = (struct html_writer *)base;

	/* A font of signs shows letters of HTML so, and the letters were there. */
	if (style->codepage == w->body->html_codepage || style->codepage == RTF_CODEPAGE_SYMBOL) {
		break_text(w);
		add(w, p, len);
		return;
	}
	rtf_decoder_add(w->decoder, style->codepage, p, len, w->text);
	flush(w);
}

static void
html_character(struct rtf_writer *base, const struct rtf_style *style, gunichar c)
{
	struct html_writer *w = (struct html_writer *)base;

	(void)style;
	break_text(w);
	encode(w, c);
}

static void
html_sign(struct rtf_writer *base, const struct rtf_style *style, gunichar c)
{
	struct html_writer *w = (struct html_writer *)base;

	for (size_t i = 0; i < G_N_ELEMENTS(references); i++) {
		if (references[i].c == c) {
			break_text(w);
			add(w, references[i].reference, strlen(references[i].reference));
			return;
		}
	}
	html_character(base, style, c);
}

static void
html_mark(struct rtf_writer *base, const struct rtf_style *style, enum rtf_mark mark)
{
	struct html_writer *w = (struct html_writer *)base;

	(void)style;
	break_text(w);
	if (mark == RTF_MARK_TAB)
		add(w, "\t", 1);
	else if (mark == RTF_MARK_PARAGRAPH || mark == RTF_MARK_LINE)
		add(w, "\r\n", 2);
}

/* What is placed has its own tag. */
static void
html_place(struct rtf_writer *base, const struct rtf_style *style, enum rtf_place_kind kind)
{
	(void)base;
	(void)style;
	(void)kind;
}

static void
html_end(struct rtf_writer *base)
{
	break_text((struct html_writer *)base);
}

static void
html_free(struct rtf_writer *base)
{
	struct html_writer *w = (struct html_writer *)base;

	rtf_decoder_free(w->decoder);
	g_string_free(w->text, TRUE);
	g_free(w);
}

struct rtf_writer *
rtf_html_writer_new(struct rtf_body *body)
{
	static const struct rtf_writer_ops ops = {
	    html_bytes, html_character, html_sign, html_mark, html_place, html_end, html_free};
	struct html_writer *w = g_new0(struct html_writer, 1);

	w->base.ops = &ops;
	w->body = body;
	w->decoder = rtf_decoder_new();
	w->text = g_string_new(NULL);
	return &w->base;
}
