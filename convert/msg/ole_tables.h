/* SPDX-License-Identifier: Apache-2.0 */
/* The header, tables and directory of a compound file that ole.h makes; what is in streams follows them. */
#ifndef CONVERT_MSG_OLE_TABLES_H
#define CONVERT_MSG_OLE_TABLES_H

#include "convert/msg/cfb.h"

#define OLE_SECTOR 512

/* An entry of its directory. */
struct ole_entry {
	guint32 source; /* entry in the file that it is made of */
	guint32 left, right, child;
	guint32 first; /* sector, or mini sector */
	guint64 size;  /* bytes of a stream */
};

/* The entries of the storage and all below it, the storage as the root. The caller unrefs it. */
GArray *ole_entries(const struct cfb *c, guint32 storage);

/* Whether its bytes lie in the mini stream. */
bool ole_is_mini(const struct cfb *c, const struct ole_entry *e);

/* Everything in front of the mini stream; sets where streams begin. The caller unrefs it. */
GByteArray *ole_tables(const struct cfb *c, GArray *entries);

#endif
