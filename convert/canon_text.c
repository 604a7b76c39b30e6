/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The canonical text of a message; see canon_text.h. Only what cannot be
 * decided yet is held: LFs and quoting as counts, a header line by its first bytes.
 */
#include "convert/canon_text.h"

#include <glib.h>
#include <string.h>

#include "convert/canon_line.h"

#define FROM CANON_FROM
#define FROM_LEN CANON_FROM_LEN

typedef const unsigned char *bytes;

/* ---- Output ---- */

typedef void put_fn(void *user, const void *data, size_t len);

/* Puts n times c. */
static void
put_run(struct canon_text *t, put_fn *put, char c, size_t n)
{
	char run[64];

	memset(run, c, sizeof(run));
	for (; n > sizeof(run); n -= sizeof(run))
		put(t->user, run, sizeof(run));
	put(t->user, run, n);
}

static void
release_lfs(struct canon_text *t)
{
	if (t->nlf > 0)
		put_run(t, t->ops->put, '\n', t->nlf);
	t->nlf = 0;
}

/* Puts bytes, but holds the LFs at the end. */
static void
emit(struct canon_text *t, const void *data, size_t len)
{
	bytes begin = data, end = begin + len;

	while (end > begin && end[-1] == '\n')
		end--;
	if (end > begin) {
		release_lfs(t);
		t->ops->put(t->user, begin, (size_t)(end - begin));
	}
	t->nlf += (size_t)(begin + len - end);
}

/* From here on the text differs: p is the first byte of the input that is neither put nor held. */
static void
differ(struct canon_text *t, bytes p)
{
	if (!t->same)
		return;
	t->same = false;
	t->ops->differ(t->user);
	put_run(t, t->ops->put_raw, '\n', t->nlf);
	t->ops->put_raw(t->user, t->held, t->nheld);
	put_run(t, t->ops->put_raw, '>', t->nquotes);
	t->ops->put_raw(t->user, FROM, t->nfrom);
	t->ops->put_raw(t->user, p, (size_t)(t->end - p));
}

/* ---- The body ---- */

/* Puts the start of a body line that was held; quoted: one '>' goes to one reading only. */
static void
release_quotes(struct canon_text *t, bool quoted)
{
	size_t n = t->nquotes, nfrom = t->nfrom;

	t->start = false;
	t->nquotes = t->nfrom = 0;
	if (n == 0)
		return;
	release_lfs(t);
	if (quoted && !t->quoted)
		t->ops->quoted(t->user);
	t->quoted |= quoted;
	put_run(t, t->ops->put, '>', n - quoted);
	if (quoted)
		t->ops->put_standing(t->user, ">", 1);
	t->ops->put(t->user, FROM, nfrom);
}

/* At the start of a body line, or behind what is held of it: takes its quoting. */
static bytes
take_quotes(struct canon_text *t, bytes p, bytes end)
{
	for (; p < end; p++) {
		if (t->nfrom == 0 && *p == '>')
			t->nquotes++;
		else if (t->nquotes > 0 && *p == (unsigned char)FROM[t->nfrom])
			t->nfrom++;
		else
			break;
		if (t->nfrom == FROM_LEN) {
			release_quotes(t, true);
			return p + 1;
		}
	}
	if (p < end)
		release_quotes(t, false);
	return p;
}

static void
take_body(struct canon_text *t, bytes p, bytes end)
{
	while (p < end) {
		bytes quote;

		if (t->start && (p = take_quotes(t, p, end)) == end)
			return;
		quote = canon_line_find_quote(p, end);
		if (quote < end)
			quote++;
		emit(t, p, (size_t)(quote - p));
		t->start = quote[-1] == '\n';
		p = quote;
	}
}

/* ---- The header ---- */

/* Begins the body with the line whose first bytes are held, if any are. */
static void
begin_body(struct canon_text *t)
{
	unsigned char line[CANON_NAME_MAX];
	size_t len = t->nheld;

	memcpy(line, t->held, len);
	t->nheld = 0;
	t->place = CANON_BODY;
	t->start = true;
	take_body(t, line, line + len);
}

/* The line, of which the held bytes are the first and p the next, goes. */
static void
drop_line(struct canon_text *t, bytes p)
{
	differ(t, p);
	t->nheld = 0;
	t->place = CANON_DROP;
}

static void
keep_line(struct canon_text *t)
{
	emit(t, t->held, t->nheld);
	t->nheld = 0;
	t->place = CANON_KEEP;
}

/* Acts on the verdict on a line after the prelude; returns the next byte to look at. */
static bytes
act_header(struct canon_text *t, enum canon_line v, bytes p)
{
	t->prelude = false;
	if (v == LINE_EMPTY) {
		emit(t, "\n", 1);
		begin_body(t);
		return p + 1;
	}
	if (v == LINE_TEXT) {
		differ(t, p);
		emit(t, "\n", 1);
		begin_body(t);
		return p;
	}
	t->dropped = v == LINE_STORE_FIELD || (v == LINE_FOLDED && t->dropped);
	if (t->dropped)
		drop_line(t, p);
	else
		keep_line(t);
	return p;
}

static bytes
act(struct canon_text *t, enum canon_line v, bytes p)
{
	if (v == LINE_CONTAINER) {
		drop_line(t, p);
		return p;
	}
	if (v != LINE_MARK && !(v == LINE_EMPTY && t->prelude))
		return act_header(t, v, p);
	differ(t, p);
	if (t->nheld == 0)
		p += v == LINE_MARK ? CANON_MARK_LEN : 1;
	t->nheld = 0;
	return p;
}

/* At the start of a header line: holds it until it can be judged. */
static bytes
take_line(struct canon_text *t, bytes p, bytes end)
{
	enum canon_line v = LINE_UNDECIDED;

	if (t->nheld == 0) {
		v = canon_line_judge(p, (size_t)(end - p), t->prelude, false);
		if (v != LINE_UNDECIDED)
			return act(t, v, p);
	}
	while (v == LINE_UNDECIDED && p < end) {
		t->held[t->nheld++] = *p++;
		v = canon_line_judge(t->held, t->nheld, t->prelude, false);
	}
	return v == LINE_UNDECIDED ? p : act(t, v, p);
}

/* Within a header line: its rest. */
static bytes
take_rest(struct canon_text *t, bytes p, bytes end)
{
	bytes lf = memchr(p, '\n', (size_t)(end - p));
	bytes next = lf != NULL ? lf + 1 : end;

	if (t->place == CANON_KEEP)
		emit(t, p, (size_t)(next - p));
	if (lf != NULL)
		t->place = CANON_LINE;
	return next;
}

static void
take(struct canon_text *t, bytes p, bytes end)
{
	while (p < end && t->place != CANON_BODY)
		p = t->place == CANON_LINE ? take_line(t, p, end) : take_rest(t, p, end);
	if (p < end)
		take_body(t, p, end);
}

/* ---- Line ends, and the whole ---- */

/* Behind the LF of the line at p. */
static bytes
line_after(bytes p, bytes end)
{
	bytes lf = memchr(p, '\n', (size_t)(end - p));

	return lf != NULL ? lf + 1 : end;
}

void
canon_text_begin(
    struct canon_text *t, const struct canon_text_ops *ops, void *user, bool same, bool cr_only)
{
	*t = (struct canon_text){.ops = ops,
	    .user = user,
	    .same = same,
	    .cr_only = cr_only,
	    .place = CANON_LINE,
	    .prelude = true};
}

/* Makes LF of line ends, in pieces; only after differ. */
static void
take_crs(struct canon_text *t, bytes p, bytes end)
{
	unsigned char piece[4096];
	size_t n = 0;

	while (p < end) {
		bytes cr;
		size_t len;

		if (t->cr && *p != '\n')
			piece[n++] = t->cr_only ? '\n' : '\r';
		t->cr = false;
		len = MIN((size_t)(end - p), sizeof(piece) - 1 - n);
		cr = memchr(p, '\r', len);
		len = cr != NULL ? (size_t)(cr - p) : len;
		memcpy(piece + n, p, len);
		n += len;
		p += len + (cr != NULL);
		t->cr = cr != NULL;
		if (n + 256 > sizeof(piece) || p == end) {
			take(t, piece, piece + n);
			n = 0;
		}
	}
}

void
canon_text_update(struct canon_text *t, const void *data, size_t len)
{
	bytes p = data, cr = NULL;

	if (len == 0)
		return;
	t->end = p + len;
	if (!t->cr)
		cr = memchr(p, '\r', len);
	if (!t->cr && cr == NULL) {
		take(t, p, p + len);
		return;
	}
	if (cr != NULL) {
		take(t, p, cr);
		differ(t, cr);
		p = cr;
	}
	take_crs(t, p, t->end);
}

void
canon_text_end(struct canon_text *t)
{
	static const unsigned char cr = '\r', lf = '\n';

	t->end = &cr;
	if (t->cr)
		take(t, t->cr_only ? &lf : &cr, (t->cr_only ? &lf : &cr) + 1);
	t->end = &cr;
	if (t->nheld > 0)
		act(t, canon_line_judge(t->held, t->nheld, t->prelude, true), t->end);
	if (t->place == CANON_BODY)
		release_quotes(t, false);
	if (t->nlf != 1)
		differ(t, t->end);
	t->ops->put(t->user, "\n", 1);
}

/*
 * Measures the header of a whole message: *body is the empty line behind it, *stays whether
 * the header stays as it is. False if it is none, or changes otherwise than by lines that go.
 */
static bool
measure_header(bytes p, bytes end, bytes *body, bool *stays)
{
	bool prelude = true;

	*stays = true;
	while (p < end) {
		enum canon_line v = canon_line_judge(p, (size_t)(end - p), prelude, true);

		if (v == LINE_EMPTY && !prelude)
			break;
		if (v == LINE_TEXT || v == LINE_MARK)
			return false;
		*stays &= v == LINE_FIELD || v == LINE_FOLDED;
		prelude &= v == LINE_CONTAINER || v == LINE_EMPTY;
		p = line_after(p, end);
	}
	*body = p;
	return !prelude;
}

/* Whether one of the lines behind a LF of the body is quoted. */
static bool
has_quotes(bytes p, bytes end)
{
	while ((p = canon_line_find_quote(p, end)) < end) {
		for (p++; p < end && *p == '>'; p++)
			;
		if (end - p >= FROM_LEN && memcmp(p, FROM, FROM_LEN) == 0)
			return true;
	}
	return false;
}

size_t
canon_text_plain(const void *data, size_t len, size_t *header)
{
	bytes begin = data, end = begin + len, body;
	bool stays;

	*header = 0;
	if (len < 2 || end[-1] != '\n' || !measure_header(begin, end, &body, &stays))
		return 0;
	if (memchr(begin, '\r', len) != NULL || has_quotes(body, end))
		return 0;
	while (end - begin > 1 && end[-2] == '\n')
		end--;
	if (!stays && end <= body)
		return 0;
	*header = stays ? 0 : (size_t)(body - begin);
	return (size_t)(end - begin);
}

size_t
canon_text_header(const void *data, size_t len, unsigned char *out)
{
	bytes p = data, end = p + len;
	unsigned char *to = out;
	bool prelude = true, dropped = false;

	while (p < end) {
		enum canon_line v = canon_line_judge(p, (size_t)(end - p), prelude, true);
		bytes next = line_after(p, end);

		prelude &= v == LINE_CONTAINER || v == LINE_EMPTY;
		dropped = v == LINE_STORE_FIELD || (v == LINE_FOLDED && dropped);
		if (!prelude && !dropped) {
			memcpy(to, p, (size_t)(next - p));
			to += next - p;
		}
		p = next;
	}
	return (size_t)(to - out);
}
