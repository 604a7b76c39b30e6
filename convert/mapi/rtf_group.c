/* SPDX-License-Identifier: Apache-2.0 */
/* Groups of RTF and their state; see rtf_group.h. */
#include "convert/mapi/rtf_group.h"

#include <string.h>

#include "convert/mapi/rtf.h"

#define UC_MAX 64 /* more characters for one are not meant */

struct rtf_groups {
	struct rtf_group stack[RTF_DEPTH_MAX];
	guint top;     /* index of the innermost that has its own state */
	guint64 extra; /* groups inside it that have none */
};

struct rtf_groups *
rtf_groups_new(void)
{
	struct rtf_groups *g = g_new0(struct rtf_groups, 1);

	g->stack[0].uc = 1;
	g->stack[0].style.font = -1;
	return g;
}

struct rtf_group *
rtf_groups_top(struct rtf_groups *g)
{
	return &g->stack[g->top];
}

guint
rtf_groups_depth(const struct rtf_groups *g)
{
	return g->top;
}

bool
rtf_groups_open(struct rtf_groups *g)
{
	if (g->top + 1 == RTF_DEPTH_MAX) {
		g->extra++;
		return false;
	}
	g->stack[g->top + 1] = g->stack[g->top];
	g->top++;
	g->stack[g->top].fresh = true;
	g->stack[g->top].star = false;
	return true;
}

void
rtf_groups_close(struct rtf_groups *g)
{
	if (g->extra > 0)
		g->extra--;
	else if (g->top > 0)
		g->top--;
}

void
rtf_groups_free(struct rtf_groups *g)
{
	g_free(g);
}

bool
rtf_action_is_destination(enum rtf_action action)
{
	return action >= RTF_SKIP && action <= RTF_HTMLTAG;
}

/* A destination inside one that is passed over is passed over. */
void
rtf_group_hold(struct rtf_group *g, enum rtf_action action)
{
	bool open = g->holds == RTF_HOLDS_TEXT || g->holds == RTF_HOLDS_HTML;

	if ((action == RTF_OBJECT_RESULT && g->holds == RTF_HOLDS_OBJECT) ||
	    (action == RTF_UNICODE_FORM && g->holds == RTF_HOLDS_FORMS))
		g->holds = g->around;
	else if (action == RTF_RESULT && open)
		g->style.link = g->field_link;
	else if (action == RTF_SHOWN || action == RTF_MARKER || action == RTF_RESULT)
		return;
	else if (open && action == RTF_HTMLTAG)
		g->holds = RTF_HOLDS_HTML;
	else if (open && action == RTF_FONTS)
		g->holds = RTF_HOLDS_FONTS;
	else if (open && action == RTF_COLOURS)
		g->holds = RTF_HOLDS_COLOURS;
	else if (open && action == RTF_INSTRUCTION)
		g->holds = RTF_HOLDS_INSTRUCTION;
	else if (open && (action == RTF_OBJECT || action == RTF_BOTH_FORMS)) {
		g->around = g->holds;
		g->holds = action == RTF_OBJECT ? RTF_HOLDS_OBJECT : RTF_HOLDS_FORMS;
		g->in_object = g->in_object || action == RTF_OBJECT;
	} else {
		g->holds = RTF_HOLDS_NOTHING;
	}
}

bool
rtf_group_is_ignored(struct rtf_group *g, const struct rtf_keyword *k)
{
	bool star = g->star;

	g->star = false;
	if (star &&
	    (k == NULL || (!rtf_action_is_destination(k->action) && k->action != RTF_ATTACHMENT))) {
		g->holds = RTF_HOLDS_NOTHING;
		return true;
	}
	return false;
}

static void
set_toggle(struct rtf_group *g, size_t member, const struct rtf_token *token)
{
	*(bool *)((char *)&g->style + member) = !token->has_number || token->number != 0;
}

/* \plain: the style of the document's beginning. */
static void
reset_style(struct rtf_style *s, gint32 font)
{
	struct rtf_style plain = {.codepage = s->codepage,
	    .font = font,
	    .link = s->link,
	    .align = s->align,
	    .indent = s->indent};

	*s = plain;
}

static guint16
held(gint32 number)
{
	return (guint16)CLAMP(number, 0, G_MAXUINT16);
}

void
rtf_group_set(
    struct rtf_group *g, const struct rtf_keyword *k, const struct rtf_token *token, gint32 font)
{
	struct rtf_style *s = &g->style;

	switch (k->action) {
	case RTF_UC:
		g->uc = (guint)CLAMP(token->number, 0, UC_MAX);
		break;
	case RTF_TOGGLE:
		set_toggle(g, (size_t)k->value, token);
		break;
	case RTF_NO_UNDERLINE:
		s->underline = false;
		break;
	case RTF_SCRIPT:
		s->script = (gint8)k->value;
		break;
	case RTF_FONT:
		s->font = token->number;
		break;
	case RTF_SIZE:
		s->size = held(token->number);
		break;
	case RTF_COLOUR:
		s->colour = held(token->number);
		break;
	case RTF_BACK:
		s->back = held(token->number);
		break;
	case RTF_PLAIN:
		reset_style(s, font);
		break;
	case RTF_NEW_PARAGRAPH:
		s->align = RTF_LEFT;
		s->indent = 0;
		break;
	case RTF_ALIGN:
		s->align = (enum rtf_align)k->value;
		break;
	case RTF_INDENT:
		s->indent = (gint16)CLAMP(token->number, G_MININT16, G_MAXINT16);
		break;
	default:
		break;
	}
}
