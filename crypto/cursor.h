/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the fields of a binary structure one after the other and is the one
 * place where their bounds are checked. Reading past the end fails the cursor
 * for good: numbers are then 0 and bytes NULL, so a caller may read all fields
 * and ask once, at the end, whether it got them.
 */
#ifndef CRYPTO_CURSOR_H
#define CRYPTO_CURSOR_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "crypto/error.h"

/* Callers set it with cursor_at; they may read failed and left. */
struct cursor {
	const unsigned char *at; /* borrowed: the next byte */
	size_t left;             /* bytes from there to the end */
	bool failed;             /* a read went past the end */
};

/* A cursor over len bytes, which are borrowed and must outlive it. */
MUST_USE struct cursor cursor_at(const void *bytes, size_t len);

/*
 * Takes the next len bytes. Returns them, borrowed from the bytes below the
 * cursor, or NULL if fewer are left or the cursor failed before.
 */
MUST_USE const unsigned char *cursor_take(struct cursor *c, size_t len);

/* Takes the next len bytes and drops them. */
void cursor_skip(struct cursor *c, size_t len);

/* Tells whether no read failed and every byte was taken. */
MUST_USE bool cursor_is_done(const struct cursor *c);

/* Unsigned little-endian numbers; 0 when the cursor fails. */
guint16 cursor_le16(struct cursor *c);
guint32 cursor_le32(struct cursor *c);
guint64 cursor_le64(struct cursor *c);

#endif
