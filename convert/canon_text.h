/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The canonical text of a message, mailpouch-canon-1 (docs/FORMAT.md, 9.5), as a
 * filter from bytes to bytes that knows when nothing had to change:
 *
 * C1  From_ lines, ">From " lines, blank lines and UTF-8 byte order marks at
 *     the start of lines are dropped until a line is none of them.
 * C2  In the second reading, body lines of one or more '>' before "From " lose one.
 * C3  CR LF becomes LF; with cr_only every CR becomes LF. Another CR stays.
 * C4  Fields that mail stores put into headers are dropped, folded lines included.
 * C5  The header is lines that are a field or begin with a blank. If another than an
 *     empty line follows, an empty line is put before it. A field is a name of
 *     bytes over 0x20 but ':' and 0x7f, perhaps blanks, and ':', all within CANON_NAME_MAX.
 * C6  All LF at the end become one.
 */
#ifndef CONVERT_CANON_TEXT_H
#define CONVERT_CANON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "convert/canon_line.h"

/* Where the text goes. user is the one of canon_text_begin. */
struct canon_text_ops {
	/* Bytes of both readings. */
	void (*put)(void *user, const void *data, size_t len);
	/* The second reading goes another way from here; called once, before the first put_standing. */
	void (*quoted)(void *user);
	/* Bytes of the reading as it stands alone. */
	void (*put_standing)(void *user, const void *data, size_t len);
	/*
	 * What follows differs from the input; called once. What was put so far is the message's
	 * beginning. put_raw follows with the bytes of the input that are not put yet, to the end of
	 * the data of the current update. Not called if canon_text_begin is told so.
	 */
	void (*differ)(void *user);
	void (*put_raw)(void *user, const void *data, size_t len);
};

enum canon_place {
	CANON_LINE, /* at the start of a header line */
	CANON_KEEP, /* within one that stays */
	CANON_DROP, /* within one that goes */
	CANON_BODY,
};

/* Opaque, but may be copied, which forks it; then user must be set anew. */
struct canon_text {
	const struct canon_text_ops *ops;
	void *user;
	const unsigned char *end; /* of the current update */
	bool same;                /* differ was not called */
	bool quoted;              /* quoted was called */
	bool cr_only;
	bool cr; /* a CR is held, which LF may follow */
	enum canon_place place;
	bool prelude;          /* no line of the header so far but those of C1 */
	bool dropped;          /* the last field was dropped */
	bool start;            /* in the body: at the start of a line, or in its quoting */
	size_t nlf;            /* LFs that are held: they may be the last */
	size_t nquotes, nfrom; /* in the body: '>' and bytes of "From " that are held */
	size_t nheld;
	unsigned char held[CANON_NAME_MAX]; /* the start of a header line, not decided on yet */
};

/* A new message. same: call differ and put_raw; else both may be NULL. */
void canon_text_begin(
    struct canon_text *t, const struct canon_text_ops *ops, void *user, bool same, bool cr_only);
void canon_text_update(struct canon_text *t, const void *data, size_t len);
void canon_text_end(struct canon_text *t);

/*
 * If the canonical text is the first bytes of the whole message, in both readings, but for
 * lines of its header that go, the number of these bytes; else 0. It is len unless there are
 * more LFs at the end than one. header: set to 0 if no line goes, or to the bytes that
 * canon_text_header is for.
 */
size_t canon_text_plain(const void *data, size_t len, size_t *header);

/*
 * Writes the lines of a header of len bytes, as canon_text_plain gave them, that stay.
 * out: room for len bytes. Returns how many they are.
 */
size_t canon_text_header(const void *data, size_t len, unsigned char *out);

#endif
