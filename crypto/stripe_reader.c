/* SPDX-License-Identifier: Apache-2.0 */
/* Reads stripes, verified block by block; see stripe_reader.h. */
#include <string.h>

#include "crypto/hashtree.h"
#include "crypto/stripe_reader.h"
#include "crypto/ustar.h"
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

/* A stripe whose leaf hashes are being read. */
struct stripe {
	guint64 number;
	struct stripe_place place;
	struct checkpoint checkpoint;
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

/* Whether the signed checkpoint, whose text has this hash, is that of the stripe. */
static bool
is_of_stripe(
    const struct seal *seal, const struct stripe *s, const unsigned char text_hash[HASH_SIZE])
{
	const struct checkpoint *c = &s->checkpoint;

	return memcmp(c->archive, seal->archive, ARCHIVE_ID_SIZE) == 0 &&
	    c->volume == seal->volume && c->stripe == s->number && c->start == s->place.start &&
	    c->blocks == s->place.blocks &&
	    (s->number + 1 != seal->stripes || memcmp(text_hash, seal->checkpoint, HASH_SIZE) == 0);
}

/* Reads the checkpoint behind a stripe's trees and checks that it is signed and in its place. */
static bool
read_checkpoint(const struct stripe_source *v, struct stripe *s, guint64 at, GError **error)
{
	g_auto(signed_text) t = {0};
	g_autofree char *comment = NULL;
	char name[MEMBER_NAME_SIZE];
	unsigned char hash[HASH_SIZE];
	gsize len;
	const void *text;

	g_snprintf(name, sizeof(name), "ckpt/%08" G_GUINT64_FORMAT ".txt", s->number);
	if (!volume_read_signed(v->fd, at, name, v->gname, &t, error))
		return false;
	text = g_bytes_get_data(t.text, &len);
	if (!checkpoint_parse(&s->checkpoint, text, len, error)) {
		g_prefix_error(error, "%s: ", name);
		return false;
	}
	comment = checkpoint_comment(&s->checkpoint);
	if (!volume_check_signature(v->preamble, &t, comment, error))
		return false;
	statement_hash(text, len, hash);
	return is_of_stripe(v->seal, s, hash) ||
	    err_set(error, ERR_ALTERED, "%s belongs elsewhere", name);
}

/* Reads one copy of a stripe's leaf hashes and holds it against the signed root. */
static GBytes *
read_tree(
    const struct stripe_source *v, const struct stripe *s, guint64 at, char copy, GError **error)
{
	gsize len = s->place.blocks * HASH_SIZE;
	char name[MEMBER_NAME_SIZE];
	unsigned char root[HASH_SIZE];
	guint64 end;
	g_autoptr(GBytes) leaves = NULL;

	g_snprintf(name, sizeof(name), "tree/%08" G_GUINT64_FORMAT "-%c", s->number, copy);
	leaves = volume_read_text(v->fd, at, name, v->gname, len, &end, error);
	if (leaves == NULL)
		return NULL;
	if (g_bytes_get_size(leaves) == len) {
		hashtree_root_of(g_bytes_get_data(leaves, NULL), s->place.blocks, root);
		if (memcmp(root, s->checkpoint.stripe_root, HASH_SIZE) == 0)
			return g_steal_pointer(&leaves);
	}
	err_set(error, ERR_DAMAGED, "%s does not meet the signed root", name);
	return NULL;
}

/* Under a good SEAL, what is malformed was not sealed so: it is damaged. */
static void
call_damaged(GError **error)
{
	if (error != NULL && *error != NULL && err_kind(*error) == ERR_FORMAT)
		(*error)->code = ERR_DAMAGED;
}

/* A stripe's leaf hashes, as the signed root has them. */
static GBytes *
load_stripe(const struct stripe_source *v, struct stripe *s, GError **error)
{
	guint64 a = s->place.start + s->place.blocks * BLOCK_SIZE;
	guint64 tree = s->place.blocks * HASH_SIZE;
	guint64 step = USTAR_BLOCK + tree + ustar_padding(tree);
	GBytes *leaves = NULL;

	if (read_checkpoint(v, s, a + 2 * step, error)) {
		leaves = read_tree(v, s, a, 'a', NULL);
		if (leaves == NULL)
			leaves = read_tree(v, s, a + step, 'b', error);
	}
	if (leaves == NULL)
		call_damaged(error);
	return leaves;
}

/* The same through the cache, under its lock; a reference, which is the caller's. */
static GBytes *
find_leaves(struct stripe_reader *r, const struct stripe_range *range, GError **error)
{
	struct stripe s = {.number = range->number, .place = range->place};
	struct cached_stripe *c;
	GBytes *leaves;

	for (guint i = 0; i < CACHED_STRIPES; i++)
		if (r->cache[i].leaves != NULL && r->cache[i].number == range->number)
			return g_bytes_ref(r->cache[i].leaves);
	leaves = load_stripe(&r->source, &s, error);
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

bool
stripe_reader_find_last(
    struct stripe_reader *r, guint64 size, struct stripe_place *last, GError **error)
{
	const struct stripe_source *v = &r->source;
	g_auto(signed_text) t = {0};
	struct checkpoint c;
	char name[MEMBER_NAME_SIZE];
	guint64 at;

	if (v->seal->stripes == 0 || v->seal->bytes > size)
		return err_set(error, ERR_ALTERED, "%s speaks of another volume", MEMBER_SEAL);
	g_snprintf(name, sizeof(name), "ckpt/%08" G_GUINT64_FORMAT ".txt", v->seal->stripes - 1);
	if (!volume_find_before(v->fd, v->seal->bytes, name, &at, error) ||
	    !volume_read_signed(v->fd, at, name, v->gname, &t, error) ||
	    !checkpoint_parse(
		&c, g_bytes_get_data(t.text, NULL), g_bytes_get_size(t.text), error)) {
		call_damaged(error);
		return false;
	}
	*last = (struct stripe_place){.start = c.start, .blocks = c.blocks};
	if (last->blocks == 0 || last->blocks > STRIPE_BLOCKS || last->start % BLOCK_SIZE != 0 ||
	    last->start > size)
		return err_set(error, ERR_ALTERED, "%s: no stripe is like that", name);
	return true;
}
