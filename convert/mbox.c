/* SPDX-License-Identifier: Apache-2.0 */
/* The mbox store: finds the records of an mbox file; see mbox.h. */
#include "convert/mbox.h"

#include <string.h>

#include "convert/mbox_place.h"
#include "convert/mbox_probe.h"
#include "convert/mbox_record.h"
#include "convert/mbox_table.h"
#include "convert/mbox_vault.h"

/* More '>' before "From " are no quoting. Less than MBOX_BEHIND. */
#define QUOTES_MAX 255

/* Bytes that may be searched twice, beside four times those that went by. */
#define CREDIT (1024 * 1024)
#define CREDIT_FACTOR 4

G_STATIC_ASSERT(MESSAGE_HEAD_MAX + 2 * MBOX_LINE_MAX <= MBOX_AHEAD);
G_STATIC_ASSERT(2 * MBOX_AHEAD <= STORE_WINDOW);
G_STATIC_ASSERT(MULTIPART_BOUNDARY_MAX + QUOTES_MAX < MBOX_BEHIND);

struct mbox {
	struct store base;
	struct store_file f;
	struct mbox_record record;
	struct mbox_quoting quoting;
	struct mbox_table table;
	bool started;
	unsigned char eol;
	guint64 text; /* offset of the first text */
	guint64 line; /* offset of a line's beginning that need not be preceded by a line end */
	guint64 scan; /* offset up to which "From " was looked for */
	guint64 done; /* offset up to which bytes are decided on */
	guint64 nrecords;
	guint64 spent; /* bytes that were searched twice */
};

/* A view of the window with the span's owner. */
struct mbox_window {
	struct mbox_view view;
	struct buffer *owner;
};

/* The view as far as a decision about offset at of it may look. */
static struct mbox_view
view_ahead(const struct mbox_view *v, size_t at)
{
	struct mbox_view near = *v;

	near.len = MIN(v->len, at + MBOX_AHEAD);
	near.last = v->last && near.len == v->len;
	return near;
}

static void
mbox_close(struct store *s)
{
	struct mbox *b = (struct mbox *)s;

	if (b == NULL)
		return;
	mbox_record_clear(&b->record);
	mbox_table_clear(&b->table);
	g_free(b);
}

static struct store *
mbox_open(const struct store_file *f, GError **error)
{
	struct mbox *b = g_new0(struct mbox, 1);

	b->base.ops = &mbox_store;
	b->f = *f;
	if (mbox_table_open(&b->table, f, error))
		return &b->base;
	mbox_close(&b->base);
	return NULL;
}

/* The bytes of the empty line that ends at offset at of the view; 0 if there is none. */
static size_t
separator_before(const struct mbox *b, const struct mbox_view *v, size_t at)
{
	guint64 floor = b->record.open ? b->record.message.at : b->line;
	size_t n = at >= 2 && v->eol == '\n' && v->data[at - 2] == '\r' ? 2 : 1;

	if (at < n || v->data[at - 1] != v->eol || v->at + at - n < floor)
		return 0;
	if (v->at + at - n == floor)
		return n;
	return at > n && v->data[at - n - 1] == v->eol ? n : 0;
}

/* Hands out what belongs to the open record, or to none, up to offset to. */
static bool
pass(struct mbox *b, const struct mbox_window *w, guint64 to, GError **error)
{
	struct mbox_record *r = &b->record;

	if (to <= b->done)
		return true;
	b->done = to;
	return !r->open || mbox_record_emit(r, &b->f, &w->view, w->owner, to, error);
}

/* Follows the record's multipart up to offset to, which is not handed out yet. */
static void
follow(struct mbox *b, const struct mbox_view *v, guint64 to)
{
	struct mbox_record *r = &b->record;
	const guint64 overlap = MULTIPART_BOUNDARY_MAX + 8;
	guint64 from;

	if (!r->open || to <= r->tracked)
		return;
	from = MAX(r->body_at, r->tracked - MIN(r->tracked, overlap));
	mbox_multipart_track(&r->multipart, v, MAX(from, v->at), to);
	r->tracked = to;
}

static bool
end_record(struct mbox *b, size_t separator, GError **error)
{
	struct mbox_record *r = &b->record;

	if (!r->internal) {
		if (mbox_length_fits(&r->length, r->emitted, separator))
			b->quoting.lengths++;
		else
			b->quoting.lengths_fail = true;
	}
	b->done = r->emitted + separator;
	return mbox_record_end(r, &b->f, separator, error);
}

/* By which quoting the record that begins is to be read. */
static enum quoting
quoting_of_message(const struct mbox *b, const struct mbox_view *near)
{
	const struct mbox_length *l = &b->record.length;
	bool bare = l->verified && mbox_quoting_sees_bare(near, l->body_at, l->end);

	return b->f.quoting != NULL ? *b->f.quoting
				    : mbox_quoting_message(&b->quoting, l->verified, bare);
}

static bool
begin_record(struct mbox *b, const struct mbox_window *w, size_t at, const struct mbox_candidate *c,
    guint64 from_at, GError **error)
{
	struct mbox_view near = view_ahead(&w->view, (size_t)(from_at - w->view.at));
	struct mbox_record *r = &b->record;

	mbox_record_read(r, &near, at, c, from_at, b->nrecords++ == 0);
	mbox_table_join(&b->table, &b->f, r);
	if (c != NULL && mbox_vault_is(&c->line) && !mbox_vault_join(&b->f, r, error))
		return false;
	if (!b->quoting.lengths_fail && !r->internal &&
	    !mbox_length_verify(&r->length, &near, &b->f, error))
		return false;
	if (c != NULL)
		mbox_quoting_writer(&b->quoting, &c->line);
	r->message.quoting = quoting_of_message(b, &near);
	b->line = b->scan = b->done = r->message.at;
	return mbox_record_begin(r, &b->f, &near, error);
}

/* The text before the first record, which may end in an empty line. */
static bool
end_preamble(struct mbox *b, guint64 at, GError **error)
{
	b->done = at;
	if (at == 0)
		return true;
	return store_except(&b->f, NOTE, "preamble", 0, at,
	    at == b->text ? "blank lines before the first message"
			  : "text before the first message",
	    error);
}

/* What the place of a line says: behind an empty line, in a header, at a Content-Length's end. */
static unsigned
signals_of_place(const struct mbox *b, guint64 at, size_t separator)
{
	const struct mbox_record *r = &b->record;
	unsigned signals = 0;

	if (at == b->text && !r->open)
		return SIGNAL_START;
	if (separator > 0)
		signals |= SIGNAL_BLANK_BEFORE;
	if (!r->open)
		return signals;
	if (at < r->body_at)
		signals |= SIGNAL_IN_HEADER;
	if (mbox_length_fits(&r->length, at - separator, separator))
		return signals | SIGNAL_LENGTH_END;
	if (r->length.verified && at < r->length.end)
		signals |= SIGNAL_LENGTH_INSIDE;
	return signals;
}

static unsigned
signal_of_multipart(struct mbox *b, const struct mbox_view *v, guint64 at)
{
	guint64 credit = CREDIT + at * CREDIT_FACTOR - b->spent, left = credit;
	struct mbox_view near = view_ahead(v, (size_t)(at - v->at));
	bool open;

	if (!b->record.open || at < b->record.body_at)
		return 0;
	follow(b, v, at);
	open = mbox_multipart_open(&b->record.multipart, &near, at, &left);
	b->spent += credit - left;
	return open ? SIGNAL_MULTIPART : 0;
}

static bool
tell_framing(const struct mbox *b, const struct mbox_view *v, size_t at,
    const struct mbox_candidate *c, GError **error)
{
	g_autofree char *reasons = NULL;
	int score = mbox_score(c->signals);
	struct framing f = {
	    .path = b->f.entry->path,
	    .offset = v->at + at,
	    .score = score,
	    .accepted = score >= MBOX_ACCEPT,
	    .line = v->data + at,
	    .len = MIN(c->len, FRAMING_LINE_MAX),
	};

	if (b->f.visitor->framing == NULL || score >= MBOX_CERTAIN)
		return true;
	f.reasons = reasons = mbox_reasons(c->signals);
	return b->f.visitor->framing(b->f.visitor->user, &f, error);
}

/* The last line is a From_ line that the end of the file cuts. */
static bool
note_cut_line(const struct mbox *b, const struct mbox_view *v, size_t at, GError **error)
{
	if (!v->last || at == 0 || memchr(v->data + at, v->eol, v->len - at) != NULL)
		return true;
	return store_except(&b->f, NOTE, "truncated", v->at + at, v->len - at,
	    "the file ends in what may be a From_ line", error);
}

/* Decides on the line at offset at of the view, which begins with "From ". */
static bool
judge(struct mbox *b, const struct mbox_window *w, size_t at, GError **error)
{
	const struct mbox_view *v = &w->view;
	struct mbox_view near = view_ahead(v, at);
	size_t separator = separator_before(b, v, at);
	guint64 offset = v->at + at;
	struct mbox_candidate c;

	follow(b, v, offset - separator);
	if (!pass(b, w, offset - separator, error))
		return false;
	mbox_candidate_read(&c, &near, at);
	c.signals |= signals_of_place(b, offset, separator) | mbox_table_signals(&b->table, offset);
	if (mbox_score(c.signals) >= MBOX_ACCEPT)
		c.signals |= signal_of_multipart(b, v, offset);
	if (!tell_framing(b, v, at, &c, error))
		return false;
	if (mbox_score(c.signals) < MBOX_ACCEPT) {
		b->quoting.bare++;
		b->scan = offset + 1;
		return separator == 0 || note_cut_line(b, v, at, error);
	}
	if (b->record.open ? !end_record(b, separator, error) : !end_preamble(b, offset, error))
		return false;
	return begin_record(b, w, at + c.full, &c, offset, error);
}

/* What the line with "From " at offset at of the view is. */
enum place {
	INSIDE_LINE,
	LINE_START,
	QUOTED,
};

static enum place
place_of(const struct mbox *b, const struct mbox_view *v, size_t at, size_t *nquotes)
{
	size_t i = at;

	while (i > 0 && at - i < QUOTES_MAX && v->data[i - 1] == '>' && v->at + i > b->line)
		i--;
	*nquotes = at - i;
	if (v->at + i != b->line && (i == 0 || v->data[i - 1] != v->eol))
		return INSIDE_LINE;
	return i < at ? QUOTED : LINE_START;
}

static void
count_quoted(struct mbox *b, guint64 at, size_t nquotes)
{
	if (!b->record.open || at < b->record.body_at)
		return;
	if (nquotes > 1)
		b->quoting.more++;
	else
		b->quoting.once++;
}

/* Looks at each "From " of the window that can be decided on. */
static bool
walk(struct mbox *b, const struct mbox_window *w, GError **error)
{
	const struct mbox_view *v = &w->view;

	while (b->scan < v->at + v->len) {
		size_t at = (size_t)(b->scan - v->at), nquotes;
		const unsigned char *found = memchr(v->data + at, 'F', v->len - at);
		enum place place;

		at = found != NULL ? (size_t)(found - v->data) : v->len;
		b->scan = v->at + at;
		if (v->len - at < 5 && !v->last)
			return true;
		if (!mbox_is_from(v, at)) {
			b->scan++;
			continue;
		}
		place = place_of(b, v, at, &nquotes);
		if (place == LINE_START) {
			if (!v->last && v->len - at <= MBOX_AHEAD)
				return true;
			if (!judge(b, w, at, error))
				return false;
			continue;
		}
		if (place == QUOTED)
			count_quoted(b, v->at + at, nquotes);
		b->scan++;
	}
	return true;
}

/* Learns from the first bytes of the file; a header without From_ line begins a record. */
static bool
start(struct mbox *b, struct mbox_window *w, GError **error)
{
	struct mbox_view near = view_ahead(&w->view, 0);
	size_t text, header;

	b->started = true;
	b->eol = mbox_line_ends(near.data, near.len, &b->f.facts->crlf);
	b->f.facts->format = mbox_store.name;
	near.eol = w->view.eol = b->eol;
	text = header = mbox_first_text(near.data, near.len);
	b->text = b->line = text;
	if (near.len - text > 6 && memcmp(near.data + text, ">From ", 6) == 0)
		header = mbox_line_after(&near, text);
	if (!mbox_is_header(&near, header))
		return true;
	return end_preamble(b, text, error) && begin_record(b, w, text, NULL, text, error);
}

/* The last message may be cut: in its From_ line, its header, its multipart. */
static bool
note_truncated(const struct mbox *b, const struct mbox_view *v, GError **error)
{
	const struct mbox_record *r = &b->record;
	const char *reason = NULL;
	bool cut = v->len > 0 && v->data[v->len - 1] != v->eol;

	if (cut && r->message.at == v->at + v->len)
		reason = "the file ends in a From_ line";
	else if (cut && !r->whole_head && r->message.head_len < MESSAGE_HEAD_MAX)
		reason = "the file ends in a header";
	else if (r->multipart.len > 0 && !r->multipart.closed)
		reason = "the file ends before the message's multipart does";
	return reason == NULL ||
	    store_except(&b->f, NOTE, "truncated", r->message.at, v->at + v->len - r->message.at,
		reason, error);
}

static bool
finish(struct mbox *b, const struct mbox_window *w, GError **error)
{
	const struct mbox_view *v = &w->view;
	struct file_facts *facts = b->f.facts;
	guint64 end = v->at + v->len;
	size_t separator = separator_before(b, v, v->len);

	if (b->record.open) {
		follow(b, v, end);
		if (!pass(b, w, end - separator, error) || !note_truncated(b, v, error) ||
		    !end_record(b, separator, error))
			return false;
	} else if (end > 0 && b->text < end) {
		if (!store_except(
			&b->f, LOSS, "unframed", 0, end, "no line in it begins a message", error))
			return false;
	} else if (!end_preamble(b, end, error))
		return false;
	if (end == 0 && !mbox_place_check_empty(&b->f, error))
		return false;
	facts->quoting = mbox_quoting_file(&b->quoting, facts->evidence);
	if (b->f.quoting != NULL) {
		facts->quoting = *b->f.quoting;
		g_strlcpy(facts->evidence, "given", sizeof(facts->evidence));
	}
	return mbox_table_end(&b->table, &b->f, error);
}

static gssize
mbox_feed(struct store *s, const struct span *span, guint64 at, bool last, GError **error)
{
	struct mbox *b = (struct mbox *)s;
	struct mbox_window w = {{span->data, span->len, at, last, b->eol}, span->owner};

	if (!b->started) {
		if (!last && span->len <= MBOX_AHEAD)
			return 0;
		if (!start(b, &w, error))
			return -1;
	}
	if (!walk(b, &w, error))
		return -1;
	if (last)
		return finish(b, &w, error) ? (gssize)span->len : -1;
	follow(b, &w.view, b->scan);
	if (b->scan > MBOX_BEHIND && !pass(b, &w, b->scan - MBOX_BEHIND, error))
		return -1;
	return (gssize)(b->done > at ? b->done - at : 0);
}

const struct store_ops mbox_store = {
    .name = "mbox",
    .role = "store",
    .probe = mbox_probe,
    .folder = mbox_folder,
    .sorted = mbox_sorted,
    .directory = mbox_directory,
    .open = mbox_open,
    .feed = mbox_feed,
    .close = mbox_close,
    .finish = mbox_vault_finish,
    .forget = mbox_vault_forget,
};
