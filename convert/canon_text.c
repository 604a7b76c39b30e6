/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The canonical text of a message; see canon_text.h. Only what cannot be
 * decided yet is held: LFs and quoting as counts, a header line by its first bytes.
 */
#include "convert/canon_text.h"

#include <glib.h>
#include <string.h>

#define FROM "From "
#define FROM_LEN 5
#define BOM "\xef\xbb\xbf"
#define BOM_LEN 3

typedef const unsigned char *bytes;

/* ---- Lines ---- */

/* What the start of a line says of it. */
enum verdict {
	UNDECIDED,  /* it takes more bytes */
	EMPTY,      /* the empty line, a LF */
	FIELD,
	STORE_FIELD, /* a field that C4 drops */
	FOLDED,     /* begins with a blank */
	CONTAINER,  /* a From_ or >From_ line */
	MARK,       /* begins with a byte order mark */
	TEXT,       /* nothing of these */
};

/* The fields of C4; those with prefix set are any that begin so. */
#define NAME(s) {s, sizeof(s) - 1, false}
#define PREFIX(s) {s, sizeof(s) - 1, true}
static const struct store_field {
	const char *name;
	size_t len;
	bool prefix;
} store_fields[] = {NAME("Status"), NAME("X-Status"), NAME("X-Keywords"), NAME("X-UID"),
    NAME("X-IMAP"), NAME("X-IMAPbase"), NAME("Content-Length"), NAME("Lines"),
    NAME("X-Mozilla-Status"), NAME("X-Mozilla-Status2"), NAME("X-Mozilla-Keys"),
    NAME("X-Account-Key"), NAME("X-UIDL"), NAME("X-GM-THRID"), NAME("X-GM-MSGID"),
    NAME("X-Gmail-Labels"), NAME("X-Label"), NAME("X-Folder"), NAME("X-TUID"),
    NAME("X-OfflineIMAP"), NAME("X-Delivery-ID"), PREFIX("X-Evolution"), PREFIX("X-KMail-"),
    PREFIX("X-libpst-forensic-")};

static bool
is_store_field(bytes name, size_t len)
{
	unsigned char first = name[0] | 0x20;

	if (first != 'x' && first != 's' && first != 'c' && first != 'l')
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(store_fields); i++) {
		const struct store_field *f = &store_fields[i];

		if ((f->len == len || (f->prefix && f->len < len)) &&
		    g_ascii_strncasecmp(f->name, (const char *)name, f->len) == 0)
			return true;
	}
	return false;
}

static bool
is_blank(unsigned char c)
{
	return c == ' ' || c == '\t';
}

/* Of a line that is none of the special ones: whether it is a field, and which. */
static enum verdict
judge_field(bytes p, size_t len, bool last)
{
	size_t max = MIN(len, CANON_NAME_MAX), n = 0, i;

	while (n < max && p[n] > ' ' && p[n] != ':' && p[n] != 0x7f)
		n++;
	for (i = n; i < max && is_blank(p[i]); i++)
		;
	if (i == max)
		return i < CANON_NAME_MAX && !last ? UNDECIDED : TEXT;
	if (p[i] != ':' || n == 0)
		return TEXT;
	return is_store_field(p, n) ? STORE_FIELD : FIELD;
}

/* -1: it begins with what; 0: it does not; 1: it may, with more bytes. */
static int
begins(bytes p, size_t len, const char *what, size_t n, bool last)
{
	if (memcmp(p, what, MIN(len, n)) != 0)
		return 0;
	return len >= n ? -1 : !last;
}

/* Of a line before the header, as far as it is no header line. FIELD: go on. */
static enum verdict
judge_prelude(bytes p, size_t len, bool last)
{
	int from = begins(p, len, FROM, FROM_LEN, last);
	int quoted = begins(p, len, ">" FROM, FROM_LEN + 1, last);
	int mark = begins(p, len, BOM, BOM_LEN, last);

	if (from < 0 || quoted < 0)
		return CONTAINER;
	if (mark < 0)
		return MARK;
	return from > 0 || quoted > 0 || mark > 0 ? UNDECIDED : FIELD;
}

/* Judges a line of the header by its first len bytes, one at least; last: there are no more. */
static enum verdict
judge(bytes p, size_t len, bool prelude, bool last)
{
	if (p[0] == '\n')
		return EMPTY;
	if (is_blank(p[0]))
		return FOLDED;
	if (prelude && (p[0] == 'F' || p[0] == '>' || p[0] == 0xef)) {
		enum verdict v = judge_prelude(p, len, last);

		if (v != FIELD)
			return v;
	}
	return judge_field(p, len, last);
}

/*
 * Whether "\n>" is in the 65 bytes at p. Without branches, so that compilers
 * use vectors.
 */
static bool
may_quote(bytes p)
{
	unsigned char found = 0;

	for (size_t i = 0; i < 64; i++)
		found |= (unsigned char)((p[i] == '\n') & (p[i + 1] == '>'));
	return found != 0;
}

/* The LF of the first "\n>" from p; end if there is none. */
static bytes
find_quote(bytes p, bytes end)
{
	bytes lf;

	while (end - p > 64 && !may_quote(p))
		p += 64;
	while ((lf = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		if (lf + 1 < end && lf[1] == '>')
			return lf;
		p = lf + 1;
	}
	return end;
}

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
		else if (t->nquotes > 0 && *p == FROM[t->nfrom])
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
		quote = find_quote(p, end);
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
act_header(struct canon_text *t, enum verdict v, bytes p)
{
	t->prelude = false;
	if (v == EMPTY) {
		emit(t, "\n", 1);
		begin_body(t);
		return p + 1;
	}
	if (v == TEXT) {
		differ(t, p);
		emit(t, "\n", 1);
		begin_body(t);
		return p;
	}
	t->dropped = v == STORE_FIELD || (v == FOLDED && t->dropped);
	if (t->dropped)
		drop_line(t, p);
	else
		keep_line(t);
	return p;
}

static bytes
act(struct canon_text *t, enum verdict v, bytes p)
{
	if (v == CONTAINER) {
		drop_line(t, p);
		return p;
	}
	if (v != MARK && !(v == EMPTY && t->prelude))
		return act_header(t, v, p);
	differ(t, p);
	if (t->nheld == 0)
		p += v == MARK ? BOM_LEN : 1;
	t->nheld = 0;
	return p;
}

/* At the start of a header line: holds it until it can be judged. */
static bytes
take_line(struct canon_text *t, bytes p, bytes end)
{
	enum verdict v = UNDECIDED;

	if (t->nheld == 0) {
		v = judge(p, (size_t)(end - p), t->prelude, false);
		if (v != UNDECIDED)
			return act(t, v, p);
	}
	while (v == UNDECIDED && p < end) {
		t->held[t->nheld++] = *p++;
		v = judge(t->held, t->nheld, t->prelude, false);
	}
	return v == UNDECIDED ? p : act(t, v, p);
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

void
canon_text_begin(
    struct canon_text *t, const struct canon_text_ops *ops, void *user, bool same, bool cr_only)
{
	*t = (struct canon_text){.ops = ops, .user = user, .same = same, .cr_only = cr_only,
	    .place = CANON_LINE, .prelude = true};
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
		act(t, judge(t->held, t->nheld, t->prelude, true), t->end);
	if (t->place == CANON_BODY)
		release_quotes(t, false);
	if (t->nlf != 1)
		differ(t, t->end);
	t->ops->put(t->user, "\n", 1);
}

/* Whether the header of a whole message stays as it is; *body is set behind it. */
static bool
is_plain_header(bytes p, bytes end, bytes *body)
{
	bool prelude = true;

	while (p < end) {
		enum verdict v = judge(p, (size_t)(end - p), prelude, true);

		if (v == EMPTY && !prelude)
			break;
		if (v != FIELD && v != FOLDED)
			return false;
		prelude = false;
		p = memchr(p, '\n', (size_t)(end - p));
		p = p != NULL ? p + 1 : end;
	}
	*body = p;
	return !prelude;
}

/* Whether one of the lines behind a LF of the body is quoted. */
static bool
has_quotes(bytes p, bytes end)
{
	while ((p = find_quote(p, end)) < end) {
		for (p++; p < end && *p == '>'; p++)
			;
		if (end - p >= FROM_LEN && memcmp(p, FROM, FROM_LEN) == 0)
			return true;
	}
	return false;
}

size_t
canon_text_plain(const void *data, size_t len)
{
	bytes begin = data, end = begin + len, p;

	if (len < 2 || end[-1] != '\n' || !is_plain_header(begin, end, &p))
		return 0;
	if (memchr(begin, '\r', len) != NULL || has_quotes(p, end))
		return 0;
	while (end - begin > 1 && end[-2] == '\n')
		end--;
	return (size_t)(end - begin);
}
