/* SPDX-License-Identifier: Apache-2.0 */
/* Secret bytes in guarded memory; see secret.h. */
#include "crypto/secret.h"

#include <sodium.h>
#include <string.h>

struct secret *
secret_new(size_t len)
{
	struct secret *s = g_new(struct secret, 1);

	s->data = sodium_malloc(len);
	s->len = len;
	if (s->data == NULL)
		g_error("cannot allocate %zu bytes for a secret", len);
	return s;
}

struct secret *
secret_new_copy(const void *data, size_t len)
{
	struct secret *s = secret_new(len);

	if (len > 0)
		memcpy(s->data, data, len);
	return s;
}

void
secret_free(struct secret *s)
{
	if (s == NULL)
		return;
	sodium_free(s->data);
	g_free(s);
}
