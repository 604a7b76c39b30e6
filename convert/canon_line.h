/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the lines of a message are to its canonical text: docs/FORMAT.md, 9.5.
 * Line ends are LF.
 */
#ifndef CONVERT_CANON_LINE_H
#define CONVERT_CANON_LINE_H

#include <stdbool.h>
#include <stddef.h>

#define CANON_NAME_MAX 256 /* bytes of a line that are looked at to find a field's name */
#define CANON_FROM "From "
#define CANON_FROM_LEN 5
#define CANON_MARK "\xef\xbb\xbf"
#define CANON_MARK_LEN 3

/* What the start of a line says of it. */
enum canon_line {
	LINE_UNDECIDED, /* it takes more bytes */
	LINE_EMPTY,     /* the empty line, a LF */
	LINE_FIELD,
	LINE_STORE_FIELD, /* a field that C4 drops */
	LINE_FOLDED,      /* begins with a blank */
	LINE_CONTAINER,   /* a From_ or >From_ line */
	LINE_MARK,        /* begins with a byte order mark */
	LINE_TEXT,        /* nothing of these */
};

/*
 * Judges a line of the header by its first len bytes, one at least. prelude: all lines
 * before it were LINE_CONTAINER, LINE_MARK or LINE_EMPTY; only then can it be one of the
 * first two. last: there are no more bytes, so that it is decided.
 */
enum canon_line canon_line_judge(const unsigned char *p, size_t len, bool prelude, bool last);

/* The LF of the first "\n>" from p on; end if there is none before it. */
const unsigned char *canon_line_find_quote(const unsigned char *p, const unsigned char *end);

#endif
