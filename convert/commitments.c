/* SPDX-License-Identifier: Apache-2.0 */
/* The commitments to messages; see commitments.h. */
#include "convert/commitments.h"

#include <string.h>

#include "crypto/blake2b.h"

#define SALT_MEMBER (sizeof(",\"salt\":\"\"}") - 1 + 2 * SALT_SIZE) /* bytes of a line's end */

void
commitments_init(struct commitments *c)
{
	c->bytes = g_string_new(NULL);
	c->ends = g_array_new(FALSE, FALSE, sizeof(size_t));
}

void
commitments_clear(struct commitments *c)
{
	if (c->bytes != NULL)
		g_string_free(c->bytes, TRUE);
	g_clear_pointer(&c->ends, g_array_unref);
	c->bytes = NULL;
}

void
commitments_add(struct commitments *c, const unsigned char salt[SALT_SIZE], const char *facts,
    size_t without_salt, const char *index, size_t index_len)
{
	GString *b = c->bytes;
	size_t end;

	g_string_append_c(b, '\0');
	g_string_append_len(b, (const char *)salt, SALT_SIZE);
	g_string_append_len(b, facts, (gssize)without_salt);
	g_string_append(b, "}\n");
	g_string_append_len(b, index, (gssize)index_len);
	g_string_append_c(b, '\n');
	end = b->len;
	g_array_append_val(c->ends, end);
}

unsigned char (*commitments_hash(const struct commitments *c))[32]
{
	guint n = c->ends->len;
	g_autofree struct blake2b_input *in = g_new0(struct blake2b_input, n);
	unsigned char(*leaves)[32] = g_malloc((gsize)n * 32);
	size_t at = 0;

	for (guint i = 0; i < n; i++) {
		size_t end = g_array_index(c->ends, size_t, i);

		in[i].data = c->bytes->str + at;
		in[i].len = end - at;
		at = end;
	}
	blake2b_many(n, in, leaves);
	return leaves;
}

size_t
commitments_without_salt(const char *facts, size_t len)
{
	static const char member[] = ",\"salt\":\"";

	if (len < SALT_MEMBER || memcmp(facts + len - SALT_MEMBER, member, sizeof(member) - 1) != 0)
		return 0;
	return len - SALT_MEMBER;
}
