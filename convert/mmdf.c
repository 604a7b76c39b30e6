/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MMDF as a store (docs/MAIL.md, "Formats"): messages between lines of four 0x01. How
 * many such lines lie between two messages does not matter. A message may have a
 * From_ line in front, and state in its header, as in an mbox; nothing in it is quoted.
 *
 * Each byte is in a delimiter line, a From_ line, a message, or an exception's range.
 * Its exceptions, all notes: "internal-data", "no-header" and "container-debris" as in
 * mbox.h; "truncated", no delimiter ends the last message.
 */
#include <string.h>

#include "convert/mbox.h"
#include "convert/mbox_place.h"
#include "convert/mbox_probe.h"
#include "convert/mbox_record.h"

#define DELIMITER "\1\1\1\1"
#define DELIMITER_LEN 4
#define DELIMITER_LINE_MAX (DELIMITER_LEN + 2)

struct mmdf {
	struct store base;
	struct store_file f;
	struct mbox_record record;
	bool started;
	bool first;      /* no record was begun */
	bool line_start; /* the next byte begins a line */
};

/* The length of the delimiter line at p, 0 if it is none. */
static size_t
delimiter(const unsigned char *p, size_t len)
{
	if (len <= DELIMITER_LEN || memcmp(p, DELIMITER, DELIMITER_LEN) != 0)
		return 0;
	if (p[DELIMITER_LEN] == '\n')
		return DELIMITER_LEN + 1;
	return len > DELIMITER_LEN + 1 && memcmp(p + DELIMITER_LEN, "\r\n", 2) == 0
	    ? DELIMITER_LINE_MAX
	    : 0;
}

static int
mmdf_probe(const struct store_probe *p)
{
	return delimiter(p->head, p->head_len) > 0 ? 98 : 0;
}

static struct store *
mmdf_open(const struct store_file *f, GError **error)
{
	struct mmdf *m = g_new0(struct mmdf, 1);

	(void)error;
	m->base.ops = &mmdf_store;
	m->f = *f;
	m->first = m->line_start = true;
	return &m->base;
}

static void
mmdf_close(struct store *s)
{
	struct mmdf *m = (struct mmdf *)s;

	mbox_record_clear(&m->record);
	g_free(m);
}

/*
 * The offset from at on of the next delimiter line. Without one: up to where there is none for
 * certain, whatever comes.
 */
static size_t
find(const struct mmdf *m, const struct mbox_view *v, size_t at, bool *found)
{
	size_t limit = v->last ? v->len : v->len - MIN(v->len, (size_t)DELIMITER_LINE_MAX);
	bool line_start = m->line_start;

	*found = false;
	while (at < limit) {
		const unsigned char *lf;

		*found = line_start && delimiter(v->data + at, v->len - at) > 0;
		if (*found)
			return at;
		lf = memchr(v->data + at, '\n', limit - at);
		at = lf != NULL ? (size_t)(lf + 1 - v->data) : limit;
		line_start = lf != NULL;
	}
	return MAX(at, limit);
}

/* Begins the message at offset at of the view, with its From_ line if it has one. */
static bool
begin(struct mmdf *m, const struct mbox_view *v, size_t at, size_t *pos, GError **error)
{
	struct mbox_record *r = &m->record;
	struct mbox_view near = *v;
	struct mbox_candidate c;
	bool from, found;

	near.len = MIN(v->len, at + MBOX_AHEAD);
	near.last = v->last && near.len == v->len;
	near.len = find(m, &near, at, &found);
	near.last = near.last || found;
	from = mbox_is_from(&near, at);
	if (from)
		mbox_candidate_read(&c, &near, at);
	*pos = at + (from ? c.full : 0);
	mbox_record_read(r, &near, *pos, from ? &c : NULL, v->at + at, m->first);
	r->length.stated = false; /* the delimiter alone ends it */
	m->first = false;
	if (from)
		m->line_start = true;
	return mbox_record_begin(r, &m->f, &near, error);
}

/* Decides on what lies between records at offset *pos; leaves it there if more must be shown. */
static bool
feed_between(struct mmdf *m, const struct mbox_view *v, size_t *pos, GError **error)
{
	size_t len = v->len - *pos;
	size_t n = delimiter(v->data + *pos, len);

	if (!v->last && len <= MBOX_AHEAD && n == 0)
		return true;
	*pos += n;
	return n > 0 || begin(m, v, *pos, pos, error);
}

static bool
feed_message(
    struct mmdf *m, const struct mbox_view *v, struct buffer *owner, size_t *pos, GError **error)
{
	bool found;
	size_t to = find(m, v, *pos, &found);

	if (to > *pos)
		m->line_start = v->data[to - 1] == '\n';
	*pos = MAX(*pos, to);
	if (!mbox_record_emit(&m->record, &m->f, v, owner, v->at + *pos, error))
		return false;
	return !found || mbox_record_end(&m->record, &m->f, 0, error);
}

static bool
finish(struct mmdf *m, const struct mbox_view *v, GError **error)
{
	struct mbox_record *r = &m->record;
	guint64 end = v->at + v->len;

	if (!r->open)
		return true;
	return store_except(&m->f, NOTE, "truncated", r->message.at, end - r->message.at,
		   "the file ends before the delimiter of the message does", error) &&
	    mbox_record_end(r, &m->f, 0, error);
}

static gssize
mmdf_feed(struct store *s, const struct span *w, guint64 at, bool last, GError **error)
{
	struct mmdf *m = (struct mmdf *)s;
	struct mbox_view v = {w->data, w->len, at, last, '\n'};
	bool moved = true, ok = true;
	size_t pos = 0;

	if (!m->started && !last && w->len <= MBOX_AHEAD)
		return 0;
	if (!m->started)
		mbox_line_ends(w->data, MIN(w->len, (size_t)MBOX_AHEAD), &m->f.facts->crlf);
	m->started = true;
	while (ok && moved && pos < w->len) {
		size_t before = pos;
		bool open = m->record.open;

		ok = open ? feed_message(m, &v, w->owner, &pos, error)
			  : feed_between(m, &v, &pos, error);
		moved = pos > before || m->record.open != open;
	}
	if (!ok || (last && !finish(m, &v, error)))
		return -1;
	return (gssize)pos;
}

const struct store_ops mmdf_store = {
    .name = "mmdf",
    .role = "store",
    .probe = mmdf_probe,
    .folder = mbox_folder,
    .open = mmdf_open,
    .feed = mmdf_feed,
    .close = mmdf_close,
};
