/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A tree of records in a heap, sorted by a key of 2 or 4 bytes: [MS-PST] 2.3.2 (BTH). Its
 * head, BTHHEADER, says how long key and record are, how many levels lie above the records,
 * and which piece is the root. A piece above the records holds keys with HIDs.
 */
#ifndef CONVERT_PST_BTH_H
#define CONVERT_PST_BTH_H

#include "convert/pst/heap.h"

#define PST_BTH_LEVELS_MAX 8

struct pst_bth {
	struct pst_heap *heap; /* borrowed */
	guint key;             /* bytes */
	guint size;            /* bytes of a record without its key */
	guint levels;
	guint32 root;
	guint nlost; /* pieces that pst_bth_each left out */
};

/* Reads the head at a HID. Fails with ERR_FORMAT, or as pst_heap_piece. */
MUST_USE bool pst_bth_open(struct pst_heap *h, guint32 hid, struct pst_bth *bth, GError **error);

/*
 * Calls each for all records in their order, until it returns false. A piece that is damaged
 * is told of as a loss and left out. Fails with ERR_IO.
 */
MUST_USE bool pst_bth_each(struct pst_bth *bth,
    bool (*each)(void *user, guint32 key, const unsigned char *record), void *user, GError **error);

/* The record with a key: its first len bytes are copied. PST_FAILED as pst_heap_piece. */
MUST_USE enum pst_found pst_bth_find(
    const struct pst_bth *bth, guint32 key, void *record, size_t len, GError **error);

#endif
