/* SPDX-License-Identifier: Apache-2.0 */
/* Reading blocks, and those read lately; see block.h. */
#include "convert/pst/block.h"

#include <zlib.h>

#include "convert/pst/crc.h"
#include "convert/pst/le.h"

bool
pst_block_is_list(guint64 bid)
{
	return (bid & 2) != 0;
}

static bool
find_place(struct pst_file *f, guint64 bid, struct pst_place *place, GError **error)
{
	switch (pst_tree_block(f, bid, place, error)) {
	case PST_FOUND:
		break;
	case PST_ABSENT:
		return err_set(error, ERR_FORMAT,
		    "block 0x%" G_GINT64_MODIFIER "x is not in the block tree", bid);
	default:
		return false;
	}
	if (place->size > f->layout->block_max || place->inflated > PST_BLOCK_MAX)
		return err_set(error, ERR_FORMAT,
		    "block 0x%" G_GINT64_MODIFIER "x is longer than blocks are", bid);
	return true;
}

bool
pst_block_size(struct pst_file *f, guint64 bid, guint32 *size, GError **error)
{
	struct pst_place place;

	if (!find_place(f, bid, &place, error))
		return false;
	*size = place.inflated;
	return true;
}

/* Fields of the trailer have another order in ANSI. */
static bool
check(struct pst_file *f, const struct pst_place *place, const unsigned char *bytes,
    const unsigned char *trailer, GError **error)
{
	bool ansi = f->layout->format == PST_ANSI;
	guint64 bid = pst_le(trailer + (ansi ? 4 : 8), f->layout->id);
	guint32 crc = pst_le32(trailer + (ansi ? 8 : 4));

	bool same = pst_le16(trailer) == place->size &&
	    (bid & ~G_GUINT64_CONSTANT(1)) == place->bid &&
	    pst_le16(trailer + 2) == pst_signature(place->at, bid);
	bool intact = pst_crc(bytes, place->size) == crc;

	if (place->lost && !(same && intact))
		return err_set(error, ERR_FORMAT,
		    "block 0x%" G_GINT64_MODIFIER "x was written over", place->bid);
	if (!same)
		pst_file_warn(f, NOTE, place->at, "pst-block-trailer",
		    "what stands at the end of a block is not what should: it may be another one");
	if (!intact)
		pst_file_warn(f, NOTE, place->at, "pst-block-checksum",
		    "the checksum of a block is wrong: what it holds is read all the same");
	return true;
}

static unsigned char *
inflate_block(const struct pst_place *place, const unsigned char *bytes)
{
	g_autofree unsigned char *whole = g_malloc(place->inflated);
	uLongf len = place->inflated;

	if (uncompress(whole, &len, bytes, place->size) != Z_OK || len != place->inflated)
		return NULL;
	return g_steal_pointer(&whole);
}

/*
 * Decodes and inflates. Deflated blocks were only seen without encoding; of the two
 * orders that there could be, the one is taken in which the bytes look deflated.
 */
static GBytes *
decode(struct pst_file *f, const struct pst_place *place, unsigned char *bytes, GError **error)
{
	bool deflated = place->inflated != place->size;
	bool first = deflated && place->size > 2 && bytes[0] == 0x78 && pst_le16(bytes) != 0 &&
	    (bytes[0] << 8 | bytes[1]) % 31 == 0;
	enum pst_crypt crypt = pst_block_is_list(place->bid) ? PST_CRYPT_NONE : f->header.crypt;
	unsigned char *whole;

	if (!first)
		pst_decode(crypt, place->bid, bytes, place->size);
	if (!deflated)
		return g_bytes_new_take(bytes, place->size);
	whole = inflate_block(place, bytes);
	g_free(bytes);
	if (whole == NULL) {
		err_set(error, ERR_FORMAT,
		    "the block at offset %" G_GUINT64_FORMAT " cannot be inflated", place->at);
		return NULL;
	}
	if (first)
		pst_decode(crypt, place->bid, whole, place->inflated);
	return g_bytes_new_take(whole, place->inflated);
}

static GBytes *
read_block(struct pst_file *f, guint64 bid, GError **error)
{
	const struct pst_layout *l = f->layout;
	g_autofree unsigned char *bytes = NULL;
	struct pst_place place;
	size_t len;

	if (!find_place(f, bid, &place, error))
		return NULL;
	len = ((size_t)place.size + l->block_trailer + l->block_align - 1) / l->block_align *
	    l->block_align;
	bytes = g_malloc(len);
	if (!pst_source_read(f->source, bytes, len, place.at, error) ||
	    !check(f, &place, bytes, bytes + len - l->block_trailer, error))
		return NULL;
	return decode(f, &place, g_steal_pointer(&bytes), error);
}

GBytes *
pst_block_read(struct pst_file *f, guint64 bid, GError **error)
{
	struct pst_kept_block *kept = &f->blocks[(bid >> 2) % PST_BLOCKS_KEPT];
	GBytes *bytes;

	bid &= ~G_GUINT64_CONSTANT(1);
	if (kept->bytes != NULL && kept->bid == bid)
		return g_bytes_ref(kept->bytes);
	bytes = read_block(f, bid, error);
	if (bytes == NULL)
		return NULL;
	g_bytes_unref(kept->bytes);
	*kept = (struct pst_kept_block){.bid = bid, .bytes = g_bytes_ref(bytes)};
	return bytes;
}

void
pst_block_forget(struct pst_file *f)
{
	for (guint i = 0; i < PST_BLOCKS_KEPT; i++) {
		g_bytes_unref(f->blocks[i].bytes);
		f->blocks[i] = (struct pst_kept_block){0};
	}
}
