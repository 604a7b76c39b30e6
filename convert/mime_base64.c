/* SPDX-License-Identifier: Apache-2.0 */
/* Digests of clean base64; see mime_base64.h. */
#include "convert/mime_base64.h"
#include "crypto/blake2b.h"

#define BAD 0x80 /* in a table of 6-bit values */
#define PIECE 49152

/* The value of each character, or BAD. */
static const unsigned char *
get_values(void)
{
	static unsigned char values[256];
	static gsize ready;
	static const char alphabet[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	if (g_once_init_enter(&ready)) {
		for (size_t i = 0; i < 256; i++)
			values[i] = BAD;
		for (unsigned char i = 0; i < 64; i++)
			values[(unsigned char)alphabet[i]] = i;
		g_once_init_leave(&ready, 1);
	}
	return values;
}

/* Decoded bytes on their way to the hash. */
struct decoder {
	const unsigned char *values;
	struct blake2b hash;
	guint64 size;
	size_t fill;
	unsigned char piece[PIECE + 4];
};

static void
flush(struct decoder *d)
{
	blake2b_update(&d->hash, d->piece, d->fill);
	d->size += d->fill;
	d->fill = 0;
}

/* Decodes groups of four as long as they come without a break; returns where they end. */
static const unsigned char *
take_groups(struct decoder *d, const unsigned char *p, const unsigned char *end)
{
	const unsigned char *v = d->values;

	for (; end - p >= 4; p += 4) {
		unsigned a = v[p[0]], b = v[p[1]], c = v[p[2]], e = v[p[3]];
		unsigned char *out = d->piece + d->fill;

		if (((a | b | c | e) & BAD) != 0)
			break;
		out[0] = (unsigned char)(a << 2 | b >> 4);
		out[1] = (unsigned char)((b << 4 | c >> 2) & 0xff);
		out[2] = (unsigned char)((c << 6 | e) & 0xff);
		d->fill += 3;
		if (d->fill >= PIECE)
			flush(d);
	}
	return p;
}

static bool
is_line_end(unsigned char c)
{
	return c == '\n' || c == '\r';
}

/* A group of which the last one or two are '='; false if it is none. */
static bool
take_last(struct decoder *d, const unsigned char *p)
{
	const unsigned char *v = d->values;
	unsigned a = v[p[0]], b = v[p[1]], c = v[p[2]];

	if (((a | b) & BAD) != 0 || p[3] != '=' || (p[2] != '=' && (c & BAD) != 0))
		return false;
	d->piece[d->fill++] = (unsigned char)(a << 2 | b >> 4);
	if (p[2] != '=')
		d->piece[d->fill++] = (unsigned char)((b << 4 | c >> 2) & 0xff);
	return true;
}

static bool
decode(struct decoder *d, const unsigned char *p, const unsigned char *end)
{
	while (end > p && is_line_end(end[-1]))
		end--;
	while (p < end) {
		p = take_groups(d, p, end);
		if (p == end)
			return true;
		if (end - p == 4)
			return take_last(d, p);
		if (!is_line_end(*p))
			return false;
		while (p < end && is_line_end(*p))
			p++;
	}
	return true;
}

bool
mime_base64_digest(const char *data, size_t len, guint64 *size, unsigned char blake2b[32])
{
	struct decoder d;
	const unsigned char *p = (const unsigned char *)data;

	d.values = get_values();
	d.size = 0;
	d.fill = 0;
	blake2b_init(&d.hash, BLAKE2B_256_SIZE);
	if (!decode(&d, p, p + len))
		return false;
	flush(&d);
	blake2b_final(&d.hash, blake2b);
	*size = d.size;
	return true;
}
