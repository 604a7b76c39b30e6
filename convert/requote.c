/* SPDX-License-Identifier: Apache-2.0 */
/* From_ quoting and line ends of bodies in transit; see requote.h. */
#include "convert/requote.h"

#include <string.h>

static const char FROM[] = "From ";
#define FROM_LEN 5

bool
requote_undoes(enum quoting source)
{
	return source == QUOTING_UNKNOWN || source == QUOTING_MBOXO || source == QUOTING_MBOXRD ||
	    source == QUOTING_MBOXCL;
}

void
requote_begin(struct requote *q, const struct requote_options *o)
{
	*q = (struct requote){.o = *o, .at_start = true};
}

void
requote_switch(struct requote *q, bool undo, enum quoting quote)
{
	q->o.undo = undo;
	q->o.quote = quote;
}

static bool
give(struct requote *q, const void *data, size_t len, GError **error)
{
	return len == 0 || q->o.out(q->o.user, data, len, error);
}

/* How many '>' the line gets in the target that has n in the source. */
static guint64
marks_wanted(struct requote *q, guint64 n)
{
	guint64 bare = q->o.undo && n > 0 ? n - 1 : n;
	guint64 wanted = bare;

	if (q->o.quote == QUOTING_MBOXRD)
		wanted = bare + 1;
	if (q->o.quote == QUOTING_MBOXO || q->o.quote == QUOTING_MBOXCL) {
		wanted = MAX(bare, 1);
		q->nambiguous += bare > 0;
	}
	q->nadded += wanted > n;
	q->nundone += wanted < n;
	return wanted;
}

/* Gives out the prefix that was taken in, which makes this line a quoted one if it is whole. */
static bool
give_prefix(struct requote *q, GError **error)
{
	static const char marks[] = ">>>>>>>>>>>>>>>>";
	guint64 n = q->nmatched == FROM_LEN ? marks_wanted(q, q->nmarks) : q->nmarks;
	size_t nmatched = q->nmatched;

	q->at_start = false;
	q->nmarks = 0;
	q->nmatched = 0;
	while (n > 0) {
		size_t piece = (size_t)MIN(n, sizeof(marks) - 1);

		if (!give(q, marks, piece, error))
			return false;
		n -= piece;
	}
	return give(q, FROM, nmatched, error);
}

/* Takes in bytes of a line's prefix; *p is left at the first byte that is not of it. */
static bool
take_prefix(struct requote *q, const unsigned char **p, const unsigned char *end, GError **error)
{
	for (; *p < end; (*p)++) {
		if (q->nmatched == 0 && **p == '>') {
			q->nmarks++;
			continue;
		}
		if (**p != (unsigned char)FROM[q->nmatched])
			return give_prefix(q, error);
		if (++q->nmatched == FROM_LEN) {
			(*p)++;
			return give_prefix(q, error);
		}
	}
	return true;
}

/* Whether the line at p, or the one whose beginning was taken in, may need another prefix. */
static bool
may_be_quoted(const struct requote *q, unsigned char c)
{
	if (!q->at_start || (!q->o.undo && q->o.quote == QUOTING_NONE))
		return false;
	return q->nmarks > 0 || q->nmatched > 0 || c == '>' || c == 'F';
}

/*
 * Ends the line whose LF is at lf. *run is the first byte that is not given
 * out yet; data is the first of this call, behind q->last.
 */
static bool
end_line(struct requote *q, const unsigned char *data, const unsigned char **run,
    const unsigned char *lf, GError **error)
{
	unsigned char one = lf > data ? lf[-1] : q->last;
	unsigned char two = lf > data + 1 ? lf[-2] : q->last;

	q->at_start = true;
	if (q->o.lines == LINES_CRLF && one != '\r') {
		if (!give(q, *run, (size_t)(lf - *run), error) || !give(q, "\r", 1, error))
			return false;
		*run = lf;
	}
	/* With lf == data the CR is the held one, which is gone already. */
	if (q->o.lines == LINES_LF && lf > data && one == '\r' && two != '\r') {
		if (!give(q, *run, (size_t)(lf - 1 - *run), error))
			return false;
		*run = lf;
	}
	return true;
}

/* Gives out the rest of a call's bytes, except a CR that may turn out to belong to a CR LF. */
static bool
give_rest(struct requote *q, const unsigned char *data, const unsigned char *run,
    const unsigned char *end, GError **error)
{
	unsigned char before = end > data + 1 ? end[-2] : q->last;

	q->held_cr = q->o.lines == LINES_LF && end[-1] == '\r' && before != '\r';
	q->last = end[-1];
	if (q->held_cr)
		end--;
	return give(q, run, (size_t)(end - run), error);
}

/* The LF before the next line that may change, or at the end, from p on; NULL if there is none. */
static const unsigned char *
next_line_end(const struct requote *q, const unsigned char *p, const unsigned char *end)
{
	const unsigned char *mark = p;

	if (q->o.lines != LINES_KEEP || q->o.quote != QUOTING_NONE)
		return memchr(p, '\n', (size_t)(end - p));
	/* Only lines that begin with '>' are of interest; base64 has none, and is long. */
	while (q->o.undo && (mark = memchr(mark, '>', (size_t)(end - mark))) != NULL) {
		if (mark > p && mark[-1] == '\n')
			return mark - 1;
		mark++;
	}
	return end[-1] == '\n' ? end - 1 : NULL;
}

bool
requote_write(struct requote *q, const void *data, size_t len, GError **error)
{
	const unsigned char *p = data, *run = p, *end = p + len;

	if (len == 0)
		return true;
	if (q->held_cr && *p != '\n' && !give(q, "\r", 1, error))
		return false;
	while (p < end) {
		if (may_be_quoted(q, *p)) {
			if (!give(q, run, (size_t)(p - run), error) ||
			    !take_prefix(q, &p, end, error))
				return false;
			run = p;
			continue;
		}
		q->at_start = false;
		p = next_line_end(q, p, end);
		if (p == NULL)
			break;
		if (!end_line(q, data, &run, p, error))
			return false;
		p++;
	}
	return give_rest(q, data, run, end, error);
}

bool
requote_end(struct requote *q, GError **error)
{
	if (q->held_cr && !give(q, "\r", 1, error))
		return false;
	q->held_cr = false;
	return give_prefix(q, error);
}

guint64
requote_nadded(const struct requote *q)
{
	return q->nadded;
}

guint64
requote_nundone(const struct requote *q)
{
	return q->nundone;
}

guint64
requote_nambiguous(const struct requote *q)
{
	return q->nambiguous;
}
