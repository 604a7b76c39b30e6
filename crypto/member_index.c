/* SPDX-License-Identifier: Apache-2.0 */
/* Reads index.txt; see member_index.h. */
#include "crypto/member_index.h"

#include <string.h>

#include "crypto/hex.h"
#include "crypto/ustar.h"

#define FIRST_LINE "mailpouch/1 index\n"
#define LINE_MAX_BYTES 256 /* no line of the grammar is longer */

/* State while lines are read: the open stripe's start, and the end of the last member. */
struct reading {
	struct data_order order;
	guint64 start, end;
	bool between; /* a stripe line was the last: the next member begins a stripe */
};

/* A decimal number without leading zeros, below 2^62 so that sums cannot overflow. */
static bool
take_number(const char *word, guint64 *n)
{
	char again[24];

	*n = g_ascii_strtoull(word, NULL, 10);
	g_snprintf(again, sizeof(again), "%" G_GUINT64_FORMAT, *n);
	return strcmp(word, again) == 0 && *n < G_GUINT64_CONSTANT(1) << 62;
}

static bool
take_member(struct member_index *x, struct reading *r, char **words)
{
	struct member m = {0};

	if (!data_order_take(&r->order, words[0]) || !take_number(words[1], &m.at) ||
	    !take_number(words[2], &m.size) ||
	    !hex_decode(m.xxh3, sizeof(m.xxh3), words[3], strlen(words[3])) ||
	    !take_number(words[4], &m.first) || !take_number(words[5], &m.count))
		return false;
	g_strlcpy(m.name, words[0], sizeof(m.name));
	if (m.at != r->end + USTAR_BLOCK)
		return false;
	r->end = m.at + m.size + ustar_padding(m.size);
	g_array_append_val(x->members, m);
	return true;
}

/* The last stripe's data part ends with the block that byte end - 1 is in. */
static bool
take_stripe(struct member_index *x, guint64 start, guint64 end)
{
	struct stripe_place s = {.start = start};

	if (end <= start)
		return false;
	s.blocks = (end - start + BLOCK_SIZE - 1) / BLOCK_SIZE;
	if (s.blocks > STRIPE_BLOCKS)
		return false;
	g_array_append_val(x->stripes, s);
	return true;
}

static bool
take_stripe_line(struct member_index *x, char **words, guint64 start, guint64 end)
{
	guint64 number, from, blocks;

	return take_number(words[1], &number) && take_number(words[2], &from) &&
	    take_number(words[3], &blocks) && number == x->stripes->len && from == start &&
	    take_stripe(x, start, end) &&
	    g_array_index(x->stripes, struct stripe_place, number).blocks == blocks;
}

/* A member of len bytes with its header and padding. */
static guint64
whole(guint64 len)
{
	return USTAR_BLOCK + len + ustar_padding(len);
}

/*
 * Sets *start to where the stripe behind the last listed one begins. The length
 * of that one's trees is known, that of its checkpoint is not: the next member's
 * offset tells, which must leave room for no more than the largest texts.
 */
static bool
next_start(const struct member_index *x, const char *word, guint64 *start)
{
	const struct stripe_place *s =
	    &g_array_index(x->stripes, struct stripe_place, x->stripes->len - 1);
	guint64 at, texts = s->start + s->blocks * BLOCK_SIZE + 2 * whole(s->blocks * HASH_SIZE);

	if (!take_number(word, &at) || at < USTAR_BLOCK)
		return false;
	*start = at - USTAR_BLOCK;
	return *start > texts && *start % BLOCK_SIZE == 0 &&
	    *start - texts <= whole(TEXT_MAX) + SIGNERS_MAX * whole(SIGNATURE_MAX) + BLOCK_SIZE;
}

static bool
take_line(struct member_index *x, struct reading *r, const char *line)
{
	g_auto(GStrv) words = g_strsplit(line, " ", 7);
	guint n = g_strv_length(words);

	if (n == 4 && strcmp(words[0], "stripe") == 0 && !r->between) {
		r->between = true;
		return take_stripe_line(x, words, r->start, r->end);
	}
	if (n != 6)
		return false;
	if (r->between && !next_start(x, words[1], &r->start))
		return false;
	if (r->between)
		r->end = r->start;
	r->between = false;
	return take_member(x, r, words);
}

/* The stripe that index.txt itself ends. */
static bool
take_last(struct member_index *x, struct reading *r, guint64 at, guint64 len)
{
	char word[24];

	g_snprintf(word, sizeof(word), "%" G_GUINT64_FORMAT, at);
	if (r->between && !next_start(x, word, &r->start))
		return false;
	if (r->between)
		r->end = r->start;
	return at == r->end + USTAR_BLOCK &&
	    take_stripe(x, r->start, at + len + ustar_padding(len));
}

static bool
take_lines(struct member_index *x, struct reading *r, const char *p, const char *end, guint *line)
{
	for (*line = 2; p < end; (*line)++) {
		const char *lf = memchr(p, '\n', (size_t)(end - p));
		g_autofree char *copy = NULL;

		if (lf == NULL || lf - p > LINE_MAX_BYTES ||
		    memchr(p, '\0', (size_t)(lf - p)) != NULL)
			return false;
		copy = g_strndup(p, (gsize)(lf - p));
		if (!take_line(x, r, copy))
			return false;
		p = lf + 1;
	}
	return true;
}

struct member_index *
member_index_parse(const void *data, size_t len, guint64 at, GError **error)
{
	g_autoptr(member_index) x = g_new0(struct member_index, 1);
	struct reading r = {0};
	const char *p = data;
	guint line = 1;
	size_t first = strlen(FIRST_LINE);

	x->members = g_array_new(FALSE, FALSE, sizeof(struct member));
	x->stripes = g_array_new(FALSE, FALSE, sizeof(struct stripe_place));
	x->by_name = g_hash_table_new(g_str_hash, g_str_equal);
	if (len > INDEX_TEXT_MAX || len < first || memcmp(p, FIRST_LINE, first) != 0 ||
	    !take_lines(x, &r, p + first, p + len, &line) || !take_last(x, &r, at, len)) {
		err_set(error, ERR_FORMAT, "index.txt: line %u is malformed", line);
		return NULL;
	}
	/* Not before: the array moves while it grows. */
	for (guint i = 0; i < x->members->len; i++) {
		struct member *m = &g_array_index(x->members, struct member, i);
		g_hash_table_insert(x->by_name, m->name, m);
	}
	return g_steal_pointer(&x);
}

const struct member *
member_index_find(const struct member_index *x, const char *name)
{
	return g_hash_table_lookup(x->by_name, name);
}

gssize
member_index_stripe(const struct member_index *x, guint64 at, guint64 len)
{
	for (guint i = 0; i < x->stripes->len; i++) {
		const struct stripe_place *s = &g_array_index(x->stripes, struct stripe_place, i);
		guint64 size = s->blocks * BLOCK_SIZE;

		if (at >= s->start && at - s->start <= size && len <= size - (at - s->start))
			return (gssize)i;
	}
	return -1;
}

void
member_index_free(struct member_index *x)
{
	if (x == NULL)
		return;
	g_hash_table_unref(x->by_name);
	g_array_unref(x->members);
	g_array_unref(x->stripes);
	g_free(x);
}
