/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Header fields over a message's raw bytes, as RFC 5322 section 2.2 has them
 * and as real mail has them (docs/MAIL.md F-30 to F-36). Nothing is copied,
 * decoded or unfolded here. Lines end in LF or CRLF; in a header whose first
 * line ends in a CR alone, all lines end in CR.
 *
 * A field is a line with one or more bytes over 0x20 except ':' and 0x7f, then perhaps
 * blanks, then ':'. Lines that are none (a second From_ line, a line without
 * colon, a folded line that follows no field) are passed over. Only an empty
 * line ends a header. A UTF-8 byte order mark in front is passed over.
 */
#ifndef CONVERT_HEADER_H
#define CONVERT_HEADER_H

#include <stdbool.h>
#include <stddef.h>

/* One field. All pointers are borrowed from the bytes it was found in. */
struct header_field {
	size_t at;  /* offset of the name's first byte */
	size_t end; /* offset behind the last line's end, folded lines included */
	const unsigned char *name;
	size_t name_len;            /* without blanks and colon */
	const unsigned char *value; /* raw and still folded; blanks after the colon are left out, */
	size_t value_len;           /* and so is the last line's end, but no trailing blank */
};

/*
 * The next field of the header that begins at head: from the offset *pos,
 * which is first 0, and is set behind the field. Returns false at the empty
 * line that ends the header, and at the end of len bytes. A field that len cuts is
 * returned as far as it goes.
 */
bool header_next(const unsigned char *head, size_t len, size_t *pos, struct header_field *f);

/* The first field of this name, compared without regard to ASCII case. */
bool header_find(const unsigned char *head, size_t len, const char *name, struct header_field *f);

/*
 * The same, of those above all that servers write on delivery (Received, Delivered-To, Return-Path):
 * a mail program wrote it, and no sender.
 */
bool header_find_above(
    const unsigned char *head, size_t len, const char *name, struct header_field *f);

/*
 * The first field of each of n names, in one pass. The name of what is not there
 * is NULL.
 */
void header_find_all(const unsigned char *head, size_t len, size_t n, const char *const names[],
    struct header_field found[]);

/* Whether a field has this name. */
bool header_is(const struct header_field *f, const char *name);

/*
 * The length of the header that data begins with, its empty line included.
 * *complete is false if no empty line is within len bytes; then it is len.
 */
size_t header_length(const unsigned char *data, size_t len, bool *complete);

/* Whether the line that data begins with is a header field with a name in printable ASCII. */
bool header_looks_like_field(const unsigned char *data, size_t len);

#endif
