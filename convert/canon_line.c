/* SPDX-License-Identifier: Apache-2.0 */
/* What the lines of a message are to its canonical text; see canon_line.h. */
#include "convert/canon_line.h"

#include <glib.h>
#include <string.h>

typedef const unsigned char *bytes;

/* The fields of C4; those with prefix set are any that begin so. */
#define NAME(s)                         \
	{                               \
		s, sizeof(s) - 1, false \
	}
#define PREFIX(s)                      \
	{                              \
		s, sizeof(s) - 1, true \
	}
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
static enum canon_line
judge_field(bytes p, size_t len, bool last)
{
	size_t max = MIN(len, CANON_NAME_MAX), n = 0, i;

	while (n < max && p[n] > ' ' && p[n] != ':' && p[n] != 0x7f)
		n++;
	for (i = n; i < max && is_blank(p[i]); i++)
		;
	if (i == max)
		return i < CANON_NAME_MAX && !last ? LINE_UNDECIDED : LINE_TEXT;
	if (p[i] != ':' || n == 0)
		return LINE_TEXT;
	return is_store_field(p, n) ? LINE_STORE_FIELD : LINE_FIELD;
}

/* -1: it begins with what; 0: it does not; 1: it may, with more bytes. */
static int
begins(bytes p, size_t len, const char *what, size_t n, bool last)
{
	if (memcmp(p, what, MIN(len, n)) != 0)
		return 0;
	return len >= n ? -1 : !last;
}

/* Of a line before the header, as far as it is no header line. LINE_FIELD: go on. */
static enum canon_line
judge_prelude(bytes p, size_t len, bool last)
{
	int from = begins(p, len, CANON_FROM, CANON_FROM_LEN, last);
	int quoted = begins(p, len, ">" CANON_FROM, CANON_FROM_LEN + 1, last);
	int mark = begins(p, len, CANON_MARK, CANON_MARK_LEN, last);

	if (from < 0 || quoted < 0)
		return LINE_CONTAINER;
	if (mark < 0)
		return LINE_MARK;
	return from > 0 || quoted > 0 || mark > 0 ? LINE_UNDECIDED : LINE_FIELD;
}

enum canon_line
canon_line_judge(bytes p, size_t len, bool prelude, bool last)
{
	if (p[0] == '\n')
		return LINE_EMPTY;
	if (is_blank(p[0]))
		return LINE_FOLDED;
	if (prelude && (p[0] == 'F' || p[0] == '>' || p[0] == 0xef)) {
		enum canon_line v = judge_prelude(p, len, last);

		if (v != LINE_FIELD)
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

const unsigned char *
canon_line_find_quote(bytes p, bytes end)
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
