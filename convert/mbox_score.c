/* SPDX-License-Identifier: Apache-2.0 */
/* The scoring of From_ lines; see mbox_score.h. */
#include "convert/mbox_score.h"

#include <string.h>

#include "convert/header.h"

static const struct {
	enum mbox_signal signal;
	int weight;
	const char *words;
} weights[] = {
    {SIGNAL_START, 30, "first text of the file"},
    {SIGNAL_BLANK_BEFORE, 25, "empty line before"},
    {SIGNAL_DATE, 30, "date"},
    {SIGNAL_SENDER, 10, "sender"},
    {SIGNAL_PROGRAM, 10, "a program's sender"},
    {SIGNAL_PROSE, -10, "prose for a sender"},
    {SIGNAL_REST, -10, "text behind the date"},
    {SIGNAL_FIELD, 15, "field follows"},
    {SIGNAL_SECOND_FIELD, 15, "header follows"},
    {SIGNAL_EMPTY_AFTER, 5, "empty line follows"},
    {SIGNAL_TEXT_AFTER, -20, "text follows"},
    {SIGNAL_LATER_FIELD, 10, "field later"},
    {SIGNAL_IN_HEADER, -20, "inside a header"},
    {SIGNAL_LENGTH_END, 30, "Content-Length ends here"},
    {SIGNAL_LENGTH_INSIDE, -100, "inside a Content-Length"},
    {SIGNAL_MULTIPART, -60, "inside a multipart"},
    {SIGNAL_TABLE_START, 30, "a message of the .msf"},
    {SIGNAL_TABLE_INSIDE, -60, "inside a message of the .msf"},
    {SIGNAL_LONG, -100, "line too long"},
};

/* Text lines behind a From_ line among which a field may still come. */
#define TEXT_LINES_MAX 3

int
mbox_score(unsigned signals)
{
	int sum = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(weights); i++)
		if (signals & weights[i].signal)
			sum += weights[i].weight;
	return sum;
}

char *
mbox_reasons(unsigned signals)
{
	GString *s = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(weights); i++)
		if (signals & weights[i].signal)
			g_string_append_printf(s, "%s%s %+d", s->len > 0 ? ", " : "",
			    weights[i].words, weights[i].weight);
	return g_string_free(s, FALSE);
}

size_t
mbox_line_after(const struct mbox_view *v, size_t at)
{
	const unsigned char *end = memchr(v->data + at, v->eol, v->len - at);

	return end != NULL ? (size_t)(end - v->data) + 1 : v->len;
}

size_t
mbox_empty_line(const struct mbox_view *v, size_t at)
{
	if (at >= v->len)
		return 0;
	if (v->data[at] == v->eol)
		return 1;
	return v->eol == '\n' && at + 1 < v->len && v->data[at] == '\r' && v->data[at + 1] == '\n'
	    ? 2
	    : 0;
}

bool
mbox_is_from(const struct mbox_view *v, size_t at)
{
	return v->len - at >= 5 && memcmp(v->data + at, "From ", 5) == 0;
}

static bool
is_field(const struct mbox_view *v, size_t at)
{
	return header_looks_like_field(v->data + at, v->len - at);
}

/* Whether the field at at is followed by another one, or by the header's end. */
static bool
header_goes_on(const struct mbox_view *v, size_t at)
{
	do
		at = mbox_line_after(v, at);
	while (at < v->len && (v->data[at] == ' ' || v->data[at] == '\t'));
	return at == v->len || mbox_empty_line(v, at) > 0 || is_field(v, at);
}

static unsigned
signals_after(const struct mbox_view *v, size_t at)
{
	if (at < v->len && v->len - at > 6 && memcmp(v->data + at, ">From ", 6) == 0)
		at = mbox_line_after(v, at);
	if (at >= v->len || mbox_is_from(v, at))
		return 0;
	if (mbox_empty_line(v, at) > 0)
		return SIGNAL_EMPTY_AFTER;
	if (is_field(v, at))
		return header_goes_on(v, at) ? SIGNAL_FIELD | SIGNAL_SECOND_FIELD : SIGNAL_FIELD;
	for (int i = 0; i < TEXT_LINES_MAX; i++) {
		at = mbox_line_after(v, at);
		if (at == v->len || mbox_empty_line(v, at) > 0 || mbox_is_from(v, at))
			break;
		if (is_field(v, at))
			return SIGNAL_TEXT_AFTER | SIGNAL_LATER_FIELD;
	}
	return SIGNAL_TEXT_AFTER;
}

static unsigned
signals_of_line(const struct from_line *f)
{
	unsigned signals = f->has_date ? SIGNAL_DATE : 0;

	if (f->has_date && f->has_rest)
		signals |= SIGNAL_REST;
	switch (f->kind) {
	case FROM_DASH:
	case FROM_MASKED:
	case FROM_NUMBER:
	case FROM_HASH:
		return signals | SIGNAL_SENDER | SIGNAL_PROGRAM;
	case FROM_EMPTY:
	case FROM_ADDRESS:
		return signals | SIGNAL_SENDER;
	case FROM_AT:
	case FROM_BANG:
	case FROM_WORD:
		/* "From here" and "From Bob at work" are no senders. */
		return signals | (f->has_date ? SIGNAL_SENDER : SIGNAL_PROSE);
	case FROM_PROSE:
		break;
	}
	return signals | SIGNAL_PROSE;
}

void
mbox_candidate_read(struct mbox_candidate *c, const struct mbox_view *v, size_t at)
{
	struct mbox_view near = *v;
	size_t end;

	near.len = MIN(v->len, at + MBOX_LINE_MAX);
	end = mbox_line_after(&near, at);
	c->full = end - at;
	c->len = c->full;
	if (c->len > 0 && near.data[end - 1] == v->eol)
		c->len--;
	else if (near.len < v->len) {
		c->signals = SIGNAL_LONG;
		return;
	}
	if (c->len > 5 && v->data[at + c->len - 1] == '\r')
		c->len--;
	from_line_parse(v->data + at, c->len, &c->line);
	near.len = MIN(v->len, end + MBOX_FOLLOWING_MAX);
	c->signals = signals_of_line(&c->line) | signals_after(&near, end);
}
