/* SPDX-License-Identifier: Apache-2.0 */
/* A set of node ids, one bit each where they lie close together, as those of a file do. */
#ifndef CONVERT_PST_NIDS_H
#define CONVERT_PST_NIDS_H

#include <glib.h>
#include <stdbool.h>

/* An empty set; ends with g_hash_table_unref. */
GHashTable *pst_nids_new(void);

/* Adds an id; false: it was in it. */
bool pst_nids_add(GHashTable *set, guint32 nid);
bool pst_nids_has(GHashTable *set, guint32 nid);

#endif
