/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of node ids; see nids.h. */
#include "convert/pst/nids.h"

#define BITS 8192 /* ids of a piece of the set: 1 KiB */

GHashTable *
pst_nids_new(void)
{
	return g_hash_table_new_full(NULL, NULL, NULL, g_free);
}

bool
pst_nids_has(GHashTable *set, guint32 nid)
{
	const unsigned char *piece = g_hash_table_lookup(set, GUINT_TO_POINTER(nid / BITS));

	return piece != NULL && (piece[nid % BITS / 8] & 1 << nid % 8) != 0;
}

bool
pst_nids_add(GHashTable *set, guint32 nid)
{
	unsigned char *piece = g_hash_table_lookup(set, GUINT_TO_POINTER(nid / BITS));

	if (pst_nids_has(set, nid))
		return false;
	if (piece == NULL) {
		piece = g_malloc0(BITS / 8);
		g_hash_table_insert(set, GUINT_TO_POINTER(nid / BITS), piece);
	}
	piece[nid % BITS / 8] |= (unsigned char)(1 << nid % 8);
	return true;
}
