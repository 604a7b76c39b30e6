/* SPDX-License-Identifier: Apache-2.0 */
/* Checkpoints and leaf hashes; see stripe_leaves.h. */
#include "crypto/stripe_leaves.h"

#include <string.h>

#include "crypto/hashtree.h"
#include "crypto/ustar.h"
#include "crypto/volume_text.h"

/* Whether the checkpoint of a stripe of ours can be read, and is signed. */
static bool
parse_checkpoint(const struct stripe_source *v, guint64 number, const struct signed_text *t,
    struct checkpoint *c, GError **error)
{
	struct checkpoint wanted = {.volume = v->seal->volume, .stripe = number};
	g_autoptr(GError) cause = NULL;
	g_autofree char *comment = NULL;
	gsize len;
	const void *text = g_bytes_get_data(t->text, &len);
	bool parsed = checkpoint_parse(c, text, len, &cause);

	memcpy(wanted.archive, v->seal->archive, ARCHIVE_ID_SIZE);
	comment = checkpoint_comment(parsed ? c : &wanted);
	/* What is not known must be signed too, or it is something else that is wrong. */
	if ((parsed || err_kind(cause) == ERR_UNSUPPORTED) &&
	    !volume_check_signature(v->preamble, t, comment, error))
		return false;
	if (!parsed)
		g_propagate_error(error, g_steal_pointer(&cause));
	return parsed;
}

/* Reads the checkpoint behind a stripe's trees and checks that it is signed and in its place. */
static bool
read_checkpoint(const struct stripe_source *v, guint64 number, const struct stripe_place *s,
    guint64 at, struct checkpoint *c, GError **error)
{
	g_auto(signed_text) t = {0};
	char name[MEMBER_NAME_SIZE];
	unsigned char hash[HASH_SIZE];
	gsize len;
	const void *text;

	g_snprintf(name, sizeof(name), "ckpt/%08" G_GUINT64_FORMAT ".txt", number);
	if (!volume_read_signed(v->fd, at, name, v->gname, &t, error))
		return false;
	if (!parse_checkpoint(v, number, &t, c, error)) {
		g_prefix_error(error, "%s: ", name);
		return false;
	}
	text = g_bytes_get_data(t.text, &len);
	statement_hash(text, len, hash);
	if (memcmp(c->archive, v->seal->archive, ARCHIVE_ID_SIZE) != 0 ||
	    c->volume != v->seal->volume || c->stripe != number || c->start != s->start ||
	    c->blocks != s->blocks ||
	    (number + 1 == v->seal->stripes && memcmp(hash, v->seal->checkpoint, HASH_SIZE) != 0))
		return err_set(error, ERR_ALTERED, "%s belongs elsewhere", name);
	return true;
}

/* Whether these are the hashes whose root was signed. */
static bool
meets_root(const void *leaves, guint64 n, const struct checkpoint *c)
{
	unsigned char root[HASH_SIZE];

	hashtree_root_of(leaves, n, root);
	return memcmp(root, c->stripe_root, HASH_SIZE) == 0;
}

/* Reads one copy of a stripe's leaf hashes; NULL if it is damaged. */
static GBytes *
read_tree(const struct stripe_source *v, guint64 number, const struct stripe_place *s, guint64 at,
    char copy)
{
	char name[MEMBER_NAME_SIZE];
	guint64 end;
	g_autoptr(GBytes) leaves = NULL;

	g_snprintf(name, sizeof(name), "tree/%08" G_GUINT64_FORMAT "-%c", number, copy);
	leaves = volume_read_text(v->fd, at, name, v->gname, s->blocks * HASH_SIZE, &end, NULL);
	if (leaves == NULL || g_bytes_get_size(leaves) != s->blocks * HASH_SIZE)
		return NULL;
	return g_steal_pointer(&leaves);
}

/* Under a good SEAL, what is malformed was not sealed so: it is damaged. */
static void
call_damaged(GError **error)
{
	if (error != NULL && *error != NULL && err_kind(*error) == ERR_FORMAT)
		(*error)->code = ERR_DAMAGED;
}

/* The hashes of the blocks as they are, if these can all be read. */
static GBytes *
hash_blocks(const struct stripe_source *v, const struct stripe_place *s)
{
	g_autofree unsigned char *block = g_malloc(BLOCK_SIZE);
	g_autofree unsigned char(*leaves)[HASH_SIZE] = g_malloc(s->blocks * HASH_SIZE);

	for (guint64 i = 0; i < s->blocks; i++) {
		if (!volume_pread(v->fd, block, BLOCK_SIZE, s->start + i * BLOCK_SIZE, NULL))
			return NULL;
		hashtree_leaf(block, BLOCK_SIZE, leaves[i]);
	}
	return g_bytes_new_take(g_steal_pointer(&leaves), s->blocks * HASH_SIZE);
}

/* Bytes that one copy of the hashes takes, header and padding included. */
static guint64
tree_step(guint64 blocks)
{
	return USTAR_BLOCK + blocks * HASH_SIZE + ustar_padding(blocks * HASH_SIZE);
}

/* The first of the copies that meets the signed root, else the blocks' own hashes if they do. */
static GBytes *
choose_leaves(const struct stripe_source *v, const struct stripe_place *s,
    const struct checkpoint *c, GBytes *const copies[2], GError **error)
{
	g_autoptr(GBytes) hashed = NULL;

	for (int i = 0; i < 2; i++)
		if (copies[i] != NULL &&
		    meets_root(g_bytes_get_data(copies[i], NULL), s->blocks, c))
			return g_bytes_ref(copies[i]);
	hashed = hash_blocks(v, s);
	if (hashed != NULL && meets_root(g_bytes_get_data(hashed, NULL), s->blocks, c))
		return g_steal_pointer(&hashed);
	/* Two equal copies were not made so by chance. */
	if (copies[0] != NULL && copies[1] != NULL && g_bytes_equal(copies[0], copies[1]))
		err_set(error, ERR_ALTERED,
		    "the hashes of stripe %" G_GUINT64_FORMAT " do not meet the signed root",
		    c->stripe);
	else
		err_set(error, ERR_DAMAGED,
		    "both copies of the hashes of stripe %" G_GUINT64_FORMAT " are damaged",
		    c->stripe);
	return NULL;
}

GBytes *
stripe_leaves_read(
    const struct stripe_source *v, guint64 number, const struct stripe_place *s, GError **error)
{
	guint64 a = s->start + s->blocks * BLOCK_SIZE, step = tree_step(s->blocks);
	g_autoptr(GBytes) first = NULL, second = NULL;
	struct checkpoint c;

	if (!read_checkpoint(v, number, s, a + 2 * step, &c, error)) {
		call_damaged(error);
		return NULL;
	}
	first = read_tree(v, number, s, a, 'a');
	if (first != NULL && meets_root(g_bytes_get_data(first, NULL), s->blocks, &c))
		return g_steal_pointer(&first);
	second = read_tree(v, number, s, a + step, 'b');
	return choose_leaves(v, s, &c, (GBytes *const[2]){first, second}, error);
}

/*
 * Where the last checkpoint begins by what stands before it: the last data
 * block is the one that index.txt ends in, and the header behind it says how long
 * the tree is. 0 if that cannot be told.
 */
static guint64
behind_last_tree(const struct stripe_source *v)
{
	const struct seal *s = v->seal;
	unsigned char header[USTAR_BLOCK];
	char name[USTAR_NAME_SIZE], wanted[MEMBER_NAME_SIZE];
	guint64 end, size;

	if (s->index_size > INDEX_TEXT_MAX)
		return 0;
	end = (s->index_at + s->index_size + BLOCK_SIZE - 1) / BLOCK_SIZE * BLOCK_SIZE;
	g_snprintf(wanted, sizeof(wanted), "tree/%08" G_GUINT64_FORMAT "-a", s->stripes - 1);
	if (!volume_pread(v->fd, header, sizeof(header), end, NULL) ||
	    !ustar_parse(header, v->gname, name, &size, NULL) || strcmp(name, wanted) != 0 ||
	    size > (guint64)STRIPE_BLOCKS * HASH_SIZE)
		return 0;
	return end + 2 * tree_step(size / HASH_SIZE);
}

/* Reads the last checkpoint, found by its header or, if that is damaged, by its place. */
static bool
read_last(const struct stripe_source *v, const char *name, struct signed_text *t, GError **error)
{
	guint64 at;

	if (!volume_find_before(v->fd, v->seal->bytes, name, &at, error))
		return false;
	if (at == v->seal->bytes)
		at = behind_last_tree(v);
	if (at == 0)
		return err_set(error, ERR_DAMAGED, "is not there");
	return volume_read_signed(v->fd, at, name, v->gname, t, error);
}

bool
stripe_find_last(const struct stripe_source *v, struct stripe_place *s, GError **error)
{
	g_auto(signed_text) t = {0};
	struct checkpoint c;
	char name[MEMBER_NAME_SIZE];

	if (v->seal->stripes == 0)
		return err_set(error, ERR_ALTERED, "%s speaks of another volume", MEMBER_SEAL);
	g_snprintf(name, sizeof(name), "ckpt/%08" G_GUINT64_FORMAT ".txt", v->seal->stripes - 1);
	if (!read_last(v, name, &t, error) ||
	    !parse_checkpoint(v, v->seal->stripes - 1, &t, &c, error)) {
		g_prefix_error(error, "%s: ", name);
		call_damaged(error);
		return false;
	}
	*s = (struct stripe_place){.start = c.start, .blocks = c.blocks};
	if (s->blocks == 0 || s->blocks > STRIPE_BLOCKS || s->start % BLOCK_SIZE != 0 ||
	    s->start > v->seal->bytes)
		return err_set(error, ERR_ALTERED, "%s: no stripe is like that", name);
	return true;
}
