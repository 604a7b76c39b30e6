/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes of a PST file in the making. */
#include "tests/pst/image.h"

#include <stdbool.h>
#include <string.h>

#include "tests/pst/code.h"

#define FIRST 0x4400
#define SPAN (496 * 8 * 64) /* what one AMap maps */
#define SLOT 64

void
put16(guint8 *to, guint32 value)
{
	to[0] = (guint8)value;
	to[1] = (guint8)(value >> 8);
}

void
put32(guint8 *to, guint32 value)
{
	put16(to, value & 0xffff);
	put16(to + 2, value >> 16);
}

void
put64(guint8 *to, guint64 value)
{
	put32(to, (guint32)value);
	put32(to + 4, (guint32)(value >> 32));
}

struct image *
image_new(void)
{
	struct image *i = g_new0(struct image, 1);

	i->bytes = g_byte_array_new();
	i->taken = g_byte_array_new();
	i->next = FIRST;
	return i;
}

void
image_free(struct image *i)
{
	g_byte_array_unref(i->bytes);
	g_byte_array_unref(i->taken);
	g_free(i);
}

/* Makes room up to there, in zeros. */
static void
grow(struct image *i, guint64 to)
{
	gsize old = i->bytes->len, taken = i->taken->len;

	g_assert(to < G_MAXINT32); /* FPMap pages, from 1.94 GiB on, are not made */
	if (to > old) {
		g_byte_array_set_size(i->bytes, (guint)to);
		memset(i->bytes->data + old, 0, to - old);
	}
	if (to > FIRST && (to - FIRST + SLOT - 1) / SLOT > taken) {
		g_byte_array_set_size(i->taken, (guint)((to - FIRST + SLOT - 1) / SLOT));
		memset(i->taken->data + taken, 0, i->taken->len - taken);
	}
}

static bool
has_pmap(guint64 n)
{
	return n % 8 == 0;
}

/* The header has room for what the first 128 AMaps have free. */
static bool
has_fmap(guint64 n)
{
	return n >= 128 && (n - 128) % 496 == 0;
}

static guint
maps(guint64 n)
{
	return 1u + (has_pmap(n) ? 1 : 0) + (has_fmap(n) ? 1 : 0);
}

guint64
image_take(struct image *i, gsize len, guint align)
{
	for (;;) {
		guint64 n = (i->next - FIRST) / SPAN, start = FIRST + n * SPAN;
		guint64 at = MAX(i->next, start + maps(n) * IMAGE_PAGE);

		at = (at + align - 1) / align * align;
		i->next = start + SPAN;
		if (at + len > i->next)
			continue;
		i->next = at + len;
		grow(i, i->next);
		memset(i->taken->data + (at - FIRST) / SLOT, 1, (len + SLOT - 1) / SLOT);
		return at;
	}
}

guint8 *
image_at(struct image *i, guint64 at)
{
	return i->bytes->data + at;
}

void
image_seal_page(struct image *i, guint64 at, enum image_page type, guint64 id)
{
	guint8 *page = image_at(i, at);
	bool map = type != IMAGE_BBT && type != IMAGE_NBT;

	page[496] = page[497] = (guint8)type;
	put16(page + 498, map ? 0 : code_signature(at, id));
	put32(page + 500, code_crc(page, 496));
	put64(page + 504, map ? at : id);
}

static void
fill_map(struct image *i, guint64 at, enum image_page type)
{
	memset(image_at(i, at), 0xff, 496);
	image_seal_page(i, at, type, at);
}

/* The maps of one span; the number of its bytes that are free. */
static guint64
map_span(struct image *i, guint64 n)
{
	guint64 start = FIRST + n * SPAN, at = start + IMAGE_PAGE, unused = 0;
	guint8 *taken = i->taken->data + n * (SPAN / SLOT), *page = image_at(i, start);

	memset(taken, 1, maps(n) * IMAGE_PAGE / SLOT);
	memset(page, 0, 496);
	for (guint slot = 0; slot < SPAN / SLOT; slot++) {
		if (taken[slot] != 0)
			page[slot / 8] |= (guint8)(0x80 >> slot % 8);
		else
			unused += SLOT;
	}
	image_seal_page(i, start, IMAGE_AMAP, start);
	if (has_pmap(n)) {
		fill_map(i, at, IMAGE_PMAP);
		at += IMAGE_PAGE;
	}
	if (has_fmap(n))
		fill_map(i, at, IMAGE_FMAP);
	return unused;
}

struct image_space
image_map(struct image *i)
{
	guint64 n = (MAX(i->next, FIRST + 1) - FIRST + SPAN - 1) / SPAN;
	struct image_space s = {FIRST + n * SPAN, FIRST + (n - 1) * SPAN, 0};

	grow(i, s.eof);
	for (guint64 k = 0; k < n; k++)
		s.free += map_span(i, k);
	return s;
}
