/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a sealed volume, verified block by block; see volume.h. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/hashtree.h"
#include "crypto/hex.h"
#include "crypto/ustar.h"
#include "crypto/volume.h"

#define CACHED_STRIPES 4 /* leaf hashes kept: 128 KiB each at most */

struct cached_stripe {
	gssize number;  /* -1: none */
	GBytes *leaves; /* nblocks * HASH_SIZE, met by the signed stripe root */
};

struct volume {
	int fd;
	guint64 size;
	char gname[USTAR_GNAME_LEN + 1];
	struct preamble preamble;
	struct seal seal;
	struct signed_text seal_text;
	struct member_index *index;
	GMutex lock; /* guards cache and next */
	struct cached_stripe cache[CACHED_STRIPES];
	guint next;
};

void
volume_close(struct volume *v)
{
	if (v == NULL)
		return;
	if (v->fd >= 0)
		close(v->fd);
	preamble_clear(&v->preamble);
	signed_text_clear(&v->seal_text);
	member_index_free(v->index);
	for (guint i = 0; i < CACHED_STRIPES; i++)
		g_clear_pointer(&v->cache[i].leaves, g_bytes_unref);
	g_mutex_clear(&v->lock);
	g_free(v);
}

const struct preamble *
volume_preamble(const struct volume *v)
{
	return &v->preamble;
}

const struct seal *
volume_seal(const struct volume *v)
{
	return &v->seal;
}

const struct member_index *
volume_index(const struct volume *v)
{
	return v->index;
}

const struct signed_text *
volume_seal_text(const struct volume *v)
{
	return &v->seal_text;
}

/* Reads the checkpoint behind a stripe's trees and checks that it is signed and in its place. */
static bool
read_checkpoint(struct volume *v, gsize number, const struct stripe_place *s, guint64 at,
    struct checkpoint *c, GError **error)
{
	g_auto(signed_text) t = {0};
	g_autofree char *comment = NULL;
	char name[MEMBER_NAME_SIZE];
	unsigned char hash[HASH_SIZE];
	gsize len;
	const void *text;

	g_snprintf(name, sizeof(name), "ckpt/%08" G_GSIZE_FORMAT ".txt", number);
	if (!volume_read_signed(v->fd, at, name, v->gname, &t, error))
		return false;
	text = g_bytes_get_data(t.text, &len);
	if (!checkpoint_parse(c, text, len, error)) {
		g_prefix_error(error, "%s: ", name);
		return false;
	}
	comment = checkpoint_comment(c);
	if (!volume_check_signature(&v->preamble, &t, comment, error))
		return false;
	statement_hash(text, len, hash);
	if (memcmp(c->archive, v->seal.archive, ARCHIVE_ID_SIZE) != 0 ||
	    c->volume != v->seal.volume || c->stripe != number || c->start != s->start ||
	    c->blocks != s->blocks ||
	    (number + 1 == v->seal.stripes && memcmp(hash, v->seal.checkpoint, HASH_SIZE) != 0))
		return err_set(error, ERR_ALTERED, "%s belongs elsewhere", name);
	return true;
}

/* Reads one copy of a stripe's leaf hashes and holds it against the signed root. */
static GBytes *
read_tree(struct volume *v, gsize number, const struct stripe_place *s, guint64 at, char copy,
    const struct checkpoint *c, GError **error)
{
	char name[MEMBER_NAME_SIZE];
	unsigned char root[HASH_SIZE];
	guint64 end;
	g_autoptr(GBytes) leaves = NULL;

	g_snprintf(name, sizeof(name), "tree/%08" G_GSIZE_FORMAT "-%c", number, copy);
	leaves = volume_read_text(v->fd, at, name, v->gname, s->blocks * HASH_SIZE, &end, error);
	if (leaves == NULL)
		return NULL;
	if (g_bytes_get_size(leaves) == s->blocks * HASH_SIZE) {
		hashtree_root_of(g_bytes_get_data(leaves, NULL), s->blocks, root);
		if (memcmp(root, c->stripe_root, HASH_SIZE) == 0)
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
load_stripe(struct volume *v, gsize number, const struct stripe_place *s, GError **error)
{
	guint64 a = s->start + s->blocks * BLOCK_SIZE, tree = s->blocks * HASH_SIZE;
	guint64 step = USTAR_BLOCK + tree + ustar_padding(tree);
	struct checkpoint c;
	GBytes *leaves;

	if (!read_checkpoint(v, number, s, a + 2 * step, &c, error)) {
		call_damaged(error);
		return NULL;
	}
	leaves = read_tree(v, number, s, a, 'a', &c, NULL);
	if (leaves == NULL)
		leaves = read_tree(v, number, s, a + step, 'b', &c, error);
	if (leaves == NULL)
		call_damaged(error);
	return leaves;
}

/* The same through the cache, under its lock; a reference, which is the caller's. */
static GBytes *
find_leaves(struct volume *v, gssize number, GError **error)
{
	struct cached_stripe *c;
	GBytes *leaves;

	for (guint i = 0; i < CACHED_STRIPES; i++)
		if (v->cache[i].number == number)
			return g_bytes_ref(v->cache[i].leaves);
	leaves = load_stripe(v, (gsize)number,
	    &g_array_index(v->index->stripes, struct stripe_place, number), error);
	if (leaves == NULL)
		return NULL;
	c = &v->cache[v->next++ % CACHED_STRIPES];
	g_clear_pointer(&c->leaves, g_bytes_unref);
	c->number = number;
	c->leaves = g_bytes_ref(leaves);
	return leaves;
}

static GBytes *
get_leaves(struct volume *v, gssize number, GError **error)
{
	GBytes *leaves;

	g_mutex_lock(&v->lock);
	leaves = find_leaves(v, number, error);
	g_mutex_unlock(&v->lock);
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

/* Reads len bytes from at on, which lie in this stripe's data part, whole blocks in scratch. */
static bool
read_verified(struct volume *v, const struct stripe_place *s, GBytes *leaves, guint64 at,
    guint64 len, GByteArray *scratch, const unsigned char **data, GError **error)
{
	guint64 first = (at - s->start) / BLOCK_SIZE;
	guint64 last = (at - s->start + len + BLOCK_SIZE - 1) / BLOCK_SIZE;
	guint64 from = s->start + first * BLOCK_SIZE;
	const unsigned char *hashes = g_bytes_get_data(leaves, NULL);

	g_byte_array_set_size(scratch, (guint)((last - first) * BLOCK_SIZE));
	*data = scratch->data + (at - from);
	return volume_pread(v->fd, scratch->data, scratch->len, from, error) &&
	    check_blocks(scratch, from, hashes + first * HASH_SIZE, error);
}

/* The same for a member of the index, header included. */
static bool
read_member(struct volume *v, const struct member *m, GByteArray *scratch,
    const unsigned char **found, GError **error)
{
	guint64 at = m->at - USTAR_BLOCK, len = USTAR_BLOCK + m->size;
	gssize number = member_index_stripe(v->index, at, len);
	g_autoptr(GBytes) leaves = NULL;

	if (number < 0)
		return err_set(error, ERR_FORMAT, "is not in the volume");
	leaves = get_leaves(v, number, error);
	return leaves != NULL &&
	    read_verified(v, &g_array_index(v->index->stripes, struct stripe_place, number), leaves,
		at, len, scratch, found, error);
}

bool
volume_read_member(struct volume *v, const struct member *m, GByteArray *scratch,
    const unsigned char **data, GError **error)
{
	unsigned char header[USTAR_BLOCK];
	const unsigned char *found;

	if (m->size > PACKED_MAX)
		return err_set(error, ERR_FORMAT, "%s is larger than may be", m->name);
	if (!read_member(v, m, scratch, &found, error)) {
		g_prefix_error(error, "%s: ", m->name);
		return false;
	}
	ustar_header(header, m->name, m->size, v->gname);
	if (memcmp(header, found, USTAR_BLOCK) != 0)
		return err_set(error, ERR_ALTERED, "%s is not where index.txt says", m->name);
	*data = found + USTAR_BLOCK;
	return true;
}

/* Preamble and SEAL must speak of each other, and SEAL be signed. */
static bool
check_seal(struct volume *v, GBytes *preamble, GError **error)
{
	g_autofree char *comment = seal_comment(&v->seal);
	unsigned char hash[HASH_SIZE];

	statement_hash(g_bytes_get_data(preamble, NULL), g_bytes_get_size(preamble), hash);
	if (memcmp(hash, v->seal.preamble, HASH_SIZE) != 0 ||
	    memcmp(v->preamble.archive, v->seal.archive, ARCHIVE_ID_SIZE) != 0 ||
	    v->preamble.volume != v->seal.volume)
		return err_set(
		    error, ERR_ALTERED, "%s is not the one that was sealed", MEMBER_PREAMBLE);
	return volume_check_signature(&v->preamble, &v->seal_text, comment, error);
}

/* Takes the SEAL of this name, if it is good. */
static bool
take_seal(struct volume *v, const char *name, GBytes *preamble, GError **error)
{
	gsize len;
	const void *text;

	signed_text_clear(&v->seal_text);
	if (!volume_find_seal(v->fd, v->size, name, &v->seal_text, error))
		return false;
	text = g_bytes_get_data(v->seal_text.text, &len);
	if (seal_parse(&v->seal, text, len, error) && check_seal(v, preamble, error))
		return true;
	g_prefix_error(error, "%s: ", name);
	return false;
}

/* Takes the first good one of the two SEALs. */
static bool
find_seal(struct volume *v, GBytes *preamble, GError **error)
{
	g_autoptr(GError) first = NULL, second = NULL;
	bool missing;

	if (take_seal(v, MEMBER_SEAL, preamble, &first) ||
	    take_seal(v, MEMBER_SEAL_AGAIN, preamble, &second))
		return true;
	/* What is wrong with one that is there says more than that the other is not. */
	missing = err_kind(first) == ERR_INCOMPLETE;
	g_propagate_error(error, missing ? g_steal_pointer(&second) : g_steal_pointer(&first));
	return false;
}

/*
 * Finds the last stripe by its checkpoint, which stands before SEAL. Whether it
 * is the right one and what it says is found when the stripe is loaded.
 */
static bool
find_last_stripe(struct volume *v, struct stripe_place *s, GError **error)
{
	g_auto(signed_text) t = {0};
	struct checkpoint c;
	char name[MEMBER_NAME_SIZE];
	guint64 at;

	if (v->seal.stripes == 0 || v->seal.bytes > v->size)
		return err_set(error, ERR_ALTERED, "%s speaks of another volume", MEMBER_SEAL);
	g_snprintf(name, sizeof(name), "ckpt/%08" G_GUINT64_FORMAT ".txt", v->seal.stripes - 1);
	if (!volume_find_before(v->fd, v->seal.bytes, name, &at, error) ||
	    !volume_read_signed(v->fd, at, name, v->gname, &t, error) ||
	    !checkpoint_parse(
		&c, g_bytes_get_data(t.text, NULL), g_bytes_get_size(t.text), error)) {
		call_damaged(error);
		return false;
	}
	*s = (struct stripe_place){.start = c.start, .blocks = c.blocks};
	if (s->blocks == 0 || s->blocks > STRIPE_BLOCKS || s->start % BLOCK_SIZE != 0 ||
	    s->start > v->size)
		return err_set(error, ERR_ALTERED, "%s: no stripe is like that", name);
	return true;
}

/* Whether index.txt with its header lies in the data part of the stripe, as SEAL places it. */
static bool
check_index_place(const struct seal *seal, const struct stripe_place *s, GError **error)
{
	guint64 room = s->blocks * BLOCK_SIZE;

	if (seal->index_size > INDEX_TEXT_MAX)
		return err_set(error, ERR_FORMAT, "%s is larger than may be", MEMBER_INDEX);
	if (seal->index_at < s->start + USTAR_BLOCK || seal->index_at - s->start > room ||
	    seal->index_size > room - (seal->index_at - s->start))
		return err_set(error, ERR_ALTERED, "%s is not in the last stripe", MEMBER_INDEX);
	return true;
}

/* Takes the list of members, whose text was verified and whose last stripe is known. */
static bool
take_index(
    struct volume *v, const unsigned char *text, const struct stripe_place *last, GError **error)
{
	const GArray *stripes;
	const struct stripe_place *listed;

	v->index = member_index_parse(text, v->seal.index_size, v->seal.index_at, error);
	if (v->index == NULL)
		return false;
	stripes = v->index->stripes;
	listed = &g_array_index(stripes, struct stripe_place, stripes->len - 1);
	if (stripes->len != v->seal.stripes || listed->start != last->start ||
	    listed->blocks != last->blocks)
		return err_set(
		    error, ERR_ALTERED, "%s lists other stripes than were signed", MEMBER_INDEX);
	return true;
}

static bool
load_index(struct volume *v, GError **error)
{
	g_autoptr(GByteArray) scratch = g_byte_array_new();
	g_autoptr(GBytes) leaves = NULL;
	unsigned char header[USTAR_BLOCK];
	struct stripe_place last;
	const unsigned char *found;

	if (!find_last_stripe(v, &last, error) || !check_index_place(&v->seal, &last, error))
		return false;
	leaves = load_stripe(v, v->seal.stripes - 1, &last, error);
	if (leaves == NULL)
		return false;
	if (!read_verified(v, &last, leaves, v->seal.index_at - USTAR_BLOCK,
		USTAR_BLOCK + v->seal.index_size, scratch, &found, error)) {
		g_prefix_error(error, "%s: ", MEMBER_INDEX);
		return false;
	}
	ustar_header(header, MEMBER_INDEX, v->seal.index_size, v->gname);
	if (memcmp(header, found, USTAR_BLOCK) != 0)
		return err_set(error, ERR_ALTERED, "%s is not where SEAL says", MEMBER_INDEX);
	return take_index(v, found + USTAR_BLOCK, &last, error);
}

static bool
open_volume(struct volume *v, GError **error)
{
	struct stat st;
	unsigned char header[USTAR_BLOCK];
	char name[USTAR_NAME_SIZE];
	g_autoptr(GBytes) preamble = NULL;
	guint64 end;

	if (fstat(v->fd, &st) < 0)
		return err_set_errno(error, errno, "stat");
	if (!S_ISREG(st.st_mode))
		return err_set(error, ERR_FORMAT, "is not a regular file");
	v->size = (guint64)st.st_size;
	if (v->size < USTAR_BLOCK || !volume_pread(v->fd, header, sizeof(header), 0, error) ||
	    !ustar_parse(header, NULL, name, &end, NULL) || strcmp(name, MEMBER_README) != 0) {
		g_clear_error(error);
		return err_set(error, ERR_FORMAT, "is not a pouch");
	}
	memcpy(v->gname, header + USTAR_GNAME_AT, USTAR_GNAME_LEN);
	preamble = volume_read_text(
	    v->fd, volume_preamble_at(), MEMBER_PREAMBLE, v->gname, TEXT_MAX, &end, error);
	return preamble != NULL &&
	    preamble_parse(&v->preamble, g_bytes_get_data(preamble, NULL),
		g_bytes_get_size(preamble), error) &&
	    find_seal(v, preamble, error) && load_index(v, error);
}

struct volume *
volume_open(int fd, GError **error)
{
	g_autoptr(volume) v = g_new0(struct volume, 1);

	v->fd = fd;
	g_mutex_init(&v->lock);
	for (guint i = 0; i < CACHED_STRIPES; i++)
		v->cache[i].number = -1;
	return open_volume(v, error) ? g_steal_pointer(&v) : NULL;
}
