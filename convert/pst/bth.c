/* SPDX-License-Identifier: Apache-2.0 */
/* Trees in heaps; see bth.h. */
#include "convert/pst/bth.h"

#include <string.h>

#include "convert/pst/le.h"

#define HEAD_SIZE 8
#define SIGNATURE 0xb5
#define RECORD_MAX 32

bool
pst_bth_open(struct pst_heap *h, guint32 hid, struct pst_bth *bth, GError **error)
{
	g_auto(pst_piece) piece = {0};

	if (!pst_heap_piece(h, hid, &piece, error))
		return false;
	if (piece.len < HEAD_SIZE || piece.bytes[0] != SIGNATURE)
		return err_set(error, ERR_FORMAT, "a tree of records has no head");
	*bth = (struct pst_bth){.heap = h,
	    .key = piece.bytes[1],
	    .size = piece.bytes[2],
	    .levels = piece.bytes[3],
	    .root = pst_le32(piece.bytes + 4)};
	if ((bth->key != 2 && bth->key != 4) || bth->size == 0 || bth->size > RECORD_MAX ||
	    bth->levels > PST_BTH_LEVELS_MAX)
		return err_set(error, ERR_FORMAT, "a tree of records contradicts itself");
	return true;
}

struct each {
	struct pst_bth *bth;
	bool (*each)(void *user, guint32 key, const unsigned char *record);
	void *user;
	guint64 budget; /* bytes of pieces: a tree has each piece once */
	bool stopped;
};

static bool each_below(struct each *e, guint32 hid, guint level, GError **error);

static bool
each_of(struct each *e, const struct pst_piece *piece, guint level, GError **error)
{
	guint key = e->bth->key, size = key + (level > 0 ? 4 : e->bth->size);
	bool ok = true;

	for (size_t at = 0; ok && !e->stopped && at + size <= piece->len; at += size) {
		const unsigned char *p = piece->bytes + at;

		if (level > 0)
			ok = each_below(e, pst_le32(p + key), level - 1, error);
		else
			e->stopped = !e->each(e->user, (guint32)pst_le(p, key), p + key);
	}
	return ok;
}

static bool
each_below(struct each *e, guint32 hid, guint level, GError **error)
{
	g_auto(pst_piece) piece = {0};
	GError *why = NULL;

	if (hid == 0)
		return true;
	if (pst_heap_piece(e->bth->heap, hid, &piece, &why) && piece.len <= e->budget) {
		e->budget -= piece.len;
		return each_of(e, &piece, level, error);
	}
	if (g_error_matches(why, ERR_DOMAIN, ERR_IO)) {
		g_propagate_error(error, why);
		return false;
	}
	e->bth->nlost++;
	pst_file_warn(e->bth->heap->f, LOSS, 0, "pst-records",
	    "a part of a list of properties or rows cannot be read: %s",
	    why != NULL ? why->message : "it has no end");
	e->stopped = why == NULL;
	g_clear_error(&why);
	return true;
}

bool
pst_bth_each(struct pst_bth *bth,
    bool (*each)(void *user, guint32 key, const unsigned char *record), void *user, GError **error)
{
	struct each e = {.bth = bth, .each = each, .user = user};

	e.budget = MAX(pst_data_size(bth->heap->data), bth->heap->f->layout->block_max);
	return each_below(&e, bth->root, bth->levels, error);
}

/* The last record of a piece with a key of at most key; NULL: there is none. */
static const unsigned char *
search(const struct pst_piece *piece, guint key_size, guint size, guint32 key)
{
	size_t low = 0, high = piece->len / size;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (pst_le(piece->bytes + mid * size, key_size) <= key)
			low = mid + 1;
		else
			high = mid;
	}
	return low > 0 ? piece->bytes + (low - 1) * size : NULL;
}

enum pst_found
pst_bth_find(const struct pst_bth *bth, guint32 key, void *record, size_t len, GError **error)
{
	guint32 hid = bth->root;

	for (guint level = bth->levels;; level--) {
		g_auto(pst_piece) piece = {0};
		const unsigned char *p;

		if (!pst_heap_piece(bth->heap, hid, &piece, error))
			return PST_FAILED;
		p = search(&piece, bth->key, bth->key + (level > 0 ? 4 : bth->size), key);
		if (p == NULL || (level == 0 && pst_le(p, bth->key) != key))
			return PST_ABSENT;
		if (level == 0) {
			memcpy(record, p + bth->key, MIN(len, bth->size));
			return PST_FOUND;
		}
		hid = pst_le32(p + bth->key);
	}
}
