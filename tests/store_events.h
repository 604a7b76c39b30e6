/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a store over bytes in memory, cut into windows of any size, and
 * writes down every event, so that two runs can be compared and the ranges
 * added up (docs/MAIL.md F-01). For the tests of stores whose files have more in them
 * than one message from end to end, and for their fuzz targets.
 */
#ifndef TESTS_STORE_EVENTS_H
#define TESTS_STORE_EVENTS_H

#include <string.h>

#include "convert/mbox.h"
#include "convert/mbox_score.h"

/* The store that is run, and the name of the file it gets. */
struct run_format {
	const struct store_ops *ops;
	const char *name;
	/* Whether len bytes at offset at, between the ranges told, are the format's own; NULL: never. */
	bool (*own)(const unsigned char *data, guint64 at, guint64 len);
};

struct run {
	const struct run_format *format;
	const unsigned char *data;
	size_t len;
	GString *log;     /* one line per event */
	GString *framing; /* one line per doubtful From_ line */
	GString *brief; /* "LENGTH+SEPARATOR ", "rule ", "-OFFSET " rejected, "?OFFSET " doubtful */
	guint64 covered; /* offset up to which ranges were told, in order */
	bool gap;        /* a range did not begin where the one before ended */
	guint64 body;    /* next byte that message_bytes must bring */
	unsigned nmessages, nrejected, ndoubtful, nexceptions;
	struct file_facts facts;
};

static inline void
run_cover(struct run *r, guint64 at, guint64 len)
{
	if (at != r->covered &&
	    (at < r->covered || r->format->own == NULL ||
		!r->format->own(r->data, r->covered, at - r->covered)))
		r->gap = true;
	r->covered = at + len;
}

static inline bool
run_begin(void *user, const struct message *m, GError **error)
{
	struct run *r = user;

	(void)error;
	g_assert(m->head == NULL || memcmp(m->head, r->data + m->at, m->head_len) == 0);
	g_assert(m->at + m->head_len <= r->len);
	g_string_append_printf(r->log,
	    "begin %" G_GUINT64_FORMAT " at %" G_GUINT64_FORMAT " from %" G_GUINT64_FORMAT
	    "+%zu head %zu %s flags %d:%x received %s %" G_GINT64_FORMAT " sender %s line %s",
	    m->id, m->at, m->from_at, m->from_len, m->head_len, quoting_name(m->quoting),
	    m->has_flags, m->flags, received_from_name(m->received_from), m->received,
	    m->sender != NULL ? m->sender : "-", m->from_line != NULL ? m->from_line : "-");
	for (guint i = 0; m->keywords != NULL && i < m->keywords->len; i++)
		g_string_append_printf(r->log, " k=%s", (char *)m->keywords->pdata[i]);
	for (guint i = 0; m->states != NULL && i < m->states->len; i++) {
		struct message_state *s = &g_array_index(m->states, struct message_state, i);

		g_string_append_printf(r->log, " %s=%s", s->name, s->value);
	}
	g_string_append_c(r->log, '\n');
	run_cover(r, m->from_len > 0 ? m->from_at : m->at, m->from_len);
	g_assert(m->from_len == 0 || m->from_at + m->from_len == m->at);
	r->body = m->at;
	r->nmessages++;
	return true;
}

static inline bool
run_bytes(void *user, const struct span *s, GError **error)
{
	struct run *r = user;

	(void)error;
	g_assert(s->len > 0 && r->body + s->len <= r->len);
	g_assert(memcmp(s->data, r->data + r->body, s->len) == 0);
	r->body += s->len;
	return true;
}

static inline bool
run_end(void *user, const struct message *m, GError **error)
{
	struct run *r = user;
	size_t separator = m->separator == SEPARATOR_ABSENT ? 0
	    : m->separator == SEPARATOR_LF                  ? 1
							    : 2;

	(void)error;
	g_assert(r->body == m->at + m->len);
	g_string_append_printf(r->log, "end %" G_GUINT64_FORMAT " len %" G_GUINT64_FORMAT " %s\n",
	    m->id, m->len, separator_name(m->separator));
	g_string_append_printf(r->brief, "%" G_GUINT64_FORMAT "+%zu ", m->len, separator);
	run_cover(r, m->at, m->len + separator);
	return true;
}

static inline bool
run_exception(void *user, const struct exception *x, GError **error)
{
	struct run *r = user;

	(void)error;
	g_string_append_printf(r->log, "%s %s %" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT " %s\n",
	    x->severity == LOSS ? "loss" : "note", x->rule, x->offset, x->length, x->reason);
	g_string_append_printf(r->brief, "%s ", x->rule);
	g_assert(x->offset + x->length <= r->len);
	r->nexceptions++;
	if (strcmp(x->rule, "preamble") == 0 || strcmp(x->rule, "internal-data") == 0 ||
	    strcmp(x->rule, "unframed") == 0 || strcmp(x->rule, "expunged") == 0)
		run_cover(r, x->offset, x->length);
	return true;
}

static inline bool
run_framing(void *user, const struct framing *f, GError **error)
{
	struct run *r = user;

	(void)error;
	g_assert(memcmp(r->data + f->offset, "From ", 5) == 0);
	g_assert(f->len <= r->len - f->offset && f->len <= FRAMING_LINE_MAX);
	g_assert(memcmp(r->data + f->offset, f->line, f->len) == 0);
	g_assert(f->accepted == (f->score >= MBOX_ACCEPT) && f->score < MBOX_CERTAIN);
	if (f->accepted)
		r->ndoubtful++;
	else
		r->nrejected++;
	g_string_append_printf(
	    r->brief, "%c%" G_GUINT64_FORMAT " ", f->accepted ? '?' : '-', f->offset);
	g_string_append_printf(r->framing, "%" G_GUINT64_FORMAT " %s %d: %s\n", f->offset,
	    f->accepted ? "accepted" : "rejected", f->score, f->reasons);
	return true;
}

struct memory_file {
	struct tree_file base;
	const unsigned char *data;
	size_t len;
};

static inline gssize
memory_pread(struct tree_file *f, void *buf, size_t len, guint64 at, GError **error)
{
	const struct memory_file *m = (const struct memory_file *)f;
	size_t n = at < m->len ? MIN(len, m->len - (size_t)at) : 0;

	(void)error;
	if (n > 0)
		memcpy(buf, m->data + at, n);
	return (gssize)n;
}

static inline void
run_clear(struct run *r)
{
	g_string_free(r->log, TRUE);
	g_string_free(r->framing, TRUE);
	g_string_free(r->brief, TRUE);
}

/*
 * Feeds the bytes in windows of this size, which are made longer when the
 * store asks for more. Each window is a copy of its own, so that a sanitizer
 * sees reads outside of it. Asserts the rules of store.h.
 */
static inline void
run_store(struct run *r, const struct run_format *format, const unsigned char *data, size_t len,
    size_t window, bool seekable)
{
	static const struct tree_file_ops ops = {.pread = memory_pread};
	struct memory_file file = {{&ops}, data, len};
	struct visitor v = {.user = r,
	    .message_begin = run_begin,
	    .message_bytes = run_bytes,
	    .message_end = run_end,
	    .exception = run_exception,
	    .framing = run_framing};
	struct entry entry = {
	    .type = ENTRY_FILE, .path = format->name, .name = format->name, .size = len};
	guint64 next_id = 1;
	struct store_file f = {.file = seekable ? &file.base : NULL,
	    .entry = &entry,
	    .visitor = &v,
	    .next_id = &next_id,
	    .facts = &r->facts};
	struct store *s;
	size_t at = 0, size = window;
	bool last = false;

	memset(r, 0, sizeof(*r));
	r->format = format;
	r->data = data;
	r->len = len;
	r->log = g_string_new(NULL);
	r->framing = g_string_new(NULL);
	r->brief = g_string_new(NULL);
	s = format->ops->open(&f, NULL);
	while (!last) {
		size_t n = MIN(size, len - at);
		g_autofree unsigned char *copy = g_malloc(n + 1);
		struct span span = {NULL, copy, n};
		gssize done;

		last = at + n == len && size > n;
		memcpy(copy, data + at, n);
		done = format->ops->feed(s, &span, at, last, NULL);
		g_assert(done >= 0 && (size_t)done <= n);
		g_assert(!last || (size_t)done == n);
		g_assert(done > 0 || n < STORE_WINDOW || last);
		at += (size_t)done;
		size = done > 0 ? window : size * 2;
	}
	format->ops->close(s);
	run_cover(r, len, 0);
	g_assert(next_id == r->nmessages + 1u);
}

/* The mbox store. */
static inline void
run_mbox(struct run *r, const unsigned char *data, size_t len, size_t window, bool seekable)
{
	static const struct run_format format = {.ops = &mbox_store, .name = "m.mbox"};

	run_store(r, &format, data, len, window, seekable);
	g_assert(r->nmessages == r->facts.nmessages);
}

/*
 * Runs the store with a window on all of the file, which is written down in *r, and with
 * small ones: the events must be the same, and every byte be accounted for.
 */
static inline void
run_windows(struct run *r, const struct run_format *format, const unsigned char *data, size_t len,
    bool seekable)
{
	static const size_t windows[] = {1, 7, 100, 4096, 65536};

	run_store(r, format, data, len, len + 1, seekable);
	g_assert(!r->gap);
	for (size_t i = 0; i < G_N_ELEMENTS(windows); i++) {
		struct run cut;

		if (len / windows[i] > 20000)
			continue;
		run_store(&cut, format, data, len, windows[i], seekable);
		g_assert_cmpstr(r->log->str, ==, cut.log->str);
		g_assert(!cut.gap);
		run_clear(&cut);
	}
}

#endif
