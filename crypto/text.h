/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Canonical texts, the things that are signed: checkpoint, SEAL, receipt and
 * their like. There is exactly one spelling of each content, so that no byte of
 * a text can change and still mean the same:
 *
 *	mailpouch/1 checkpoint         the type line
 *	critical: NAME                 any number, ascending
 *	KEY: VALUE                     in the order of the form's table
 *	x-NAME: VALUE                  extensions, any number, ascending by NAME
 *
 * All of it is printable ASCII, each line ends in LF, there is one blank after
 * the colon and none at either end of a value. No key comes twice, except that
 * a repeated key's values and the names after "critical" stand in strictly
 * ascending bytewise order. NAME is 1-64 of [a-z0-9-]. Readers ignore the
 * extensions that they do not know, and refuse a text with a critical name that
 * they do not know.
 */
#ifndef CRYPTO_TEXT_H
#define CRYPTO_TEXT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "crypto/error.h"
#include "crypto/text_value.h"

enum text_flags {
	TEXT_OPTIONAL = 1 << 0, /* may be absent */
	TEXT_REPEATED = 1 << 1, /* may come several times, in ascending order */
};

struct text_key {
	const char *name;
	enum text_type type;
	unsigned flags; /* enum text_flags */
};

/* One kind of text; forms are constant tables. */
struct text_form {
	const char *type;            /* the whole first line */
	const struct text_key *keys; /* nkeys, in their order */
	size_t nkeys;
	size_t max;                  /* the most bytes that a text may have */
	const char *const *critical; /* the critical names we know, NULL-ended; may be NULL */
};

struct text;
typedef struct text typed_text; /* for g_autoptr(typed_text) alone */

/*
 * A new text of this form, without lines. The form is borrowed for the text's
 * life; the caller owns the text and ends it with text_free.
 */
struct text *text_new(const struct text_form *form);

/* Releases; NULL is fine. */
void text_free(struct text *t);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(typed_text, text_free)

/*
 * Adds a line; lines may come in any order. key is one of the form's, or
 * "critical", or an extension's "x-NAME"; anything else is the caller's mistake
 * (assertion). The value is held to the same rules as one that is read; if it
 * breaks them, or the key is there already, text_format fails and says so.
 */
void text_add(struct text *t, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for len bytes as hex digits. */
void text_add_hex(struct text *t, const char *key, const void *bytes, size_t len);

/*
 * The text's bytes, which the caller releases with g_bytes_unref. Fails with
 * ERR_FORMAT, returning NULL, if text_add was given something that breaks the
 * rules, a key that is not optional is missing, or it is larger than form->max.
 */
MUST_USE GBytes *text_format(const struct text *t, GError **error);

/*
 * Reads a text of this form, len bytes. It is taken only if text_format gives
 * back the same bytes. The caller owns the text; data is not kept.
 *
 * Fails with ERR_FORMAT, returning NULL; the message names line and key. Fails with
 * ERR_UNSUPPORTED if it is of another version of the format, or names something critical
 * that the form does not know.
 */
MUST_USE struct text *text_parse(
    const struct text_form *form, const void *data, size_t len, GError **error);

/*
 * The value of a key that is not repeated, or of an extension: borrowed until
 * the text is changed or released, NULL if it is absent.
 */
MUST_USE const char *text_get(const struct text *t, const char *key);

/* The value of a TEXT_NUMBER key; it must be present (assertion). */
MUST_USE guint64 text_get_number(const struct text *t, const char *key);

/*
 * Puts the value of a TEXT_HEX32 or TEXT_HEX64 key into buf, whose len is 16 or
 * 32 bytes accordingly; the key must be present (assertion).
 */
void text_get_hex(const struct text *t, const char *key, void *buf, size_t len);

/*
 * All values of a key, or the names after "critical", ascending; none gives an
 * empty array. The caller releases the array with g_ptr_array_unref; the
 * strings in it are borrowed until the text is changed or released.
 */
MUST_USE GPtrArray *text_values(const struct text *t, const char *key);

#endif
