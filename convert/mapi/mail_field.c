/* SPDX-License-Identifier: Apache-2.0 */
/* Header fields from text; see mail_field.h. */
#include "convert/mapi/mail_field.h"

#include <string.h>

#define ENCODED_WORD_BYTES 39   /* of text in an encoded word, which is then 64 characters */
#define PARAMETER_QUOTED_MAX 64 /* a longer parameter is continued */
#define PARAMETER_PIECE 54      /* characters of a piece of it */
#define ASCII_NAME_MAX 128

bool
mail_is_ascii(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] < 0x20 || text[i] > 0x7e)
			return false;
	return true;
}

char *
mail_clean(char *text)
{
	for (char *c = text; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = ' ';
	return g_strstrip(text);
}

bool
mail_is_field_name(const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (name[i] <= 0x20 || name[i] > 0x7e || name[i] == ':')
			return false;
	return len > 0 && len <= 200;
}

/* How many of len bytes make whole characters of at most max bytes. */
static size_t
whole_characters(const char *text, size_t len, size_t max)
{
	size_t n = MIN(len, max);

	while (n < len && n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
		n--;
	return n > 0 ? n : MIN(len, max);
}

void
mail_append_encoded(GString *out, const char *text, size_t len)
{
	for (size_t at = 0; at < len;) {
		size_t n = whole_characters(text + at, len - at, ENCODED_WORD_BYTES);
		g_autofree char *b64 = g_base64_encode((const guchar *)text + at, n);

		g_string_append_printf(out, "%s=?utf-8?B?%s?=", at > 0 ? " " : "", b64);
		at += n;
	}
}

/*
 * Appends a run of blanks and the word behind it, on a new line if this one would grow too
 * long.
 */
static void
append_word(GString *out, size_t *column, const char *run, size_t nblanks, size_t len)
{
	if (*column + len > MAIL_FOLD && *column > 1) {
		g_string_append(out, "\r\n");
		*column = 0;
		if (nblanks == 0)
			g_string_append_c(out, ' ');
	}
	g_string_append_len(out, run, (gssize)len);
	*column += len;
}

void
mail_field_folded(GString *out, const char *name, const char *value)
{
	g_autofree char *spaced = g_strconcat(" ", value + strspn(value, " "), NULL);
	size_t column = strlen(name) + 1;

	g_string_append_printf(out, "%s:", name);
	for (const char *c = spaced; *c != '\0';) {
		size_t nblanks = strspn(c, " ");
		size_t len = nblanks + strcspn(c + nblanks, " ");

		if (c[nblanks] == '\0')
			break;
		if (len > MAIL_TOKEN_MAX)
			len = MAIL_TOKEN_MAX;
		append_word(out, &column, c, MIN(nblanks, len), len);
		c += len;
	}
	g_string_append(out, "\r\n");
}

static bool
needs_encoding(const char *text)
{
	size_t longest = 0;

	for (const char *c = text; *c != '\0'; c += strspn(c, " ")) {
		size_t len = strcspn(c, " ");

		longest = MAX(longest, len);
		c += len;
	}
	return longest > MAIL_TOKEN_MAX || strstr(text, "=?") != NULL ||
	    strstr(text, "   ") != NULL || !mail_is_ascii(text, strlen(text));
}

void
mail_field_text(GString *out, const char *name, const char *text)
{
	g_autofree char *clean = mail_clean(g_strdup(text != NULL ? text : ""));
	g_autoptr(GString) encoded = g_string_new(NULL);

	if (text == NULL)
		return;
	if (needs_encoding(clean))
		mail_append_encoded(encoded, clean, strlen(clean));
	mail_field_folded(out, name, encoded->len > 0 ? encoded->str : clean);
}

void
mail_append_quoted(GString *out, const char *text)
{
	g_string_append_c(out, '"');
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '"' || *c == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *c);
	}
	g_string_append_c(out, '"');
}

/* The characters of a phrase's atoms, blanks between them included: RFC 5322, 3.2.3. */
static bool
is_atoms(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if (!g_ascii_isalnum(*c) && strchr(" !#$%&'*+-/=?^_`{|}~", *c) == NULL)
			return false;
	return strstr(text, "  ") == NULL;
}

void
mail_append_phrase(GString *out, const char *text)
{
	g_autofree char *clean = mail_clean(g_strdup(text));
	size_t len = strlen(clean);

	if (!mail_is_ascii(clean, len) || len > 200 || strstr(clean, "=?") != NULL)
		mail_append_encoded(out, clean, len);
	else if (is_atoms(clean) && len > 0)
		g_string_append(out, clean);
	else
		mail_append_quoted(out, clean);
}

/*
 * How many of n bytes of such a value are taken, so that no character is cut in two: readers
 * decode each piece alone.
 */
static size_t
whole_escapes(const char *text, size_t n)
{
	for (size_t back = 1; back <= 2; back++)
		if (text[n - back] == '%')
			n -= back;
	while (n > 3 && text[n] == '%' && strchr("89AB", text[n + 1]) != NULL)
		n -= 3;
	return n;
}

/* The value in the alphabet of RFC 2231's extended parameters. */
static GString *
percent_encoded(const char *value)
{
	GString *out = g_string_new(NULL);

	for (const char *c = value; *c != '\0'; c++) {
		if (g_ascii_isalnum(*c) || strchr("!#$&+-.^_`{|}~", *c) != NULL)
			g_string_append_c(out, *c);
		else
			g_string_append_printf(out, "%%%02X", (unsigned char)*c);
	}
	return out;
}

static void
append_extended(GString *out, const char *name, const char *value)
{
	GString *text = percent_encoded(value);
	bool single = text->len <= PARAMETER_PIECE;

	for (size_t at = 0, piece = 0; at < text->len || piece == 0; piece++) {
		size_t n = MIN(PARAMETER_PIECE, text->len - at);

		if (at + n < text->len)
			n = whole_escapes(text->str + at, n);
		g_string_append_printf(out, ";\r\n %s*", name);
		if (!single)
			g_string_append_printf(out, "%zu*", piece);
		g_string_append(out, piece == 0 ? "=utf-8''" : "=");
		g_string_append_len(out, text->str + at, (gssize)n);
		at += n;
	}
	g_string_free(text, TRUE);
}

static bool
is_token(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if (*c <= 0x20 || *c > 0x7e || strchr("()<>@,;:\\\"/[]?='%*", *c) != NULL)
			return false;
	return *text != '\0';
}

void
mail_append_parameter(GString *out, const char *name, const char *value)
{
	g_autofree char *clean = mail_clean(g_strdup(value));
	size_t len = strlen(clean);

	if (len > PARAMETER_QUOTED_MAX || !mail_is_ascii(clean, len)) {
		append_extended(out, name, clean);
		return;
	}
	g_string_append_printf(out, ";\r\n %s=", name);
	if (is_token(clean))
		g_string_append(out, clean);
	else
		mail_append_quoted(out, clean);
}

char *
mail_ascii_name(const char *text)
{
	GString *out = g_string_new(NULL);

	for (const char *c = text; *c != '\0' && out->len < ASCII_NAME_MAX; c++) {
		if (*c >= 0x20 && *c <= 0x7e)
			g_string_append_c(out, *c);
		else if (((unsigned char)*c & 0xc0) != 0x80)
			g_string_append_c(out, '_');
	}
	return g_string_free(out, FALSE);
}
