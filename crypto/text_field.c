/* SPDX-License-Identifier: Apache-2.0 */
/* Struct fields as lines of a text; see text_field.h. */
#include "crypto/text_field.h"

#include <string.h>

void
text_add_numbers(struct text *t, const void *from, const struct text_field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++)
		text_add(t, fields[i].key, "%" G_GUINT64_FORMAT,
		    *(const guint64 *)((const char *)from + fields[i].at));
}

void
text_add_hashes(struct text *t, const void *from, const struct text_field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++)
		text_add_hex(t, fields[i].key, (const char *)from + fields[i].at, HASH_SIZE);
}

void
text_take_numbers(const struct text *t, void *to, const struct text_field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++)
		*(guint64 *)((char *)to + fields[i].at) = text_get_number(t, fields[i].key);
}

void
text_take_hashes(const struct text *t, void *to, const struct text_field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++)
		text_get_hex(t, fields[i].key, (char *)to + fields[i].at, HASH_SIZE);
}

bool
text_take_optional_hash(const struct text *t, const char *key, unsigned char out[HASH_SIZE])
{
	if (text_get(t, key) == NULL)
		return false;
	text_get_hex(t, key, out, HASH_SIZE);
	return true;
}

void
text_take_time(const struct text *t, const char *key, char out[TIME_SIZE])
{
	g_strlcpy(out, text_get(t, key), TIME_SIZE);
}

bool
text_expect_number(const struct text *t, const char *key, guint64 value, GError **error)
{
	if (text_get_number(t, key) != value)
		return err_set(error, ERR_UNSUPPORTED,
		    "\"%s\" is not %" G_GUINT64_FORMAT ", the only value that this program knows",
		    key, value);
	return true;
}

bool
text_expect(const struct text *t, const char *key, const char *value, GError **error)
{
	if (strcmp(text_get(t, key), value) != 0)
		return err_set(error, ERR_UNSUPPORTED,
		    "\"%s\" is not %s, the only value that this program knows", key, value);
	return true;
}
