/* SPDX-License-Identifier: Apache-2.0 */
/* Splits RTF into tokens; see rtf_token.h. */
#include "convert/mapi/rtf_token.h"

#include <string.h>

struct rtf_tokens {
	struct mapi_stream *in;
	GError *error;
	bool ended;
	unsigned char buffer[16 * 1024];
	size_t at, filled;
	unsigned char escaped; /* the text of a token that is one byte */
};

struct rtf_tokens *
rtf_tokens_new(struct mapi_stream *in)
{
	struct rtf_tokens *t = g_new0(struct rtf_tokens, 1);

	t->in = in;
	return t;
}

static bool
fill(struct rtf_tokens *t)
{
	gssize n = 0;

	if (!t->ended)
		n = mapi_stream_read(t->in, t->buffer, sizeof(t->buffer), &t->error);
	t->ended = n <= 0;
	t->at = 0;
	t->filled = n > 0 ? (size_t)n : 0;
	return n > 0;
}

/* The next byte, which stays; -1 at the end. */
static int
peek(struct rtf_tokens *t)
{
	if (t->at == t->filled && !fill(t))
		return -1;
	return t->buffer[t->at];
}

static void
skip(struct rtf_tokens *t, guint64 n)
{
	while (n > 0 && peek(t) >= 0) {
		size_t some = (size_t)MIN(n, (guint64)(t->filled - t->at));

		t->at += some;
		n -= some;
	}
}

static bool
ends_text(unsigned char c)
{
	return c == '{' || c == '}' || c == '\\' || c == '\r' || c == '\n' || c == '\0';
}

/* The bytes up to the next one that is no text, as far as the buffer holds them. */
static void
take_text(struct rtf_tokens *t, struct rtf_token *token)
{
	size_t from = t->at;

	while (t->at < t->filled && !ends_text(t->buffer[t->at]))
		t->at++;
	token->type = RTF_TOKEN_TEXT;
	token->text = t->buffer + from;
	token->len = t->at - from;
}

static void
take_byte(struct rtf_tokens *t, struct rtf_token *token, int byte)
{
	t->escaped = (unsigned char)byte;
	token->type = RTF_TOKEN_TEXT;
	token->text = &t->escaped;
	token->len = 1;
}

/* The number behind a control word, if there is one. */
static void
take_number(struct rtf_tokens *t, struct rtf_token *token)
{
	bool negative = peek(t) == '-';
	gint64 n = 0;
	int c;

	if (negative)
		t->at++;
	for (int digits = 0; (c = peek(t)) >= 0 && g_ascii_isdigit(c); digits++, t->at++) {
		token->has_number = true;
		if (digits < RTF_NUMBER_DIGITS)
			n = n * 10 + (c - '0');
	}
	n = negative ? -n : n;
	token->number = (gint32)CLAMP(n, G_MININT32, G_MAXINT32);
}

/* A control word, with the blank that ends it. */
static void
take_word(struct rtf_tokens *t, struct rtf_token *token)
{
	size_t len = 0;
	int c;

	for (; (c = peek(t)) >= 0 && g_ascii_isalpha(c); t->at++)
		if (len < RTF_WORD_MAX)
			token->word[len++] = (char)c;
	token->word[len] = '\0';
	token->type = RTF_TOKEN_WORD;
	take_number(t, token);
	if (peek(t) == ' ')
		t->at++;
	if (strcmp(token->word, "bin") == 0) {
		token->type = RTF_TOKEN_BINARY;
		skip(t, token->number > 0 ? (guint64)token->number : 0);
	}
}

/* Behind \': two digits. With less, and of a NUL, it is no token. */
static bool
take_hex(struct rtf_tokens *t, struct rtf_token *token)
{
	int byte = 0;

	for (int i = 0; i < 2; i++, t->at++) {
		int c = peek(t);

		if (c < 0 || !g_ascii_isxdigit(c))
			return false;
		byte = byte << 4 | g_ascii_xdigit_value((char)c);
	}
	take_byte(t, token, byte);
	return byte != 0;
}

/* What follows a backslash; false if that is nothing. */
static bool
take_control(struct rtf_tokens *t, struct rtf_token *token)
{
	int c = peek(t);

	if (c < 0)
		return false;
	if (g_ascii_isalpha(c)) {
		take_word(t, token);
		return true;
	}
	t->at++;
	if (c == '\'')
		return take_hex(t, token);
	if (c == '\r' || c == '\n' || c == '\t') {
		token->type = RTF_TOKEN_WORD;
		g_strlcpy(token->word, c == '\t' ? "tab" : "par", sizeof(token->word));
	} else if (c == '\\' || c == '{' || c == '}') {
		take_byte(t, token, c);
	} else {
		token->type = RTF_TOKEN_SYMBOL;
		token->symbol = (char)c;
	}
	return true;
}

void
rtf_tokens_next(struct rtf_tokens *t, struct rtf_token *token)
{
	int c;

	token->type = RTF_TOKEN_END;
	token->has_number = false;
	token->number = 0;
	while ((c = peek(t)) >= 0) {
		if (c == '{' || c == '}') {
			t->at++;
			token->type = c == '{' ? RTF_TOKEN_OPEN : RTF_TOKEN_CLOSE;
			return;
		}
		if (c == '\\') {
			t->at++;
			if (take_control(t, token))
				return;
		} else if (ends_text((unsigned char)c)) {
			t->at++;
		} else {
			take_text(t, token);
			return;
		}
	}
}

const GError *
rtf_tokens_error(const struct rtf_tokens *t)
{
	return t->error;
}

void
rtf_tokens_free(struct rtf_tokens *t)
{
	if (t == NULL)
		return;
	g_clear_error(&t->error);
	g_free(t);
}
