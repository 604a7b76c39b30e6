/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Moves the fields of structs to canonical texts and back by tables, for the
 * texts whose values are mostly numbers and hashes: docs/FORMAT.md, section 5.
 */
#ifndef CRYPTO_TEXT_FIELD_H
#define CRYPTO_TEXT_FIELD_H

#include "crypto/layout.h"
#include "crypto/text.h"

/* A key of a text and the offset of its value in a struct. */
struct text_field {
	const char *key;
	size_t at;
};

/* Adds n fields that are guint64, or HASH_SIZE bytes, of the struct at from. */
void text_add_numbers(struct text *t, const void *from, const struct text_field *fields, size_t n);
void text_add_hashes(struct text *t, const void *from, const struct text_field *fields, size_t n);

/* The reverse; the keys must be present and of type TEXT_NUMBER or TEXT_HEX64 (assertion). */
void text_take_numbers(const struct text *t, void *to, const struct text_field *fields, size_t n);
void text_take_hashes(const struct text *t, void *to, const struct text_field *fields, size_t n);

/* Takes an optional TEXT_HEX64; returns whether it is there, else out is as it was. */
bool text_take_optional_hash(const struct text *t, const char *key, unsigned char out[HASH_SIZE]);

/* Takes a TEXT_TIME, which must be present. */
void text_take_time(const struct text *t, const char *key, char out[TIME_SIZE]);

/* For keys that this version has one value of. Fails with ERR_UNSUPPORTED on another. */
MUST_USE bool text_expect_number(
    const struct text *t, const char *key, guint64 value, GError **error);
MUST_USE bool text_expect(const struct text *t, const char *key, const char *value, GError **error);

#endif
