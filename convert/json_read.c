/* SPDX-License-Identifier: Apache-2.0 */
/* Reads canonical JSON; see json_read.h. */
#include "convert/json_read.h"

#include <string.h>

#include "convert/json_write.h"
#include "crypto/hex.h"

bool
json_problem(struct json_reader *r, const char *what)
{
	if (r->problem == NULL)
		r->problem = what;
	return false;
}

/* The next byte, or NUL, which is nowhere valid, at the end. */
static char
peek(const struct json_reader *r)
{
	return r->problem == NULL && r->at < r->end ? *r->at : '\0';
}

static bool
accept(struct json_reader *r, char c)
{
	if (peek(r) != c)
		return false;
	r->at++;
	return true;
}

static bool
accept_word(struct json_reader *r, const char *word)
{
	size_t len = strlen(word);

	if (r->problem != NULL || (size_t)(r->end - r->at) < len || memcmp(r->at, word, len) != 0)
		return false;
	r->at += len;
	return true;
}

void
json_enter(struct json_reader *r, char open)
{
	if (!accept(r, open))
		json_problem(r, open == '{' ? "an object is missing" : "an array is missing");
	r->first = true;
}

/* Steps to the next element of what close ends. */
static bool
next(struct json_reader *r, char close)
{
	bool first = r->first;

	r->first = false;
	if (r->problem != NULL || accept(r, close))
		return false;
	return first || accept(r, ',') || json_problem(r, "an element does not end");
}

bool
json_next(struct json_reader *r)
{
	return next(r, ']');
}

bool
json_next_member(struct json_reader *r, struct json_span *name)
{
	if (!next(r, '}'))
		return false;
	if (!accept(r, '"'))
		return json_problem(r, "a member has no name");
	name->text = r->at;
	while (peek(r) > ' ' && peek(r) < 0x7f && peek(r) != '"' && peek(r) != '\\')
		r->at++;
	name->len = (size_t)(r->at - name->text);
	if (name->len == 0 || name->len > JSON_NAME_MAX || !accept_word(r, "\":"))
		return json_problem(r, "a member's name is not canonical");
	return true;
}

/* The digits of a number up to max. */
static bool
read_digits(struct json_reader *r, guint64 max, guint64 *n)
{
	const char *begin = r->at;

	*n = 0;
	while (peek(r) >= '0' && peek(r) <= '9') {
		guint64 digit = (guint64)(*r->at++ - '0');

		if (*n > (max - digit) / 10)
			return json_problem(r, "a number is too large");
		*n = *n * 10 + digit;
	}
	if (r->at == begin || (*begin == '0' && r->at > begin + 1))
		return json_problem(r, "a number is not canonical");
	return r->problem == NULL;
}

bool
json_read_uint(struct json_reader *r, guint64 *n)
{
	return read_digits(r, G_MAXINT64, n);
}

bool
json_read_int(struct json_reader *r, gint64 *n)
{
	bool negative = accept(r, '-');
	guint64 size;

	if (!read_digits(r, (guint64)G_MAXINT64 + negative, &size))
		return false;
	if (negative && size == 0)
		return json_problem(r, "a number is not canonical");
	*n = (gint64)(negative ? 0 - size : size);
	return true;
}

bool
json_read_true(struct json_reader *r)
{
	return accept_word(r, "true") || json_problem(r, "true is missing");
}

/* The bytes up to the closing quote, which must not need a second look. */
static bool
read_plain(struct json_reader *r, struct json_span *s)
{
	if (!accept(r, '"'))
		return json_problem(r, "a string is missing");
	s->text = r->at;
	r->at = json_skip_plain(r->at, r->end);
	s->len = (size_t)(r->at - s->text);
	return accept(r, '"') || json_problem(r, "a string of digits is not canonical");
}

bool
json_read_hex(struct json_reader *r, void *bytes, size_t n)
{
	struct json_span s;

	if (!read_plain(r, &s))
		return false;
	return hex_decode(bytes, n, s.text, s.len) || json_problem(r, "a digest is not canonical");
}

/* After a backslash: the byte that is meant, NUL if the escape is not canonical. */
static char
read_escape(struct json_reader *r)
{
	char c = peek(r);
	const char *p = c != '\0' ? strchr(JSON_LETTERS, c) : NULL;
	unsigned char byte;

	if (p != NULL) {
		r->at++;
		return JSON_ESCAPED[p - JSON_LETTERS];
	}
	if (!accept_word(r, "u00") || r->end - r->at < 2 || !hex_decode(&byte, 1, r->at, 2))
		return '\0';
	r->at += 2;
	return (byte < 0x20 || byte == 0x7f) && !strchr(JSON_ESCAPED, byte) ? (char)byte : '\0';
}

static bool
read_text(struct json_reader *r, GString *s)
{
	for (;;) {
		const char *from = r->at;
		char c;

		while (r->at < r->end && (unsigned char)*r->at >= 0x20 && *r->at != 0x7f &&
		    *r->at != '"' && *r->at != '\\')
			r->at++;
		g_string_append_len(s, from, r->at - from);
		if (accept(r, '"'))
			break;
		if (!accept(r, '\\') || (c = read_escape(r)) == '\0')
			return json_problem(r, "a string is not canonical");
		g_string_append_c(s, c);
	}
	return g_utf8_validate_len(s->str, s->len, NULL) ||
	    json_problem(r, "a string is not valid UTF-8");
}

/* The rest of {"b64":"..."}: only for what is no UTF-8, in the one spelling. */
static bool
read_base64(struct json_reader *r, char **bytes)
{
	g_autofree char *text = NULL, *again = NULL;
	g_autofree guchar *decoded = NULL;
	struct json_span s;
	gsize len;

	if (!read_plain(r, &s))
		return false;
	text = g_strndup(s.text, s.len);
	decoded = g_base64_decode(text, &len);
	again = g_base64_encode(decoded, len);
	if (strcmp(text, again) != 0 || memchr(decoded, 0, len) != NULL ||
	    g_utf8_validate_len((char *)decoded, len, NULL) || !accept(r, '}'))
		return json_problem(r, "a b64 string is not canonical");
	*bytes = g_strndup((char *)decoded, len);
	return true;
}

bool
json_read_string(struct json_reader *r, char **bytes)
{
	g_autoptr(GString) s = NULL;
	const char *end;

	*bytes = NULL;
	if (accept_word(r, "{\"b64\":"))
		return read_base64(r, bytes);
	if (!accept(r, '"'))
		return json_problem(r, "a string is missing");
	end = json_skip_plain(r->at, r->end);
	if (end < r->end && *end == '"') {
		*bytes = g_strndup(r->at, (gsize)(end - r->at));
		r->at = end + 1;
		return true;
	}
	s = g_string_new(NULL);
	if (!read_text(r, s))
		return false;
	*bytes = g_string_free(g_steal_pointer(&s), FALSE);
	return true;
}

static bool
skip_scalar(struct json_reader *r)
{
	g_autofree char *string = NULL;
	gint64 n;
	guint64 u;

	if (peek(r) == '"')
		return json_read_string(r, &string);
	if (peek(r) == '-')
		return json_read_int(r, &n);
	if (peek(r) >= '0' && peek(r) <= '9')
		return json_read_uint(r, &u);
	return accept_word(r, "true") || accept_word(r, "false") || accept_word(r, "null") ||
	    json_problem(r, "a value is missing");
}

static bool
skip(struct json_reader *r, int depth)
{
	bool object = peek(r) == '{';
	struct json_span name;

	if (!object && peek(r) != '[')
		return skip_scalar(r);
	if (depth == 0)
		return json_problem(r, "values are nested too deeply");
	json_enter(r, object ? '{' : '[');
	while (object ? json_next_member(r, &name) : json_next(r))
		if (!skip(r, depth - 1))
			return false;
	return r->problem == NULL;
}

bool
json_skip(struct json_reader *r)
{
	return skip(r, JSON_DEPTH_MAX);
}
