/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A store whose messages have a line in front that states their size
 * (recordline.h): what MBX, mtx and tenex have in common. The size is believed if it
 * ends at the file's end or at another such line, and of a file that is not seekable always.
 *
 * Each byte behind the file's header is in a record line, which is the raw state
 * "record-line" of its message, in a message, or in the range of an exception. Losses:
 * "wrong-size", the message is then all up to the next record line; "truncated", the file ends
 * before the message does; "unframed", bytes between records. Note: "expunged", a record that
 * was removed and is still there: no message (F-105).
 */
#ifndef CONVERT_SIZED_H
#define CONVERT_SIZED_H

#include "convert/recordline.h"
#include "convert/store.h"

#define SIZED_NKEYWORDS 30

enum sized_part {
	SIZED_BETWEEN,  /* a record line is expected */
	SIZED_MESSAGE,  /* in a message whose end is known */
	SIZED_OPEN_END, /* in one that goes on to the next record line */
	SIZED_LOST,     /* in bytes that are no record */
};

struct sized {
	struct store base;
	struct store_file file; /* what it points to is borrowed */
	enum recordline_kind kind;
	char *keywords[SIZED_NKEYWORDS]; /* by bit of recordline.keywords; NULL: no name */
	char *uidvalidity;               /* raw state "mbx-uidvalidity" of each message; or NULL */
	enum sized_part part;
	struct message message;
	bool expunged;
	guint64 begin;   /* offset of the record, or of the bytes that are none */
	guint64 left;    /* bytes of the message that are still to come, if its end is known */
	bool line_start; /* the next byte begins a line */
};

/* Makes s, which is empty, a store of this format and kind on f. */
void sized_init(struct sized *s, const struct store_ops *ops, const struct store_file *f,
    enum recordline_kind kind);

/* store_ops.feed, for the bytes behind the file's header. */
gssize sized_feed(struct store *s, const struct span *w, guint64 at, bool last, GError **error);

/* store_ops.close for a store that owns nothing more than its struct sized, made by g_new. */
void sized_close(struct store *s);

#endif
