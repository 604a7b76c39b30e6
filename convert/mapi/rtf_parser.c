/* SPDX-License-Identifier: Apache-2.0 */
/* Walks through RTF; see rtf_parser.h. Numbers in brackets are sections of [MS-OXRTFEX]. */
#include "convert/mapi/rtf_parser.h"

#include <string.h>

#include "convert/mapi/rtf_charset.h"
#include "convert/mapi/rtf_group.h"
#include "convert/mapi/rtf_writer.h"

#define INSTRUCTION_MAX 4096 /* bytes of a field's instruction that are kept */

struct rtf_parser {
	struct rtf_body *body;
	struct rtf_tables *tables;
	struct rtf_groups *groups;
	struct rtf_writer *writer; /* NULL: nothing was written yet */
	guint codepage;            /* of the document */
	gint32 font;               /* its default font */
	guint skip;                /* characters that are in place of a \u */
	gunichar high;             /* the first half of a pair; 0: none */
	GString *instruction;      /* of the field that is read */
};

struct rtf_parser *
rtf_parser_new(struct rtf_body *body)
{
	struct rtf_parser *p = g_new0(struct rtf_parser, 1);

	p->body = body;
	p->tables = rtf_tables_new();
	p->groups = rtf_groups_new();
	p->codepage = RTF_CODEPAGE;
	p->font = -1;
	p->instruction = g_string_new(NULL);
	return p;
}

/* At the first output it is known what the document is. */
static struct rtf_writer *
writer(struct rtf_parser *p)
{
	struct rtf_body *b = p->body;

	if (p->writer != NULL)
		return p->writer;
	if (b->kind == RTF_KIND_NONE)
		b->kind = RTF_KIND_REAL;
	b->html_codepage = b->kind == RTF_KIND_HTML ? p->codepage : 65001;
	b->html_charset = rtf_charset_name(b->html_codepage);
	p->writer =
	    b->kind == RTF_KIND_HTML ? rtf_html_writer_new(b) : rtf_text_writer_new(b, p->tables);
	return p->writer;
}

/* Whether text of the group is written: [2.1.3.1.3], [2.1.3.1.4]. */
static bool
is_shown(const struct rtf_parser *p, const struct rtf_group *g)
{
	return (g->holds == RTF_HOLDS_TEXT || g->holds == RTF_HOLDS_HTML) &&
	    (p->body->kind != RTF_KIND_HTML || !g->not_html);
}

/* The codepage of text: inside HTML that of the document, else that of the font [2.2.3.2]. */
static void
set_codepage(struct rtf_parser *p, struct rtf_group *g)
{
	const struct rtf_font *font =
	    g->holds == RTF_HOLDS_HTML ? NULL : rtf_tables_font_at(p->tables, g->style.font);

	g->style.codepage = font != NULL && font->codepage != 0 ? font->codepage : p->codepage;
}

/* The first half of a pair without the other. */
static void
drop_half(struct rtf_parser *p, struct rtf_group *g)
{
	if (p->high != 0)
		rtf_write_character(writer(p), &g->style, 0xfffd);
	p->high = 0;
}

static void
take_text(struct rtf_parser *p, struct rtf_group *g, const unsigned char *text, size_t len)
{
	size_t skipped = MIN(len, p->skip);

	p->skip -= (guint)skipped;
	if (len == skipped)
		return;
	if (g->holds == RTF_HOLDS_INSTRUCTION) {
		if (p->instruction->len < INSTRUCTION_MAX)
			g_string_append_len(p->instruction, (const char *)text + skipped,
			    (gssize)MIN(len - skipped, INSTRUCTION_MAX - p->instruction->len));
	} else if (is_shown(p, g)) {
		drop_half(p, g);
		set_codepage(p, g);
		rtf_write_bytes(writer(p), &g->style, text + skipped, len - skipped);
	}
}

/* A character by its number, that may be half of a pair. */
static void
take_unicode(struct rtf_parser *p, struct rtf_group *g, gint32 number)
{
	gunichar c = (gunichar)(number < 0 ? number + 65536 : number);

	p->skip = g->uc;
	if (!is_shown(p, g) || c == 0)
		return;
	if (p->high != 0 && c >= 0xdc00 && c <= 0xdfff) {
		c = 0x10000 + ((p->high - 0xd800) << 10) + (c - 0xdc00);
		p->high = 0;
	}
	drop_half(p, g);
	if (c >= 0xd800 && c <= 0xdbff) {
		p->high = c;
		return;
	}
	rtf_write_character(writer(p), &g->style, g_unichar_validate(c) ? c : 0xfffd);
}

static void
take_sign(struct rtf_parser *p, struct rtf_group *g, gunichar c)
{
	if (p->skip > 0) {
		p->skip--;
	} else if (is_shown(p, g)) {
		drop_half(p, g);
		rtf_write_sign(writer(p), &g->style, c);
	}
}

static void
take_place(struct rtf_parser *p, struct rtf_group *g, enum rtf_place_kind kind)
{
	if (!is_shown(p, g))
		return;
	drop_half(p, g);
	rtf_write_place(writer(p), &g->style, kind);
}

static void
take_mark(struct rtf_parser *p, struct rtf_group *g, enum rtf_mark mark)
{
	if (!is_shown(p, g))
		return;
	drop_half(p, g);
	rtf_write_mark(writer(p), &g->style, mark);
}

static void
take_codepage(struct rtf_parser *p, gint32 number)
{
	if (rtf_charset_name((guint)number) != NULL)
		p->codepage = (guint)number;
	else
		p->body->flags |= RTF_CHARSET;
}

/* What the document is; what was written before stays what it was [2.2.3.1]. */
static void
take_kind(struct rtf_parser *p, enum rtf_kind kind)
{
	if (p->body->kind == RTF_KIND_NONE)
		p->body->kind = kind;
}

/* The word that says what a group holds. The document itself holds text. */
static void
take_destination(struct rtf_parser *p, struct rtf_group *g, enum rtf_action action)
{
	bool packed = p->body->kind == RTF_KIND_HTML || p->body->kind == RTF_KIND_TEXT;

	if (rtf_groups_depth(p->groups) <= 1)
		return;
	if (action == RTF_PICTURE && !g->in_object)
		take_place(p, g, RTF_PLACE_PICTURE);
	if (action == RTF_OBJECT)
		take_place(p, g, RTF_PLACE_OBJECT);
	if (action == RTF_INSTRUCTION)
		g_string_truncate(p->instruction, 0);
	if ((action == RTF_MARKER && packed) ||
	    (action == RTF_HTMLTAG && p->body->kind != RTF_KIND_HTML))
		action = RTF_SKIP;
	rtf_group_hold(g, action);
}

/* \htmlrtf, \fromhtml and the like: 0 turns them off. */
static bool
is_on(const struct rtf_token *token)
{
	return !token->has_number || token->number != 0;
}

static void
take_word(struct rtf_parser *p, struct rtf_group *g, const struct rtf_token *token)
{
	const struct rtf_keyword *k = rtf_keyword(token->word);

	if (k == NULL || k->action != RTF_CHARACTER)
		p->skip = 0;
	if (rtf_group_is_ignored(g, k) || k == NULL)
		return;
	switch (k->action) {
	case RTF_CHARACTER:
		take_sign(p, g, (gunichar)k->value);
		break;
	case RTF_MARK:
		take_mark(p, g, (enum rtf_mark)k->value);
		break;
	case RTF_UNICODE:
		take_unicode(p, g, token->number);
		break;
	case RTF_ATTACHMENT:
		take_place(p, g, RTF_PLACE_ATTACHMENT);
		p->skip = 1; /* the character in its place */
		break;
	case RTF_DEFAULT_CODEPAGE:
		take_codepage(p, k->value != 0 ? k->value : token->number);
		break;
	case RTF_DEFAULT_FONT:
		p->font = token->number;
		g->style.font = p->font;
		break;
	case RTF_FROM_HTML:
		take_kind(p, is_on(token) ? RTF_KIND_HTML : RTF_KIND_NONE);
		break;
	case RTF_FROM_TEXT:
		take_kind(p, is_on(token) ? RTF_KIND_TEXT : RTF_KIND_NONE);
		break;
	case RTF_NOT_HTML:
		g->not_html = is_on(token);
		break;
	default:
		if (rtf_action_is_destination(k->action))
			take_destination(p, g, k->action);
		else
			rtf_group_set(g, k, token, p->font);
	}
}

static void
take_symbol(struct rtf_parser *p, struct rtf_group *g, char symbol)
{
	static const struct {
		char symbol;
		gunichar c;
	} signs[] = {{'~', 0x00a0}, {'-', 0x00ad}, {'_', 0x2011}};

	if (symbol == '*')
		g->star = g->fresh;
	for (size_t i = 0; i < G_N_ELEMENTS(signs); i++)
		if (signs[i].symbol == symbol)
			take_sign(p, g, signs[i].c);
}

static void
close_group(struct rtf_parser *p)
{
	const struct rtf_group *g = rtf_groups_top(p->groups);
	bool ends_instruction = g->holds == RTF_HOLDS_INSTRUCTION;
	struct rtf_group *outer;

	if (is_shown(p, g))
		drop_half(p, rtf_groups_top(p->groups));
	p->high = 0;
	rtf_groups_close(p->groups);
	outer = rtf_groups_top(p->groups);
	if (ends_instruction && outer->holds != RTF_HOLDS_INSTRUCTION) {
		outer->field_link = rtf_tables_link(p->tables, p->instruction->str);
		g_string_truncate(p->instruction, 0);
	}
}

/* Tables have their own reader; the rest of a token's meaning is the group's. */
static bool
take_in_table(struct rtf_parser *p, struct rtf_group *g, const struct rtf_token *token)
{
	if (g->star || (g->holds != RTF_HOLDS_FONTS && g->holds != RTF_HOLDS_COLOURS))
		return false;
	if (token->type == RTF_TOKEN_SYMBOL)
		return false;
	if (g->holds == RTF_HOLDS_FONTS)
		rtf_tables_font(p->tables, token);
	else
		rtf_tables_colour(p->tables, token);
	g->fresh = false;
	return true;
}

bool
rtf_parser_take(struct rtf_parser *p, const struct rtf_token *token)
{
	struct rtf_group *g = rtf_groups_top(p->groups);

	if (token->type == RTF_TOKEN_OPEN) {
		p->skip = 0;
		if (!rtf_groups_open(p->groups))
			p->body->flags |= RTF_LIMIT;
		return true;
	}
	if (token->type == RTF_TOKEN_CLOSE) {
		p->skip = 0;
		if (rtf_groups_depth(p->groups) > 0)
			close_group(p);
		return rtf_groups_depth(p->groups) > 0;
	}
	if (take_in_table(p, g, token))
		return true;
	if (token->type == RTF_TOKEN_TEXT)
		take_text(p, g, token->text, token->len);
	else if (token->type == RTF_TOKEN_WORD)
		take_word(p, g, token);
	else if (token->type == RTF_TOKEN_SYMBOL)
		take_symbol(p, g, token->symbol);
	else
		p->skip -= p->skip > 0 ? 1 : 0;
	if (token->type != RTF_TOKEN_SYMBOL || token->symbol != '*')
		g->fresh = false;
	return true;
}

void
rtf_parser_end(struct rtf_parser *p)
{
	drop_half(p, rtf_groups_top(p->groups));
	rtf_write_end(writer(p));
}

void
rtf_parser_free(struct rtf_parser *p)
{
	if (p == NULL)
		return;
	rtf_writer_free(p->writer);
	rtf_groups_free(p->groups);
	rtf_tables_free(p->tables);
	g_string_free(p->instruction, TRUE);
	g_free(p);
}
