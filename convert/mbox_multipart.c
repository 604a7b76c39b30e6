/* SPDX-License-Identifier: Apache-2.0 */
/* The outermost boundary of a message; see mbox_multipart.h. */
#include "convert/mbox_multipart.h"

#include <string.h>

/* Finds s without regard to ASCII case; NULL if it is not there. */
static const char *
find_word(const char *text, size_t len, const char *s)
{
	size_t n = strlen(s);

	for (size_t i = 0; i + n <= len; i++)
		if (g_ascii_strncasecmp(text + i, s, n) == 0)
			return text + i;
	return NULL;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The value of the parameter whose '=' is at s or behind blanks there: its start and length. */
static const char *
parameter_value(const char *s, const char *end, size_t *len)
{
	const char *start;
	bool quoted;

	while (s < end && is_space(*s))
		s++;
	if (s == end || *s++ != '=')
		return NULL;
	while (s < end && is_space(*s))
		s++;
	quoted = s < end && *s == '"';
	start = quoted ? ++s : s;
	while (s < end && (quoted ? *s != '"' : *s != ';' && !is_space(*s)))
		s++;
	*len = (size_t)(s - start);
	return start;
}

void
mbox_multipart_begin(struct mbox_multipart *p, const struct header_field *type, guint64 body_at)
{
	const char *value = type != NULL ? (const char *)type->value : NULL, *word;
	size_t n = 0;

	p->len = 0;
	p->closed = false;
	p->next = 0;
	p->none_to = body_at;
	if (type == NULL || type->value_len < 10 ||
	    g_ascii_strncasecmp(value, "multipart/", 10) != 0)
		return;
	word = find_word(value, type->value_len, "boundary");
	if (word != NULL)
		word = parameter_value(word + strlen("boundary"), value + type->value_len, &n);
	if (word == NULL || n > MULTIPART_BOUNDARY_MAX)
		return;
	memcpy(p->boundary, word, n);
	p->len = n;
}

/* The next line in [from, to) that is "--" boundary suffix; NULL if none. from begins a line or not. */
static const unsigned char *
find_delimiter(const struct mbox_multipart *p, const struct mbox_view *v, const unsigned char *from,
    const unsigned char *to, const char *suffix)
{
	char needle[MULTIPART_BOUNDARY_MAX + 8];
	size_t n = (size_t)g_snprintf(
	    needle, sizeof(needle), "--%.*s%s", (int)p->len, p->boundary, suffix);

	while (from < to && (from = memmem(from, (size_t)(to - from), needle, n)) != NULL) {
		const unsigned char *end = from + n;

		if ((from == v->data || from[-1] == v->eol) &&
		    (end >= v->data + v->len || strchr("-\r\n\t ", *end) != NULL))
			return from;
		from = end;
	}
	return NULL;
}

void
mbox_multipart_track(struct mbox_multipart *p, const struct mbox_view *v, guint64 from, guint64 to)
{
	if (p->len == 0 || p->closed || from >= to)
		return;
	p->closed =
	    find_delimiter(p, v, v->data + (from - v->at), v->data + (to - v->at), "--") != NULL;
}

/* Whether a header states this boundary in [from, to). */
static bool
is_stated(const struct mbox_multipart *p, const unsigned char *from, const unsigned char *to)
{
	char needle[MULTIPART_BOUNDARY_MAX + 8];
	size_t n;

	n = (size_t)g_snprintf(needle, sizeof(needle), "=\"%.*s\"", (int)p->len, p->boundary);
	if (memmem(from, (size_t)(to - from), needle, n) != NULL)
		return true;
	n = (size_t)g_snprintf(needle, sizeof(needle), "=%.*s", (int)p->len, p->boundary);
	return memmem(from, (size_t)(to - from), needle, n) != NULL;
}

bool
mbox_multipart_open(
    struct mbox_multipart *p, const struct mbox_view *v, guint64 at, guint64 *credit)
{
	guint64 from = MAX(at, p->none_to), to = v->at + v->len;
	const unsigned char *found;

	if (p->len == 0 || p->closed)
		return false;
	if (p->next > at)
		return true;
	if (from >= to || *credit == 0)
		return false;
	to = MIN(to, from + *credit);
	found = find_delimiter(p, v, v->data + (from - v->at), v->data + (to - v->at), "");
	if (found != NULL)
		to = v->at + (guint64)(found - v->data);
	*credit -= MIN(*credit, to - from);
	if (found == NULL) {
		p->none_to = MAX(from, to - MIN(to, sizeof(p->boundary) + 8));
		return false;
	}
	if (is_stated(p, v->data + (from - v->at), found)) {
		p->none_to = G_MAXUINT64;
		return false;
	}
	p->next = to;
	return true;
}
