/* SPDX-License-Identifier: Apache-2.0 */
/* Fonts, colours and links of RTF; see rtf_tables.h. */
#include "convert/mapi/rtf_tables.h"

#include <string.h>

#include "convert/mapi/rtf_charset.h"

struct rtf_tables {
	GHashTable *fonts;        /* number -> struct rtf_font */
	struct rtf_font *current; /* that words and text are for; NULL: none */
	bool named;               /* its name has ended */
	GArray *colours;          /* gint32 */
	gint32 red, green, blue;  /* of the next colour; -1: not given */
	GPtrArray *links;         /* char * */
};

struct rtf_tables *
rtf_tables_new(void)
{
	struct rtf_tables *t = g_new0(struct rtf_tables, 1);

	t->fonts = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	t->colours = g_array_new(FALSE, FALSE, sizeof(gint32));
	t->links = g_ptr_array_new_with_free_func(g_free);
	t->red = t->green = t->blue = -1;
	return t;
}

/* The words for what comes are of this font. */
static void
begin_font(struct rtf_tables *t, gint32 number)
{
	t->named = false;
	t->current = g_hash_table_lookup(t->fonts, GINT_TO_POINTER(number));
	if (t->current != NULL || g_hash_table_size(t->fonts) >= RTF_FONTS_MAX)
		return;
	t->current = g_new0(struct rtf_font, 1);
	g_hash_table_insert(t->fonts, GINT_TO_POINTER(number), t->current);
}

/* The letters of a name that can stand anywhere; a name needs no other. */
static void
add_name(struct rtf_tables *t, const unsigned char *p, size_t len)
{
	struct rtf_font *f = t->current;
	size_t n = strlen(f->name);

	for (size_t i = 0; i < len && !t->named; i++) {
		if (p[i] == ';')
			t->named = true;
		else if (n < RTF_FONT_NAME_MAX &&
		    (g_ascii_isalnum(p[i]) || p[i] == ' ' || p[i] == '-' || p[i] == '_'))
			f->name[n++] = (char)p[i];
	}
	f->name[n] = '\0';
	if (t->named)
		g_strstrip(f->name);
}

void
rtf_tables_font(struct rtf_tables *t, const struct rtf_token *token)
{
	struct rtf_font *f;

	if (token->type == RTF_TOKEN_WORD && strcmp(token->word, "f") == 0)
		begin_font(t, token->number);
	if ((f = t->current) == NULL)
		return;
	if (token->type == RTF_TOKEN_TEXT)
		add_name(t, token->text, token->len);
	else if (token->type == RTF_TOKEN_WORD && strcmp(token->word, "fcharset") == 0)
		f->codepage = rtf_charset_of_font(token->number);
	else if (token->type == RTF_TOKEN_WORD && strcmp(token->word, "cpg") == 0 &&
	    rtf_charset_name((guint)token->number) != NULL)
		f->codepage = (guint)token->number;
}

static void
end_colour(struct rtf_tables *t)
{
	gint32 colour = -1;

	if (t->red >= 0 || t->green >= 0 || t->blue >= 0)
		colour = MAX(t->red, 0) << 16 | MAX(t->green, 0) << 8 | MAX(t->blue, 0);
	if (t->colours->len < RTF_COLOURS_MAX)
		g_array_append_val(t->colours, colour);
	t->red = t->green = t->blue = -1;
}

void
rtf_tables_colour(struct rtf_tables *t, const struct rtf_token *token)
{
	gint32 value = CLAMP(token->number, 0, 255);

	if (token->type == RTF_TOKEN_TEXT) {
		for (size_t i = 0; i < token->len; i++)
			if (token->text[i] == ';')
				end_colour(t);
	} else if (token->type != RTF_TOKEN_WORD) {
		return;
	} else if (strcmp(token->word, "red") == 0) {
		t->red = value;
	} else if (strcmp(token->word, "green") == 0) {
		t->green = value;
	} else if (strcmp(token->word, "blue") == 0) {
		t->blue = value;
	}
}

/* Links that only show something. An address of any other kind may do something. */
static bool
is_harmless(const char *address)
{
	static const char *const kinds[] = {
	    "http:", "https:", "mailto:", "ftp:", "news:", "tel:", "sip:", "file:"};

	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (g_ascii_strncasecmp(address, kinds[i], strlen(kinds[i])) == 0)
			return true;
	return false;
}

/* The first argument, in quotes or up to a blank; switches before it (\l "place") are none. */
static char *
argument_of(const char *p)
{
	const char *end;

	while (*p == ' ')
		p++;
	if (*p == '"')
		end = strchr(++p, '"');
	else
		end = p + strcspn(p, " \t");
	return end != NULL && end > p ? g_strndup(p, (gsize)(end - p)) : NULL;
}

guint
rtf_tables_link(struct rtf_tables *t, const char *instruction)
{
	static const char word[] = "HYPERLINK";
	g_autofree char *address = NULL;

	while (*instruction == ' ')
		instruction++;
	if (g_ascii_strncasecmp(instruction, word, strlen(word)) != 0 ||
	    t->links->len >= RTF_LINKS_MAX)
		return 0;
	address = argument_of(instruction + strlen(word));
	if (address == NULL || !is_harmless(address) || strlen(address) > RTF_LINK_MAX ||
	    !g_utf8_validate(address, -1, NULL))
		return 0;
	g_ptr_array_add(t->links, g_steal_pointer(&address));
	return t->links->len;
}

const struct rtf_font *
rtf_tables_font_at(const struct rtf_tables *t, gint32 number)
{
	return g_hash_table_lookup(t->fonts, GINT_TO_POINTER(number));
}

gint32
rtf_tables_colour_at(const struct rtf_tables *t, guint index)
{
	return index < t->colours->len ? g_array_index(t->colours, gint32, index) : -1;
}

const char *
rtf_tables_link_at(const struct rtf_tables *t, guint link)
{
	return t->links->pdata[link - 1];
}

void
rtf_tables_free(struct rtf_tables *t)
{
	if (t == NULL)
		return;
	g_hash_table_unref(t->fonts);
	g_array_unref(t->colours);
	g_ptr_array_unref(t->links);
	g_free(t);
}
