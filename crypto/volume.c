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
	if (!checkpoint_parse(c, text, len, error))
		return false;
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

static GBytes *
load_stripe(struct volume *v, gsize number, GError **error)
{
	const struct stripe_place *s = &g_array_index(v->index->stripes, struct stripe_place, number);
	guint64 a = s->start + s->blocks * BLOCK_SIZE, tree = s->blocks * HASH_SIZE;
	guint64 step = USTAR_BLOCK + tree + ustar_padding(tree);
	struct checkpoint c;
	GBytes *leaves;

	if (!read_checkpoint(v, number, s, a + 2 * step, &c, error))
		return NULL;
	leaves = read_tree(v, number, s, a, 'a', &c, NULL);
	return leaves != NULL ? leaves : read_tree(v, number, s, a + step, 'b', &c, error);
}

/* A stripe's leaf hashes, from the cache or the file; a reference, which is the caller's. */
static GBytes *
get_leaves(struct volume *v, gssize number, GError **error)
{
	g_autoptr(GMutexLocker) locked = g_mutex_locker_new(&v->lock);
	struct cached_stripe *c;
	GBytes *leaves;

	for (guint i = 0; i < CACHED_STRIPES; i++)
		if (v->cache[i].number == number)
			return g_bytes_ref(v->cache[i].leaves);
	leaves = load_stripe(v, (gsize)number, error);
	if (leaves == NULL)
		return NULL;
	c = &v->cache[v->next++ % CACHED_STRIPES];
	g_clear_pointer(&c->leaves, g_bytes_unref);
	c->number = number;
	c->leaves = g_bytes_ref(leaves);
	return leaves;
}

/* Whether the blocks, the first of which is the stripe's block number first, have these leaves. */
static bool
check_blocks(const unsigned char *blocks, size_t nblocks, guint64 at, const unsigned char *leaves,
    GError **error)
{
	g_autofree unsigned char (*found)[HASH_SIZE] = g_malloc(nblocks * HASH_SIZE);

	hashtree_leaves(blocks, nblocks, BLOCK_SIZE, found);
	for (size_t i = 0; i < nblocks; i++)
		if (memcmp(found[i], leaves + i * HASH_SIZE, HASH_SIZE) != 0)
			return err_set(error, ERR_DAMAGED,
			    "byte %" G_GUINT64_FORMAT ": the 64 KiB from here are damaged",
			    at + i * BLOCK_SIZE);
	return true;
}

/* Reads [at, at + len) of the volume's data parts, whole blocks in scratch. */
static bool
read_verified(struct volume *v, guint64 at, guint64 len, GByteArray *scratch,
    const unsigned char **data, GError **error)
{
	gssize number = member_index_stripe(v->index, at, len);
	g_autoptr(GBytes) leaves = number < 0 ? NULL : get_leaves(v, number, error);
	const struct stripe_place *s;
	guint64 first, last;

	if (number < 0)
		return err_set(error, ERR_FORMAT, "index.txt names a place outside the volume");
	if (leaves == NULL)
		return false;
	s = &g_array_index(v->index->stripes, struct stripe_place, number);
	first = (at - s->start) / BLOCK_SIZE;
	last = (at + len - s->start + BLOCK_SIZE - 1) / BLOCK_SIZE;
	g_byte_array_set_size(scratch, (guint)((last - first) * BLOCK_SIZE));
	*data = scratch->data + (at - s->start - first * BLOCK_SIZE);
	return volume_pread(v->fd, scratch->data, scratch->len, s->start + first * BLOCK_SIZE, error) &&
	    check_blocks(scratch->data, last - first, s->start + first * BLOCK_SIZE,
		(const unsigned char *)g_bytes_get_data(leaves, NULL) + first * HASH_SIZE, error);
}

bool
volume_read_member(struct volume *v, const struct member *m, GByteArray *scratch,
    const unsigned char **data, GError **error)
{
	unsigned char header[USTAR_BLOCK];
	const unsigned char *found;

	if (m->size > PACKED_MAX)
		return err_set(error, ERR_FORMAT, "%s is larger than may be", m->name);
	if (!read_verified(v, m->at - USTAR_BLOCK, USTAR_BLOCK + m->size, scratch, &found, error)) {
		g_prefix_error(error, "%s: ", m->name);
		return false;
	}
	ustar_header(header, m->name, m->size, v->gname);
	if (memcmp(header, found, USTAR_BLOCK) != 0)
		return err_set(error, ERR_ALTERED, "%s is not where index.txt says", m->name);
	*data = found + USTAR_BLOCK;
	return true;
}

/* Preamble and SEAL must be signed and speak of each other. */
static bool
check_seal(struct volume *v, GBytes *preamble, GError **error)
{
	g_autofree char *comment = seal_comment(&v->seal);
	unsigned char hash[HASH_SIZE];

	statement_hash(g_bytes_get_data(preamble, NULL), g_bytes_get_size(preamble), hash);
	if (memcmp(hash, v->seal.preamble, HASH_SIZE) != 0 ||
	    memcmp(v->preamble.archive, v->seal.archive, ARCHIVE_ID_SIZE) != 0 ||
	    v->preamble.volume != v->seal.volume)
		return err_set(error, ERR_ALTERED, "preamble.txt is not the one that was sealed");
	if (!volume_check_signature(&v->preamble, &v->seal_text, comment, error)) {
		g_prefix_error(error, "%s: ", MEMBER_SEAL);
		return false;
	}
	return true;
}

/* The first good one of the two SEALs. */
static bool
find_seal(struct volume *v, GError **error)
{
	static const char *const names[] = {MEMBER_SEAL_AGAIN, MEMBER_SEAL};
	gsize len;
	const void *text;

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		bool last = i + 1 == G_N_ELEMENTS(names);
		signed_text_clear(&v->seal_text);
		if (!volume_find_seal(v->fd, v->size, names[i], &v->seal_text, last ? error : NULL))
			continue;
		text = g_bytes_get_data(v->seal_text.text, &len);
		if (seal_parse(&v->seal, text, len, last ? error : NULL))
			return true;
	}
	return false;
}

/* Reads index.txt as SEAL places it, checks its blocks, and takes its list. */
static bool
load_index(struct volume *v, GError **error)
{
	g_autoptr(GByteArray) scratch = g_byte_array_new();
	g_autofree unsigned char *text = NULL;
	const unsigned char *data;
	const struct seal *s = &v->seal;

	if (s->index_size > INDEX_TEXT_MAX || s->index_at > v->size ||
	    s->index_size > v->size - s->index_at)
		return err_set(error, ERR_INCOMPLETE, "%s lies behind the end", MEMBER_INDEX);
	text = g_malloc(s->index_size + 1);
	if (!volume_pread(v->fd, text, s->index_size, s->index_at, error))
		return false;
	v->index = member_index_parse(text, s->index_size, s->index_at, error);
	if (v->index == NULL)
		return false;
	if (v->index->stripes->len != s->stripes)
		return err_set(error, ERR_ALTERED, "%s lists another number of stripes", MEMBER_INDEX);
	if (!read_verified(v, s->index_at, s->index_size, scratch, &data, error)) {
		g_prefix_error(error, "%s: ", MEMBER_INDEX);
		return false;
	}
	if (memcmp(data, text, s->index_size) != 0)
		return err_set(error, ERR_IO, "%s changed while it was read", MEMBER_INDEX);
	return true;
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
	    find_seal(v, error) && check_seal(v, preamble, error) && load_index(v, error);
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
