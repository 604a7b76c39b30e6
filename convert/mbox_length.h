/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Content-Length of an mbox record: a hint, checked before it is used
 * (docs/MAIL.md F-13, F-15). It may count the body's bytes as they are, or as
 * they would be with the other line end, with or without the empty line behind it.
 *
 * It is trusted, so that From_ lines inside the body do not count, if this
 * record's and every earlier record's ends where the file ends or where an
 * acceptable From_ line with a further Content-Length follows.
 */
#ifndef CONVERT_MBOX_LENGTH_H
#define CONVERT_MBOX_LENGTH_H

#include "convert/mbox_score.h"
#include "convert/store.h"

struct mbox_length {
	bool stated;   /* there is exactly one, a number */
	bool verified; /* it ends at a place where a record can end */
	guint64 value;
	guint64 body_at; /* offset of the body in the file */
	guint64 end;     /* if verified: the offset behind the body */
	guint64 nlf;     /* LF lines of the body, as far as they were counted */
	guint64 ncrlf;   /* CR LF lines likewise */
	bool cr;         /* the last byte counted was a CR */
};

/* Begins a record with this header and the body's offset. */
void mbox_length_begin(
    struct mbox_length *l, const unsigned char *head, size_t len, guint64 body_at);

/*
 * Sets verified and end. The place is looked up in the view, or in the file if
 * it lies behind the view and the file is seekable. Fails with ERR_IO only.
 */
MUST_USE bool mbox_length_verify(
    struct mbox_length *l, const struct mbox_view *v, const struct store_file *f, GError **error);

/* Counts the line ends of the next bytes of the body, if the record states a length. */
void mbox_length_count(struct mbox_length *l, const unsigned char *data, size_t len);

/*
 * Whether the stated length fits a body that ends at offset end, all of it
 * counted, with separator bytes of an empty line behind it.
 */
bool mbox_length_fits(const struct mbox_length *l, guint64 end, size_t separator);

#endif
