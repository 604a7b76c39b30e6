/* SPDX-License-Identifier: Apache-2.0 */
/* The text of HTML; see html_text.h. */
#include "convert/html_text.h"

#include <stdbool.h>
#include <string.h>

/* Entities that mail really has; others stay as they are. */
static gsize
add_entity(GString *out, const char *p)
{
	static const struct {
		const char *name, *text;
	} entities[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""},
	    {"&nbsp;", " "}, {"&#39;", "'"}};

	for (gsize i = 0; i < G_N_ELEMENTS(entities); i++)
		if (g_str_has_prefix(p, entities[i].name)) {
			g_string_append(out, entities[i].text);
			return strlen(entities[i].name);
		}
	g_string_append_c(out, *p);
	return 1;
}

static bool
tag_is(const char *tag, const char *name)
{
	return g_ascii_strncasecmp(tag, name, strlen(name)) == 0 &&
	    !g_ascii_isalnum(tag[strlen(name)]);
}

/* Goes past a tag; what a reader does not see goes with it. Adds the line breaks that it makes. */
static const char *
skip_tag(GString *out, const char *p)
{
	static const char *const breaks[] = {
	    "br", "p", "/p", "div", "/div", "tr", "/tr", "li", "h1", "h2"};
	static const char *const hidden[] = {"style", "script", "head"};
	const char *end = strchr(p, '>');

	for (gsize i = 0; i < G_N_ELEMENTS(breaks); i++)
		if (tag_is(p + 1, breaks[i]) && out->len > 0 && out->str[out->len - 1] != '\n')
			g_string_append_c(out, '\n');
	for (gsize i = 0; i < G_N_ELEMENTS(hidden); i++) {
		g_autofree char *close = g_strconcat("</", hidden[i], NULL);
		const char *after;

		if (!tag_is(p + 1, hidden[i]))
			continue;
		for (after = p; *after != '\0' && !tag_is(after, close); after++)
			;
		end = strchr(after, '>');
	}
	return end != NULL ? end + 1 : p + strlen(p);
}

void
html_text_append(GString *out, const char *html)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (const char *p = html; *p != '\0';) {
		if (*p == '<')
			p = skip_tag(text, p);
		else if (*p == '&')
			p += add_entity(text, p);
		else
			g_string_append_c(text, *p++);
	}
	g_string_append_len(out, text->str, (gssize)text->len);
}
