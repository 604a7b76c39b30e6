/* SPDX-License-Identifier: Apache-2.0 */
/* A store whose messages state their size; see sized.h. */
#include "convert/sized.h"

#include <string.h>

#include "convert/envelope.h"
#include "convert/header.h"

G_STATIC_ASSERT(2 * RECORDLINE_MAX + MESSAGE_HEAD_MAX < STORE_WINDOW);

/* The window, and how far it is decided on. */
struct sized_view {
	const struct span *span;
	guint64 at; /* offset in the file of the span's first byte */
	bool last;
	size_t pos; /* bytes of the span that are decided on */
};

static const struct {
	guint32 bit;
	guint flag;
} flags[] = {
    {RECORDLINE_SEEN, FLAG_SEEN},
    {RECORDLINE_DELETED, FLAG_DELETED},
    {RECORDLINE_FLAGGED, FLAG_FLAGGED},
    {RECORDLINE_ANSWERED, FLAG_ANSWERED},
    {RECORDLINE_DRAFT, FLAG_DRAFT},
};

void
sized_init(struct sized *s, const struct store_ops *ops, const struct store_file *f,
    enum recordline_kind kind)
{
	s->base.ops = ops;
	s->file = *f;
	s->kind = kind;
	s->line_start = true;
}

static const unsigned char *
rest(const struct sized_view *v, size_t *len)
{
	*len = v->span->len - v->pos;
	return v->span->data + v->pos;
}

/* Goes on n bytes. */
static void
advance(struct sized *s, struct sized_view *v, size_t n)
{
	v->pos += n;
	if (n > 0)
		s->line_start = v->span->data[v->pos - 1] == '\n';
}

/*
 * The bytes in front of the next record line, as far as len bytes show. They show a line only
 * where RECORDLINE_MAX bytes are at hand, or no more come.
 */
static size_t
before_line(const struct sized *s, const unsigned char *p, size_t len, bool last, bool *found)
{
	size_t limit = last ? len : len - MIN(len, (size_t)RECORDLINE_MAX), at = 0;
	bool line_start = s->line_start;

	*found = false;
	while (at < limit) {
		const unsigned char *lf;
		struct recordline l;

		*found = line_start && recordline_parse(s->kind, p + at, len - at, &l);
		if (*found)
			return at;
		lf = memchr(p + at, '\n', limit - at);
		at = lf != NULL ? (size_t)(lf + 1 - p) : limit;
		line_start = lf != NULL;
	}
	return limit;
}

/* Whether a message that ends at offset end is followed by what must follow one. */
static bool
lands(const struct sized *s, guint64 end)
{
	unsigned char next[RECORDLINE_MAX];
	struct recordline l;
	gssize n;

	if (end >= s->file.entry->size)
		return end == s->file.entry->size;
	if (s->file.file == NULL || !tree_file_seekable(s->file.file))
		return true;
	n = tree_file_pread(s->file.file, next, sizeof(next), end, NULL);
	return n < 0 || recordline_parse(s->kind, next, (size_t)n, &l);
}

/* *n: the header's length in the len bytes of a message. False: more must be shown. */
static bool
head_length(const struct sized *s, const struct span *w, bool last, bool sized, size_t *n)
{
	size_t all = sized ? (size_t)MIN(s->left, MESSAGE_HEAD_MAX) : MESSAGE_HEAD_MAX;
	size_t shown = MIN(w->len, all);
	bool complete, found = false;

	if (!sized && !last && w->len < MESSAGE_HEAD_MAX + RECORDLINE_MAX)
		return false;
	if (!sized)
		shown = MIN(shown, before_line(s, w->data, w->len, last, &found));
	*n = header_length(w->data, shown, &complete);
	return complete || found || last || shown == all;
}

static void
read_state(struct sized *s, const struct recordline *l, const unsigned char *line)
{
	struct message *m = &s->message;

	for (size_t i = 0; i < G_N_ELEMENTS(flags); i++)
		if (l->flags & flags[i].bit)
			m->flags |= flags[i].flag;
	if ((l->flags & RECORDLINE_OLD) == 0)
		m->flags |= FLAG_RECENT;
	m->has_flags = true;
	for (size_t i = 0; i < SIZED_NKEYWORDS; i++)
		if ((l->keywords >> i & 1) && s->keywords[i] != NULL)
			message_add_keyword(m, s->keywords[i]);
	message_add_state(
	    m, "record-line", (const char *)line, l->len - (s->kind == RECORDLINE_TENEX ? 1 : 2));
	if (s->uidvalidity != NULL)
		message_add_state(m, "mbx-uidvalidity", s->uidvalidity, strlen(s->uidvalidity));
	m->received = l->received;
	m->received_from = RECEIVED_STORE;
}

static bool
tell_begin(struct sized *s, GError **error)
{
	const struct visitor *v = s->file.visitor;
	struct message *m = &s->message;

	if (s->expunged)
		return true;
	envelope_from_header(m, m->head, m->head_len);
	m->id = (*s->file.next_id)++;
	m->folder = s->file.folder;
	if (s->file.facts->nmessages++ == 0)
		s->file.facts->first = m->id;
	return v->message_begin == NULL || v->message_begin(v->user, m, error);
}

static bool
tell_end(struct sized *s, GError **error)
{
	const struct visitor *v = s->file.visitor;
	const struct message *m = &s->message;

	s->part = SIZED_BETWEEN;
	if (s->expunged)
		return store_except(&s->file, NOTE, "expunged", s->begin, m->at + m->len - s->begin,
		    "a message that was removed and is still in the file: kept, but no message",
		    error);
	return v->message_end == NULL || v->message_end(v->user, m, error);
}

/* The next n bytes are the message's. */
static bool
tell_bytes(struct sized *s, struct sized_view *v, size_t n, GError **error)
{
	const struct visitor *to = s->file.visitor;
	const struct span b = {v->span->owner, v->span->data + v->pos, n};

	s->message.len += n;
	advance(s, v, n);
	return n == 0 || s->expunged || to->message_bytes == NULL ||
	    to->message_bytes(to->user, &b, error);
}

static bool
note_size(const struct sized *s, const struct recordline *l, GError **error)
{
	g_autofree char *reason = NULL;

	if (s->part == SIZED_MESSAGE)
		return true;
	reason = g_strdup_printf(
	    "its line says that it has %" G_GUINT64_FORMAT " bytes, where no record ends", l->size);
	return store_except(&s->file, LOSS, "wrong-size", s->begin, l->len, reason, error);
}

/* Begins the record whose line is at p, if enough of it is shown. */
static bool
begin(struct sized *s, struct sized_view *v, const struct recordline *l, GError **error)
{
	size_t len, head_len;
	const unsigned char *p = rest(v, &len);
	const struct span body = {NULL, p + l->len, len - l->len};
	guint64 at = v->at + v->pos + l->len;
	bool sized = lands(s, at + l->size);

	s->left = l->size;
	if (!head_length(s, &body, v->last, sized, &head_len))
		return true;
	message_clear(&s->message);
	s->begin = v->at + v->pos;
	s->expunged = (l->flags & RECORDLINE_EXPUNGED) != 0;
	s->part = sized ? SIZED_MESSAGE : SIZED_OPEN_END;
	s->message.at = at;
	s->message.head = body.data;
	s->message.head_len = head_len;
	read_state(s, l, p);
	advance(s, v, l->len);
	return note_size(s, l, error) && tell_begin(s, error) &&
	    (s->part != SIZED_MESSAGE || s->left > 0 || tell_end(s, error));
}

static bool
feed_between(struct sized *s, struct sized_view *v, GError **error)
{
	size_t len;
	const unsigned char *p = rest(v, &len);
	struct recordline l;

	if (!v->last && len < RECORDLINE_MAX)
		return true;
	if (recordline_parse(s->kind, p, len, &l))
		return begin(s, v, &l, error);
	s->part = SIZED_LOST;
	s->begin = v->at + v->pos;
	return true;
}

static bool
feed_message(struct sized *s, struct sized_view *v, GError **error)
{
	size_t len, n;

	rest(v, &len);
	n = (size_t)MIN(s->left, len);
	s->left -= n;
	return tell_bytes(s, v, n, error) && (s->left > 0 || tell_end(s, error));
}

static bool
end_lost(struct sized *s, guint64 end, GError **error)
{
	s->part = SIZED_BETWEEN;
	return store_except(&s->file, LOSS, "unframed", s->begin, end - s->begin,
	    "bytes that are no record; they are kept", error);
}

static bool
feed_search(struct sized *s, struct sized_view *v, GError **error)
{
	size_t len, n;
	const unsigned char *p = rest(v, &len);
	bool found;

	n = before_line(s, p, len, v->last, &found);
	if (s->part == SIZED_LOST) {
		advance(s, v, n);
		return !found || end_lost(s, v->at + v->pos, error);
	}
	return tell_bytes(s, v, n, error) && (!found || tell_end(s, error));
}

/* The file ends: so does what is open. */
static bool
finish(struct sized *s, guint64 end, GError **error)
{
	switch (s->part) {
	case SIZED_BETWEEN:
		return true;
	case SIZED_LOST:
		return end_lost(s, end, error);
	case SIZED_MESSAGE:
		if (!store_except(&s->file, LOSS, "truncated", s->begin, end - s->begin,
			"the file ends before the message does", error))
			return false;
		break;
	case SIZED_OPEN_END:
		break;
	}
	return tell_end(s, error);
}

gssize
sized_feed(struct store *store, const struct span *w, guint64 at, bool last, GError **error)
{
	struct sized *s = (struct sized *)store;
	struct sized_view v = {w, at, last, 0};
	bool moved = true, ok = true;

	while (ok && moved && v.pos < w->len) {
		size_t before = v.pos;
		enum sized_part part = s->part;

		ok = part == SIZED_BETWEEN  ? feed_between(s, &v, error)
		    : part == SIZED_MESSAGE ? feed_message(s, &v, error)
					    : feed_search(s, &v, error);
		moved = v.pos > before || s->part != part;
	}
	s->message.head = NULL;
	if (!ok || (last && !finish(s, at + w->len, error)))
		return -1;
	return (gssize)v.pos;
}

void
sized_close(struct store *store)
{
	struct sized *s = (struct sized *)store;

	for (size_t i = 0; i < SIZED_NKEYWORDS; i++)
		g_free(s->keywords[i]);
	g_free(s->uidvalidity);
	message_clear(&s->message);
	g_free(s);
}
