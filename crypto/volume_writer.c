/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a volume in one pass; see volume_writer.h and docs/FORMAT.md. */
#include "crypto/volume_writer.h"

#include <string.h>
#include <xxhash.h>

#include "crypto/blake2b.h"
#include "crypto/block_writer.h"
#include "crypto/hashtree.h"
#include "crypto/hex.h"
#include "crypto/minisign.h"
#include "crypto/ustar.h"

#define INDEX_ROOM 512 /* more than two lines of index.txt can take */

struct volume_writer {
	struct block_writer *out;
	const struct preamble *preamble;
	const struct minisign_secret *signer;
	char time[TIME_SIZE];
	char gname[USTAR_GNAME_LEN + 1];

	guint64 stripe, start; /* number and offset of the open stripe */
	guint64 stripe_size;
	guint64 pads, segments, index_at;
	struct data_order order;
	struct hashtree roots;              /* over all stripe roots */
	struct blake2b slots;               /* H over the bodies of keys/ */
	GString *index;                     /* text of index.txt so far */
	struct checkpoint last;             /* the last one written ... */
	unsigned char last_hash[HASH_SIZE]; /* ... and H of its text */
	GBytes *seal_text;
	char *signature;
};

/* Bytes of the volume so far. */
static guint64
position(const struct volume_writer *w)
{
	return block_writer_at(w->out);
}

struct volume_writer *
volume_writer_new(
    int fd, const struct preamble *preamble, const struct minisign_secret *signer, const char *time)
{
	struct volume_writer *w = g_new0(struct volume_writer, 1);

	w->out = block_writer_new(fd);
	w->preamble = preamble;
	w->signer = signer;
	g_strlcpy(w->time, time, sizeof(w->time));
	hex_encode(w->gname, preamble->archive, USTAR_GNAME_LEN / 2);
	w->stripe_size = STRIPE_SIZE;
	blake2b_init(&w->slots, BLAKE2B_256_SIZE);
	hashtree_init(&w->roots);
	w->index = g_string_new("mailpouch/1 index\n");
	return w;
}

void
volume_writer_set_stripe(struct volume_writer *w, guint64 size)
{
	g_assert(size > 0 && size <= STRIPE_SIZE && size % BLOCK_SIZE == 0 && position(w) == 0);
	w->stripe_size = size;
}

void
volume_writer_free(struct volume_writer *w)
{
	if (w == NULL)
		return;
	block_writer_free(w->out);
	g_string_free(w->index, TRUE);
	if (w->seal_text != NULL)
		g_bytes_unref(w->seal_text);
	g_free(w->signature);
	g_free(w);
}

/* Appends a whole member of any kind. */
static bool
append_member(
    struct volume_writer *w, const char *name, const void *data, guint64 len, GError **error)
{
	unsigned char header[USTAR_BLOCK];

	ustar_header(header, name, len, w->gname);
	return block_writer_append(w->out, header, sizeof(header), error) &&
	    block_writer_append(w->out, data, len, error) &&
	    block_writer_append(w->out, NULL, ustar_padding(len), error);
}

static bool
append_pad(struct volume_writer *w, guint64 len, GError **error)
{
	char name[MEMBER_NAME_SIZE];

	g_snprintf(name, sizeof(name), "pad/%08" G_GUINT64_FORMAT, w->pads++);
	return append_member(w, name, NULL, len, error);
}

/* A pad up to the next block, if there is not one already. */
static bool
align(struct volume_writer *w, GError **error)
{
	guint64 gap = (BLOCK_SIZE - position(w) % BLOCK_SIZE) % BLOCK_SIZE;

	return gap == 0 || append_pad(w, gap - USTAR_BLOCK, error);
}

/* A text under a name and its signature under the name with ".minisig". */
static bool
append_signed(
    struct volume_writer *w, const char *name, GBytes *text, const char *signature, GError **error)
{
	g_autofree char *second = g_strconcat(name, ".minisig", NULL);

	return append_member(
		   w, name, g_bytes_get_data(text, NULL), g_bytes_get_size(text), error) &&
	    append_member(w, second, signature, strlen(signature), error);
}

static char *
sign(struct volume_writer *w, GBytes *text, const char *comment)
{
	gsize len;
	const void *data = g_bytes_get_data(text, &len);

	return minisign_sign(w->signer, data, len, comment);
}

/* The checkpoint of the open stripe, whose data has ended. */
static void
make_checkpoint(struct volume_writer *w, struct checkpoint *c)
{
	unsigned char leaf[HASH_SIZE];
	size_t nleaves;
	const unsigned char *leaves = block_writer_leaves(w->out, &nleaves);

	memset(c, 0, sizeof(*c));
	memcpy(c->archive, w->preamble->archive, ARCHIVE_ID_SIZE);
	c->volume = w->preamble->volume;
	c->stripe = w->stripe;
	c->start = w->start;
	c->blocks = nleaves;
	c->segments = w->segments;
	hashtree_root_of(leaves, nleaves, c->stripe_root);
	hashtree_leaf(c->stripe_root, HASH_SIZE, leaf);
	hashtree_add_leaf_hash(&w->roots, leaf);
	hashtree_root(&w->roots, c->root);
	c->has_previous = w->stripe > 0;
	memcpy(c->previous, w->last_hash, HASH_SIZE);
	g_strlcpy(c->time, w->time, TIME_SIZE);
}

static bool
append_checkpoint(struct volume_writer *w, GError **error)
{
	g_autoptr(GBytes) text = NULL;
	g_autofree char *comment = NULL, *signature = NULL;
	char name[MEMBER_NAME_SIZE];

	make_checkpoint(w, &w->last);
	text = checkpoint_format(&w->last, error);
	if (text == NULL)
		return false;
	statement_hash(g_bytes_get_data(text, NULL), g_bytes_get_size(text), w->last_hash);
	comment = checkpoint_comment(&w->last);
	signature = sign(w, text, comment);
	g_snprintf(name, sizeof(name), "ckpt/%08" G_GUINT64_FORMAT ".txt", w->stripe);
	return append_signed(w, name, text, signature, error);
}

static bool
append_tree(struct volume_writer *w, char copy, GError **error)
{
	char name[MEMBER_NAME_SIZE];
	size_t nleaves;
	const unsigned char *leaves = block_writer_leaves(w->out, &nleaves);

	g_snprintf(name, sizeof(name), "tree/%08" G_GUINT64_FORMAT "-%c", w->stripe, copy);
	return append_member(w, name, leaves, nleaves * HASH_SIZE, error);
}

/* Ends the open stripe and begins the next one at the next block. */
static bool
close_stripe(struct volume_writer *w, GError **error)
{
	if (!align(w, error) || !block_writer_end_data(w->out, error) ||
	    !append_tree(w, 'a', error) || !append_tree(w, 'b', error) ||
	    !append_checkpoint(w, error) || !align(w, error) ||
	    !block_writer_begin_data(w->out, error))
		return false;
	w->stripe++;
	w->start = position(w);
	return true;
}

/* Closes the stripe first if a member of len bytes has no room in it. */
static bool
make_room(struct volume_writer *w, guint64 len, GError **error)
{
	guint64 need = USTAR_BLOCK + len + ustar_padding(len);
	guint64 used = position(w) - w->start;

	if (used + need <= w->stripe_size)
		return true;
	if (need > w->stripe_size)
		return err_set(error, ERR_USAGE, "a member is larger than a stripe");
	g_assert(used > 0);
	g_string_append_printf(w->index,
	    "stripe %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n", w->stripe,
	    w->start, (used + BLOCK_SIZE - 1) / BLOCK_SIZE);
	return close_stripe(w, error);
}

/* Lists and appends a data member for which there is room. */
static bool
add(struct volume_writer *w, const struct new_member *m, GError **error)
{
	XXH128_canonical_t xxh3;
	char hex[HEX_SIZE(sizeof(xxh3))];

	XXH128_canonicalFromHash(&xxh3, XXH3_128bits(m->data, m->len));
	hex_encode(hex, &xxh3, sizeof(xxh3));
	g_string_append_printf(w->index,
	    "%s %" G_GUINT64_FORMAT " %zu %s %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n",
	    m->name, position(w) + USTAR_BLOCK, m->len, hex, m->first, m->count);
	return append_member(w, m->name, m->data, m->len, error);
}

/* README and preamble, once, before the first member that the caller adds. */
static bool
begin(struct volume_writer *w, GError **error)
{
	struct new_member readme = {
	    .name = MEMBER_README, .data = pouch_readme, .len = strlen(pouch_readme)};
	struct new_member preamble = {.name = MEMBER_PREAMBLE};
	g_autoptr(GBytes) text = NULL;

	if (position(w) > 0)
		return true;
	text = preamble_format(w->preamble, error);
	if (text == NULL)
		return false;
	preamble.data = g_bytes_get_data(text, &preamble.len);
	w->order.nfixed = 2;
	return add(w, &readme, error) && add(w, &preamble, error);
}

bool
volume_writer_add(struct volume_writer *w, const struct new_member *m, GError **error)
{
	enum packed_kind kind;
	guint64 number;
	bool in_order;

	if (!begin(w, error))
		return false;
	if (w->index->len > INDEX_TEXT_MAX - INDEX_ROOM)
		return err_set(error, ERR_USAGE, "more members than a volume can list");
	in_order = data_order_take(&w->order, m->name);
	g_assert(in_order);
	if (g_str_has_prefix(m->name, "keys/"))
		blake2b_update(&w->slots, m->data, m->len);
	/* A stripe that this member closes still counts without it. */
	if (!make_room(w, m->len, error))
		return false;
	if (packed_parse(m->name, &kind, &number) && kind == PACKED_SEGMENT)
		w->segments = number + 1;
	return add(w, m, error);
}

static bool
append_index(struct volume_writer *w, GError **error)
{
	/* Closing the stripe adds a line. */
	if (!make_room(w, w->index->len + INDEX_ROOM, error))
		return false;
	w->index_at = position(w) + USTAR_BLOCK;
	return append_member(w, MEMBER_INDEX, w->index->str, w->index->len, error);
}

/* Fills in what only the writer knows. */
static bool
complete_seal(struct volume_writer *w, struct seal *s, GError **error)
{
	g_autoptr(GBytes) preamble = preamble_format(w->preamble, error);

	if (preamble == NULL)
		return false;
	statement_hash(g_bytes_get_data(preamble, NULL), g_bytes_get_size(preamble), s->preamble);
	memcpy(s->archive, w->preamble->archive, ARCHIVE_ID_SIZE);
	s->volume = w->preamble->volume;
	s->stripes = w->stripe;
	s->bytes = position(w);
	memcpy(s->root, w->last.root, HASH_SIZE);
	memcpy(s->checkpoint, w->last_hash, HASH_SIZE);
	blake2b_final(&w->slots, s->slots);
	s->index_at = w->index_at;
	s->index_size = w->index->len;
	g_strlcpy(s->time, w->time, TIME_SIZE);
	w->seal_text = seal_format(s, error);
	return w->seal_text != NULL;
}

bool
volume_writer_seal(struct volume_writer *w, struct seal *seal, GError **error)
{
	g_autofree char *comment = NULL;

	if (!begin(w, error) || !append_index(w, error) || !close_stripe(w, error) ||
	    !block_writer_end_data(w->out, error) || !complete_seal(w, seal, error))
		return false;
	comment = seal_comment(seal);
	w->signature = sign(w, w->seal_text, comment);
	return append_signed(w, MEMBER_SEAL, w->seal_text, w->signature, error) &&
	    append_pad(w, SEAL_GAP, error) &&
	    append_signed(w, MEMBER_SEAL_AGAIN, w->seal_text, w->signature, error) &&
	    block_writer_append(w->out, NULL, END_MARK, error) && block_writer_flush(w->out, error);
}

const GBytes *
volume_writer_seal_text(const struct volume_writer *w)
{
	return w->seal_text;
}

const char *
volume_writer_signature(const struct volume_writer *w)
{
	return w->signature;
}

void
volume_writer_digest(const struct volume_writer *w, unsigned char out[64], guint64 *size)
{
	block_writer_digest(w->out, out);
	*size = position(w);
}
