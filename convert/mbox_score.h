/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether a line that begins "From " begins a message: signals for and against
 * are added up (docs/MAIL.md F-10). The weights stand in one table in
 * mbox_score.c; this is the same table in words:
 *
 *	+30  first text of the file          +25  an empty line before it
 *	+30  has a date                      +10  the sender has a usual form
 *	+10  a form that only programs write (-, ???@???, digits@xxx, 40 hex digits)
 *	-10  the sender is prose             -10  text follows the date
 *	+15  a header field follows          +15  and a second one, or the header's end
 *	 +5  an empty line follows           -20  other text follows
 *	+10  a field comes after that text   -20  it lies in the header of a message
 *	+30  the Content-Length of the message before ends here
 *	-100 it lies inside a Content-Length that can be trusted (mbox_length.h)
 *	-60  it lies in a multipart that goes on behind it (mbox_multipart.h)
 *	+30  the .msf beside the file has a message begin here (mbox_table.h)
 *	-60  the .msf has a message begin before it and end behind it, and none here
 *	-100 the line is longer than MBOX_LINE_MAX
 *
 * A line is accepted from MBOX_ACCEPT on and certain from MBOX_CERTAIN on.
 * What is not certain, and what is rejected, is told to visitor.framing.
 */
#ifndef CONVERT_MBOX_SCORE_H
#define CONVERT_MBOX_SCORE_H

#include "convert/from_line.h"

#define MBOX_ACCEPT 50
#define MBOX_CERTAIN 80

#define MBOX_LINE_MAX (32 * 1024)      /* longest From_ line that can begin a message */
#define MBOX_FOLLOWING_MAX (32 * 1024) /* bytes behind it in which fields are looked for */

enum mbox_signal {
	SIGNAL_START = 1 << 0,
	SIGNAL_BLANK_BEFORE = 1 << 1,
	SIGNAL_DATE = 1 << 2,
	SIGNAL_SENDER = 1 << 3,
	SIGNAL_PROGRAM = 1 << 4,
	SIGNAL_PROSE = 1 << 5,
	SIGNAL_REST = 1 << 6,
	SIGNAL_FIELD = 1 << 7,
	SIGNAL_SECOND_FIELD = 1 << 8,
	SIGNAL_EMPTY_AFTER = 1 << 9,
	SIGNAL_TEXT_AFTER = 1 << 10,
	SIGNAL_LATER_FIELD = 1 << 11,
	SIGNAL_IN_HEADER = 1 << 12,
	SIGNAL_LENGTH_END = 1 << 13,
	SIGNAL_LENGTH_INSIDE = 1 << 14,
	SIGNAL_MULTIPART = 1 << 15,
	SIGNAL_LONG = 1 << 16,
	SIGNAL_TABLE_START = 1 << 17,
	SIGNAL_TABLE_INSIDE = 1 << 18,
};

/* Bytes of a file that are at hand. */
struct mbox_view {
	const unsigned char *data;
	size_t len;
	guint64 at;        /* offset in the file of data[0] */
	bool last;         /* the file ends with it */
	unsigned char eol; /* '\n', or '\r' in a file that has no other line ends */
};

/* What a line that begins with "From ", and what follows it, say by themselves. */
struct mbox_candidate {
	unsigned signals; /* enum mbox_signal */
	size_t len;       /* of the line without its end */
	size_t full;      /* with it */
	struct from_line line;
};

/* Fills *c in for the line at offset at of the view. */
void mbox_candidate_read(struct mbox_candidate *c, const struct mbox_view *v, size_t at);

/* The sum of the signals' weights. */
int mbox_score(unsigned signals);

/* The signals in words with their weights: "date +30, prose sender -10". The caller frees it. */
char *mbox_reasons(unsigned signals);

/* The offset behind the line at at, its end included; v->len if it has no end. */
size_t mbox_line_after(const struct mbox_view *v, size_t at);

/* The bytes of the empty line at at: 1, 2 with a CR LF; 0 if it is not empty. */
size_t mbox_empty_line(const struct mbox_view *v, size_t at);

/* Whether the line at at begins with "From ". */
bool mbox_is_from(const struct mbox_view *v, size_t at);

#endif
