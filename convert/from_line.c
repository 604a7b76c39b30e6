/* SPDX-License-Identifier: Apache-2.0 */
/* One From_ line of an mbox file; see from_line.h. */
#include "convert/from_line.h"

#include <string.h>

#define PREFIX_LEN 5 /* "From " */

/* git format-patch's Mon Sep 17 00:00:00 2001 */
#define GIT_DATE 1000684800

struct text {
	const char *s;
	size_t len;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct text
trim(struct text t)
{
	while (t.len > 0 && is_blank(*t.s)) {
		t.s++;
		t.len--;
	}
	while (t.len > 0 && is_blank(t.s[t.len - 1]))
		t.len--;
	return t;
}

static bool
equals(struct text t, const char *s)
{
	return t.len == strlen(s) && memcmp(t.s, s, t.len) == 0;
}

/* Three words, of which the second is "at". */
static bool
is_at_form(struct text t)
{
	const char *blank = memchr(t.s, ' ', t.len);
	size_t left = blank != NULL ? t.len - (size_t)(blank - t.s) : 0;

	return left > 4 && memcmp(blank, " at ", 4) == 0 &&
	    memchr(blank + 4, ' ', left - 4) == NULL;
}

/* Digits, then "@xxx" or "-...@xxx". */
static bool
is_number_form(struct text t)
{
	size_t i = 0;

	while (i < t.len && g_ascii_isdigit(t.s[i]))
		i++;
	if (i == 0 || t.len < i + 4 || memcmp(t.s + t.len - 4, "@xxx", 4) != 0)
		return false;
	return i == t.len - 4 || t.s[i] == '-';
}

static bool
is_hash(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (!g_ascii_isxdigit(t.s[i]))
			return false;
	return t.len == 40;
}

static enum from_sender
classify(struct text t)
{
	const char *at = t.len > 0 ? memrchr(t.s, '@', t.len) : NULL;

	if (t.len == 0)
		return FROM_EMPTY;
	if (equals(t, "-"))
		return FROM_DASH;
	if (equals(t, "???@???"))
		return FROM_MASKED;
	if (is_at_form(t))
		return FROM_AT;
	if (memchr(t.s, ' ', t.len) != NULL || memchr(t.s, '\t', t.len) != NULL)
		return FROM_PROSE;
	if (is_number_form(t))
		return FROM_NUMBER;
	if (is_hash(t))
		return FROM_HASH;
	if (strchr(":,;.?!)", t.s[t.len - 1]) != NULL)
		return FROM_PROSE;
	if (at != NULL)
		return at > t.s && at + 1 < t.s + t.len ? FROM_ADDRESS : FROM_PROSE;
	return memchr(t.s, '!', t.len) != NULL ? FROM_BANG : FROM_WORD;
}

/* The offset of the first date in the line from at on, and behind it in *end; len if none. */
static size_t
find_date(const char *line, size_t at, size_t len, size_t *end, struct date *d)
{
	for (size_t i = at; i < len; i++) {
		size_t n;

		if (!is_blank(line[i - 1]) || is_blank(line[i]))
			continue;
		n = date_match(line + i, len - i, d);
		if (n > 0) {
			*end = i + n;
			return i;
		}
	}
	return len;
}

void
from_line_parse(const unsigned char *line, size_t len, struct from_line *f)
{
	const char *s = (const char *)line;
	size_t limit = MIN(len, (size_t)FROM_LINE_MAX), end = limit;
	size_t date_at = find_date(s, PREFIX_LEN, limit, &end, &f->date);
	struct text sender = trim((struct text){s + PREFIX_LEN, date_at - PREFIX_LEN});
	struct text rest = trim((struct text){s + end, limit - end});

	f->has_date = date_at < limit;
	f->has_rest = rest.len > 0 && !(rest.len > 12 && memcmp(rest.s, "remote from ", 12) == 0);
	if (sender.len > 2 && sender.s[0] == '"' && sender.s[sender.len - 1] == '"')
		sender = trim((struct text){sender.s + 1, sender.len - 2});
	f->kind = classify(sender);
	f->sender = sender.s;
	f->sender_len = sender.len;
}

bool
from_line_received(const struct from_line *f)
{
	return f->has_date && f->date.valid && f->date.time != 0 && f->date.time != GIT_DATE;
}

char *
from_line_address(const struct from_line *f)
{
	if (f->kind != FROM_ADDRESS || !g_utf8_validate(f->sender, (gssize)f->sender_len, NULL))
		return NULL;
	return g_strndup(f->sender, f->sender_len);
}
