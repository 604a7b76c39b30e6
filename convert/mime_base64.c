/* SPDX-License-Identifier: Apache-2.0 */
/* Digests of clean base64; see mime_base64.h. */
#include "convert/mime_base64.h"

#include <string.h>

#define BAD 0x80000000U /* in a table */
#define PIECE 49152
#define QUEUED_MAX (BLAKE2B_QUEUE_ROOM / 2) /* bytes that are digested with others */

/* What each character is as the first, second, third and fourth of a group of 24 bits, or BAD. */
static guint32 (*get_tables(void))[256]
{
	static guint32 tables[4][256];
	static gsize ready;
	static const char alphabet[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	if (g_once_init_enter(&ready)) {
		memset(tables, 0xff, sizeof(tables));
		for (guint32 value = 0; value < 64; value++)
			for (unsigned place = 0; place < 4; place++)
				tables[place][(unsigned char)alphabet[value]] = value
				    << (18 - 6 * place);
		g_once_init_leave(&ready, 1);
	}
	return tables;
}

/* Decoded bytes: all of them in out, or a piece of them on its way to the hash. */
struct decoder {
	guint32 (*tables)[256];
	struct blake2b *hash; /* NULL: out takes all */
	guint64 size;         /* bytes that were hashed */
	size_t fill;
	unsigned char *out; /* has room for a group and a byte more */
};

static void
flush(struct decoder *d)
{
	blake2b_update(d->hash, d->out, d->fill);
	d->size += d->fill;
	d->fill = 0;
}

/* Decodes groups of four as long as they come without a break; returns where they end. */
static const unsigned char *
take_groups(struct decoder *d, const unsigned char *p, const unsigned char *end)
{
	guint32(*t)[256] = d->tables;

	for (; end - p >= 4; p += 4) {
		guint32 group = t[0][p[0]] | t[1][p[1]] | t[2][p[2]] | t[3][p[3]], bytes;

		if ((group & BAD) != 0)
			break;
		bytes = GUINT32_TO_BE(group << 8);
		memcpy(d->out + d->fill, &bytes, sizeof(bytes));
		d->fill += 3;
		if (d->hash != NULL && d->fill >= PIECE)
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
	guint32(*t)[256] = d->tables;
	guint32 group = t[0][p[0]] | t[1][p[1]] | (p[2] != '=' ? t[2][p[2]] : 0);

	if ((group & BAD) != 0 || p[3] != '=')
		return false;
	d->out[d->fill++] = (unsigned char)(group >> 16);
	if (p[2] != '=')
		d->out[d->fill++] = (unsigned char)((group >> 8) & 0xff);
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

/* Hashes a long body as it is decoded. */
static bool
digest_long(const unsigned char *p, size_t len, struct attachment *a)
{
	g_autofree unsigned char *piece = g_malloc(PIECE + 4);
	struct blake2b hash;
	struct decoder d = {.tables = get_tables(), .hash = &hash, .out = piece};

	blake2b_init(&hash, BLAKE2B_256_SIZE);
	if (!decode(&d, p, p + len))
		return false;
	flush(&d);
	blake2b_final(&hash, a->blake2b);
	a->size = d.size;
	return true;
}

bool
mime_base64_digest(const char *data, size_t len, struct blake2b_queue *queue, struct attachment *a)
{
	const unsigned char *p = (const unsigned char *)data;
	size_t room = len / 4 * 3 + 4;
	struct decoder d = {.tables = get_tables()};

	if (room > QUEUED_MAX)
		return digest_long(p, len, a);
	d.out = blake2b_queue_room(queue, room);
	if (!decode(&d, p, p + len))
		return false;
	blake2b_queue_add(queue, &(struct blake2b_input){.data = d.out, .len = d.fill}, a->blake2b);
	a->size = d.fill;
	return true;
}
