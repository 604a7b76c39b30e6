/* SPDX-License-Identifier: Apache-2.0 */
/* Reads stripes, verified block by block; see stripe_reader.h. */
#include "crypto/stripe_reader.h"

#include <string.h>

#include "crypto/hashtree.h"
#include "crypto/volume_text.h"

#define CACHED_STRIPES 4 /* leaf hashes kept: 128 KiB each at most */

struct cached_stripe {
	guint64 number;
	GBytes *leaves; /* nblocks * HASH_SIZE, met by the signed stripe root; NULL: none */
};

struct stripe_reader {
	struct stripe_source source;
	GMutex lock; /* guards cache and next */
	struct cached_stripe cache[CACHED_STRIPES];
	guint next;
};

struct stripe_reader *
stripe_reader_new(const struct stripe_source *s)
{
	struct stripe_reader *r = g_new0(struct stripe_reader, 1);

	r->source = *s;
	g_mutex_init(&r->lock);
	return r;
}

void
stripe_reader_free(struct stripe_reader *r)
{
	if (r == NULL)
		return;
	for (guint i = 0; i < CACHED_STRIPES; i++)
		g_clear_pointer(&r->cache[i].leaves, g_bytes_unref);
	g_mutex_clear(&r->lock);
	g_free(r);
}

/* A stripe's leaf hashes through the cache, under its lock; a reference, which is the caller's. */
static GBytes *
find_leaves(struct stripe_reader *r, const struct stripe_range *range, GError **error)
{
	struct cached_stripe *c;
	GBytes *leaves;

	for (guint i = 0; i < CACHED_STRIPES; i++)
		if (r->cache[i].leaves != NULL && r->cache[i].number == range->number)
			return g_bytes_ref(r->cache[i].leaves);
	leaves = stripe_leaves_read(&r->source, range->number, &range->place, error);
	if (leaves == NULL)
		return NULL;
	c = &r->cache[r->next++ % CACHED_STRIPES];
	g_clear_pointer(&c->leaves, g_bytes_unref);
	c->number = range->number;
	c->leaves = g_bytes_ref(leaves);
	return leaves;
}

static GBytes *
get_leaves(struct stripe_reader *r, const struct stripe_range *range, GError **error)
{
	GBytes *leaves;

	g_mutex_lock(&r->lock);
	leaves = find_leaves(r, range, error);
	g_mutex_unlock(&r->lock);
	return leaves;
}

/* Whether these blocks, which begin at an offset of the volume, have these leaf hashes. */
static bool
check_blocks(const GByteArray *blocks, guint64 at, const unsigned char *leaves, GError **error)
{
	size_t n = blocks->len / BLOCK_SIZE;
	g_autofree unsigned char(*found)[HASH_SIZE] = g_malloc(n * HASH_SIZE);

	hashtree_leaves(blocks->data, n, BLOCK_SIZE, found);
	for (size_t i = 0; i < n; i++)
		if (memcmp(found[i], leaves + i * HASH_SIZE, HASH_SIZE) != 0)
			return err_set(error, ERR_DAMAGED,
			    "byte %" G_GUINT64_FORMAT ": the 64 KiB from here are damaged",
			    at + i * BLOCK_SIZE);
	return true;
}

bool
stripe_reader_read(struct stripe_reader *r, const struct stripe_range *range, GByteArray *scratch,
    const unsigned char **data, GError **error)
{
	guint64 within = range->at - range->place.start;
	guint64 first = within / BLOCK_SIZE;
	guint64 last = (within + range->len + BLOCK_SIZE - 1) / BLOCK_SIZE;
	guint64 from = range->place.start + first * BLOCK_SIZE;
	g_autoptr(GBytes) leaves = get_leaves(r, range, error);
	const unsigned char *hashes;

	if (leaves == NULL)
		return false;
	hashes = g_bytes_get_data(leaves, NULL);
	g_byte_array_set_size(scratch, (guint)((last - first) * BLOCK_SIZE));
	*data = scratch->data + (range->at - from);
	return volume_pread(r->source.fd, scratch->data, scratch->len, from, error) &&
	    check_blocks(scratch, from, hashes + first * HASH_SIZE, error);
}
