/* SPDX-License-Identifier: Apache-2.0 */
/* The Content-Length of an mbox record; see mbox_length.h. */
#include "convert/mbox_length.h"

#include <string.h>

#include "convert/header.h"

/* Bytes that are read at a length's end, if it lies behind the view. */
#define PEEK (16 * 1024)

/* A decimal number that is all of the value; false if it is none or over 2^62. */
static bool
parse_number(const struct header_field *f, guint64 *n)
{
	size_t i = 0, len = f->value_len;

	while (len > 0 && g_ascii_isspace(f->value[len - 1]))
		len--;
	*n = 0;
	while (i < len && g_ascii_isdigit(f->value[i]) && *n < G_MAXINT64 / 20)
		*n = *n * 10 + (guint64)(f->value[i++] - '0');
	return len > 0 && i == len;
}

void
mbox_length_begin(struct mbox_length *l, const unsigned char *head, size_t len, guint64 body_at)
{
	struct header_field f;
	size_t pos = 0;
	unsigned n = 0;

	memset(l, 0, sizeof(*l));
	l->body_at = body_at;
	while (header_next(head, len, &pos, &f)) {
		if (!header_is(&f, "Content-Length"))
			continue;
		l->stated = parse_number(&f, &l->value) && ++n == 1;
		if (!l->stated)
			return;
	}
}

/* Whether a record can end at offset at of the view, which holds what follows. */
static bool
is_record_end(const struct mbox_view *v, size_t at)
{
	struct mbox_candidate c;
	struct header_field f;
	size_t from = at + mbox_empty_line(v, at);
	size_t head;

	if (from == v->len)
		return v->last;
	if (!mbox_is_from(v, from))
		return false;
	mbox_candidate_read(&c, v, from);
	if (mbox_score(c.signals | SIGNAL_BLANK_BEFORE) < MBOX_ACCEPT)
		return false;
	head = from + c.full;
	return header_find(v->data + head, MIN(v->len - head, PEEK), "Content-Length", &f);
}

/* The same for an offset of the file; false too where that cannot be looked up. */
static bool
is_end(guint64 at, const struct mbox_view *v, const struct store_file *f, bool *is, GError **error)
{
	struct mbox_view peek = {.at = at, .eol = v->eol};
	g_autofree unsigned char *buf = NULL;
	gssize n;

	*is = false;
	if (at < v->at + v->len && (v->last || at + PEEK <= v->at + v->len)) {
		*is = is_record_end(v, (size_t)(at - v->at));
		return true;
	}
	if (v->last || at >= f->entry->size || f->file == NULL || !tree_file_seekable(f->file)) {
		*is = at == (v->last ? v->at + v->len : f->entry->size);
		return true;
	}
	buf = g_malloc(PEEK);
	n = tree_file_pread(f->file, buf, PEEK, at, error);
	if (n < 0)
		return false;
	peek.data = buf;
	peek.len = (size_t)n;
	peek.last = at + (guint64)n >= f->entry->size;
	*is = is_record_end(&peek, 0);
	return true;
}

/*
 * The offset in the view where the body has value bytes if its lines ended in
 * the other way; 0 if there is none.
 */
static size_t
find_other_count(const struct mbox_length *l, const struct mbox_view *v)
{
	size_t at = (size_t)(l->body_at - v->at), start = at;
	guint64 lf = 0, crlf = 0;

	while (at < v->len && at - start <= l->value * 2) {
		at = mbox_line_after(v, at);
		if (at - start >= 2 && v->data[at - 2] == '\r')
			crlf++;
		else
			lf++;
		if (at - start + lf == l->value || at - start - crlf == l->value)
			return at;
	}
	return 0;
}

bool
mbox_length_verify(
    struct mbox_length *l, const struct mbox_view *v, const struct store_file *f, GError **error)
{
	size_t other;

	if (!l->stated)
		return true;
	l->end = l->body_at + l->value;
	if (!is_end(l->end, v, f, &l->verified, error))
		return false;
	if (l->verified || l->body_at >= v->at + v->len)
		return true;
	other = find_other_count(l, v);
	if (other == 0)
		return true;
	l->end = v->at + other;
	return is_end(l->end, v, f, &l->verified, error);
}

void
mbox_length_count(struct mbox_length *l, const unsigned char *data, size_t len)
{
	const unsigned char *p = data, *end = data + len;

	if (!l->stated || len == 0)
		return;
	while (p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		if (p > data ? p[-1] == '\r' : l->cr)
			l->ncrlf++;
		else
			l->nlf++;
		p++;
	}
	l->cr = end[-1] == '\r';
}

bool
mbox_length_fits(const struct mbox_length *l, guint64 end, size_t separator)
{
	guint64 bytes = end - l->body_at;

	if (!l->stated || end < l->body_at)
		return false;
	return l->value == bytes || l->value == bytes + separator || l->value == bytes + l->nlf ||
	    l->value == bytes - l->ncrlf;
}
