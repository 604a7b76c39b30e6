/* SPDX-License-Identifier: Apache-2.0 */
/* Bounds-checked reading of binary fields; see cursor.h. */
#include "crypto/cursor.h"

struct cursor
cursor_at(const void *bytes, size_t len)
{
	return (struct cursor){.at = bytes, .left = len};
}

const unsigned char *
cursor_take(struct cursor *c, size_t len)
{
	const unsigned char *taken = c->at;

	c->failed = c->failed || len > c->left;
	if (c->failed)
		return NULL;
	c->at += len;
	c->left -= len;
	return taken;
}

void
cursor_skip(struct cursor *c, size_t len)
{
	const unsigned char *dropped = cursor_take(c, len);

	(void)dropped;
}

bool
cursor_is_done(const struct cursor *c)
{
	return !c->failed && c->left == 0;
}

static guint64
little_endian(struct cursor *c, size_t len)
{
	const unsigned char *p = cursor_take(c, len);
	guint64 n = 0;

	for (size_t i = 0; p != NULL && i < len; i++)
		n |= (guint64)p[i] << (8 * i);
	return n;
}

guint16
cursor_le16(struct cursor *c)
{
	return (guint16)little_endian(c, 2);
}

guint32
cursor_le32(struct cursor *c)
{
	return (guint32)little_endian(c, 4);
}

guint64
cursor_le64(struct cursor *c)
{
	return little_endian(c, 8);
}
