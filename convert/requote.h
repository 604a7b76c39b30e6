/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Message bodies on their way from one container to another: undoes the From_
 * quoting of the source, applies that of the target, and changes line ends.
 * Streaming: the bytes may be cut anywhere. docs/MAIL.md, "Quoting".
 */
#ifndef CONVERT_REQUOTE_H
#define CONVERT_REQUOTE_H

#include "convert/message.h"
#include "crypto/error.h"

enum line_ends {
	LINES_KEEP,
	LINES_LF,   /* CR LF becomes LF */
	LINES_CRLF, /* LF without a CR before it becomes CR LF */
};

struct requote_options {
	bool undo;            /* lines "^>+From " lose one '>' */
	enum quoting quote;   /* QUOTING_MBOXO, MBOXCL: "^From " gets a '>'; MBOXRD: "^>*From " */
	enum line_ends lines; /* a CR without LF stays in any case, and so does CR CR LF: C3 */
	/* Takes the result, in pieces. */
	bool (*out)(void *user, const void *data, size_t len, GError **error);
	void *user;
};

/* Embedded by its user; to be looked at only through the functions below. */
struct requote {
	struct requote_options o;
	bool at_start;      /* of a line: its prefix is not decided on yet */
	guint64 nmarks;     /* '>' of that prefix, taken in and not given out */
	guint nmatched;     /* bytes of "From " behind them, likewise */
	bool held_cr;       /* the last byte was a CR, not given out */
	unsigned char last; /* the last byte taken in */
	guint64 nadded;
	guint64 nundone;
	guint64 nambiguous;
};

/* Whether a body quoted like this has one level of quoting to undo: F-20. */
bool requote_undoes(enum quoting source);

/* Begins a body; *o is copied. */
void requote_begin(struct requote *q, const struct requote_options *o);

/* At the beginning of a line: another undo and quote from here on. */
void requote_switch(struct requote *q, bool undo, enum quoting quote);

/* Takes len bytes and gives out what is decided. Fails as o->out does. */
MUST_USE bool requote_write(struct requote *q, const void *data, size_t len, GError **error);

/* The body ends: gives out what is left. */
MUST_USE bool requote_end(struct requote *q, GError **error);

/* Lines so far that have one '>' more than in the source. */
guint64 requote_nadded(const struct requote *q);

/* Lines so far that have one '>' less than in the source. */
guint64 requote_nundone(const struct requote *q);

/*
 * Lines so far that the target's quoting makes equal to others, so that it
 * cannot be undone exactly: ">From " in mboxo and mboxcl.
 */
guint64 requote_nambiguous(const struct requote *q);

#endif
