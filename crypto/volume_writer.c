/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a volume in one pass; see volume_writer.h and docs/FORMAT.md. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#include "crypto/blake2b.h"
#include "crypto/hashtree.h"
#include "crypto/hex.h"
#include "crypto/minisign.h"
#include "crypto/ustar.h"
#include "crypto/volume_writer.h"

#define OUT_SIZE (64 * BLOCK_SIZE) /* bytes gathered before they are hashed and written */
#define INDEX_ROOM 512             /* more than two lines of index.txt can take */
#define SEND_SIZE (32 * 1024 * 1024) /* bytes that are sent to the medium at a time */

struct volume_writer {
	int fd;
	const struct preamble *preamble;
	const struct minisign_secret *signer;
	char time[TIME_SIZE];
	char gname[USTAR_GNAME_LEN + 1];

	guint64 at;         /* bytes of the volume so far, those in out included */
	unsigned char *out; /* OUT_SIZE bytes, of which the first fill are not written yet */
	size_t fill;
	bool in_data;         /* what is in out are data blocks, which become leaves */
	guint64 sent;         /* bytes whose way to the medium has begun */
	struct blake2b whole; /* BLAKE2b-512 of what was written */

	guint64 stripe, start; /* number and offset of the open stripe */
	guint64 stripe_size;
	guint64 pads, segments, index_at;
	struct data_order order;
	unsigned char (*leaves)[HASH_SIZE]; /* of the open stripe: room for STRIPE_BLOCKS */
	size_t nleaves;
	struct hashtree roots;              /* over all stripe roots */
	struct blake2b slots;               /* H over the bodies of keys/ */
	GString *index;                     /* text of index.txt so far */
	struct checkpoint last;             /* the last one written ... */
	unsigned char last_hash[HASH_SIZE]; /* ... and H of its text */
	GBytes *seal_text;
	char *signature;
};

struct volume_writer *
volume_writer_new(
    int fd, const struct preamble *preamble, const struct minisign_secret *signer, const char *time)
{
	struct volume_writer *w = g_new0(struct volume_writer, 1);

	w->fd = fd;
	w->preamble = preamble;
	w->signer = signer;
	g_strlcpy(w->time, time, sizeof(w->time));
	hex_encode(w->gname, preamble->archive, USTAR_GNAME_LEN / 2);
	w->out = g_malloc(OUT_SIZE);
	w->in_data = true;
	w->stripe_size = STRIPE_SIZE;
	w->leaves = g_malloc((gsize)STRIPE_BLOCKS * HASH_SIZE);
	blake2b_init(&w->whole, BLAKE2B_512_SIZE);
	blake2b_init(&w->slots, BLAKE2B_256_SIZE);
	hashtree_init(&w->roots);
	w->index = g_string_new("mailpouch/1 index\n");
	return w;
}

void
volume_writer_set_earlier(struct volume_writer *w, guint64 segments)
{
	w->segments = segments;
}

void
volume_writer_set_stripe(struct volume_writer *w, guint64 size)
{
	g_assert(size > 0 && size <= STRIPE_SIZE && size % BLOCK_SIZE == 0 && w->at == 0);
	w->stripe_size = size;
}

void
volume_writer_free(struct volume_writer *w)
{
	if (w == NULL)
		return;
	g_free(w->out);
	g_free(w->leaves);
	g_string_free(w->index, TRUE);
	if (w->seal_text != NULL)
		g_bytes_unref(w->seal_text);
	g_free(w->signature);
	g_free(w);
}

static bool
write_out(struct volume_writer *w, GError **error)
{
	for (size_t done = 0; done < w->fill;) {
		ssize_t n = write(w->fd, w->out + done, w->fill - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set_errno(error, errno, "write");
		done += (size_t)n;
	}
	w->fill = 0;
	return true;
}

/*
 * The medium works while the rest is made, so that the caller's sync finds little left to do.
 * Advice only: a pipe cannot take it, and whoever syncs will hear of errors.
 */
static void
send_on(struct volume_writer *w)
{
	if (w->at - w->sent < SEND_SIZE)
		return;
	sync_file_range(w->fd, (off_t)w->sent, (off_t)(w->at - w->sent), SYNC_FILE_RANGE_WRITE);
	w->sent = w->at;
}

/* Hashes and writes what is in out. In the data part, out is whole blocks then. */
static bool
flush(struct volume_writer *w, GError **error)
{
	size_t nblocks = w->fill / BLOCK_SIZE;

	if (w->in_data) {
		g_assert(w->fill % BLOCK_SIZE == 0 && w->nleaves + nblocks <= STRIPE_BLOCKS);
		hashtree_leaves(w->out, nblocks, BLOCK_SIZE, w->leaves + w->nleaves);
		w->nleaves += nblocks;
	}
	blake2b_update(&w->whole, w->out, w->fill);
	if (!write_out(w, error))
		return false;
	send_on(w);
	return true;
}

/* Appends bytes; data NULL stands for zeros. */
static bool
append(struct volume_writer *w, const void *data, guint64 len, GError **error)
{
	const unsigned char *p = data;

	while (len > 0) {
		size_t n = (size_t)MIN(len, (guint64)(OUT_SIZE - w->fill));
		if (p != NULL) {
			memcpy(w->out + w->fill, p, n);
			p += n;
		} else {
			memset(w->out + w->fill, 0, n);
		}
		w->fill += n;
		w->at += n;
		len -= n;
		if (w->fill == OUT_SIZE && !flush(w, error))
			return false;
	}
	return true;
}

/* Appends a whole member of any kind. */
static bool
append_member(
    struct volume_writer *w, const char *name, const void *data, guint64 len, GError **error)
{
	unsigned char header[USTAR_BLOCK];

	ustar_header(header, name, len, w->gname);
	return append(w, header, sizeof(header), error) && append(w, data, len, error) &&
	    append(w, NULL, ustar_padding(len), error);
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
	guint64 gap = (BLOCK_SIZE - w->at % BLOCK_SIZE) % BLOCK_SIZE;

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

/* The checkpoint of the open stripe, whose leaves are complete. */
static void
make_checkpoint(struct volume_writer *w, struct checkpoint *c)
{
	unsigned char leaf[HASH_SIZE];

	memset(c, 0, sizeof(*c));
	memcpy(c->archive, w->preamble->archive, ARCHIVE_ID_SIZE);
	c->volume = w->preamble->volume;
	c->stripe = w->stripe;
	c->start = w->start;
	c->blocks = w->nleaves;
	c->segments = w->segments;
	hashtree_root_of(w->leaves[0], w->nleaves, c->stripe_root);
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

	g_snprintf(name, sizeof(name), "tree/%08" G_GUINT64_FORMAT "-%c", w->stripe, copy);
	return append_member(w, name, w->leaves, w->nleaves * HASH_SIZE, error);
}

/* Ends the open stripe and begins the next one at the next block. */
static bool
close_stripe(struct volume_writer *w, GError **error)
{
	if (!align(w, error) || !flush(w, error))
		return false;
	w->in_data = false;
	if (!append_tree(w, 'a', error) || !append_tree(w, 'b', error) ||
	    !append_checkpoint(w, error) || !align(w, error) || !flush(w, error))
		return false;
	w->in_data = true;
	w->nleaves = 0;
	w->stripe++;
	w->start = w->at;
	return true;
}

/* Closes the stripe first if a member of len bytes has no room in it. */
static bool
make_room(struct volume_writer *w, guint64 len, GError **error)
{
	guint64 need = USTAR_BLOCK + len + ustar_padding(len);

	if (w->at - w->start + need <= w->stripe_size)
		return true;
	if (need > w->stripe_size)
		return err_set(error, ERR_USAGE, "a member is larger than a stripe");
	g_assert(w->at > w->start);
	g_string_append_printf(w->index,
	    "stripe %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n", w->stripe,
	    w->start, (w->at - w->start + BLOCK_SIZE - 1) / BLOCK_SIZE);
	return close_stripe(w, error);
}

/* Lists and appends a data member for which there is room. */
static bool
add(struct volume_writer *w, const char *name, const void *data, size_t len, guint64 first,
    guint64 count, GError **error)
{
	XXH128_canonical_t xxh3;
	char hex[HEX_SIZE(sizeof(xxh3))];

	XXH128_canonicalFromHash(&xxh3, XXH3_128bits(data, len));
	hex_encode(hex, &xxh3, sizeof(xxh3));
	g_string_append_printf(w->index,
	    "%s %" G_GUINT64_FORMAT " %zu %s %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n", name,
	    w->at + USTAR_BLOCK, len, hex, first, count);
	return append_member(w, name, data, len, error);
}

/* README and preamble, once, before the first member that the caller adds. */
static bool
begin(struct volume_writer *w, GError **error)
{
	g_autoptr(GBytes) text = NULL;

	if (w->at > 0)
		return true;
	text = preamble_format(w->preamble, error);
	w->order.nfixed = 2;
	return text != NULL &&
	    add(w, MEMBER_README, pouch_readme, strlen(pouch_readme), 0, 0, error) &&
	    add(w, MEMBER_PREAMBLE, g_bytes_get_data(text, NULL), g_bytes_get_size(text), 0, 0,
		error);
}

bool
volume_writer_add(struct volume_writer *w, const char *name, const void *data, size_t len,
    guint64 first, guint64 count, GError **error)
{
	enum packed_kind kind;
	guint64 number;
	bool in_order;

	if (!begin(w, error))
		return false;
	if (w->index->len > INDEX_TEXT_MAX - INDEX_ROOM)
		return err_set(error, ERR_USAGE, "more members than a volume can list");
	in_order = data_order_take(&w->order, name);
	g_assert(in_order);
	if (g_str_has_prefix(name, "keys/"))
		blake2b_update(&w->slots, data, len);
	/* A stripe that this member closes still counts without it. */
	if (!make_room(w, len, error))
		return false;
	if (packed_parse(name, &kind, &number) && kind == PACKED_SEGMENT)
		w->segments = number + 1;
	return add(w, name, data, len, first, count, error);
}

static bool
append_index(struct volume_writer *w, GError **error)
{
	/* Closing the stripe adds a line. */
	if (!make_room(w, w->index->len + INDEX_ROOM, error))
		return false;
	w->index_at = w->at + USTAR_BLOCK;
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
	s->bytes = w->at;
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

	if (!begin(w, error) || !append_index(w, error) || !close_stripe(w, error))
		return false;
	w->in_data = false;
	if (!complete_seal(w, seal, error))
		return false;
	comment = seal_comment(seal);
	w->signature = sign(w, w->seal_text, comment);
	return append_signed(w, MEMBER_SEAL, w->seal_text, w->signature, error) &&
	    append_pad(w, SEAL_GAP, error) &&
	    append_signed(w, MEMBER_SEAL_AGAIN, w->seal_text, w->signature, error) &&
	    append(w, NULL, END_MARK, error) && flush(w, error);
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
volume_writer_digest(struct volume_writer *w, unsigned char out[64], guint64 *size)
{
	struct blake2b copy = w->whole;

	blake2b_final(&copy, out);
	*size = w->at;
}
