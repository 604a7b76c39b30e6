/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names of properties with ids from 0x8000, which differ from file to file. PST files
 * ([MS-PST] 2.4.7) and .msg files ([MS-OXMSG] 2.2.3) have them in three streams of one form:
 *
 *	sets     GUIDs of 16 bytes
 *	entries  number, or place of a text (4); bit 0: it is a text, above it the set (2);
 *	         id less 0x8000 (2). Set 1 is PS_MAPI, 2 PS_PUBLIC_STRINGS, from 3 those listed
 *	texts    length in bytes (4), UTF-16LE; the next one at a multiple of 4
 */
#ifndef CONVERT_MAPI_NAME_MAP_H
#define CONVERT_MAPI_NAME_MAP_H

#include "convert/mapi/object.h"

#define NAME_MAP_MAX 32768    /* ids there are: 0x8000 to 0xffff */
#define NAME_MAP_ENTRY_SIZE 8 /* bytes of an entry */
#define NAME_MAP_TEXT_MAX \
	(16 * 1024 * 1024) /* bytes of all texts, and of all sets, that callers read */

struct name_map;

/*
 * Of these streams, which are not needed any more behind it. *nbad: entries that are left
 * out, as they are damaged or stand for the id of another.
 */
struct name_map *name_map_new(
    const GByteArray *sets, const GByteArray *entries, const GByteArray *texts, guint *nbad);
void name_map_free(struct name_map *m); /* accepts NULL */

/* As mapi_named and mapi_name_of. */
guint16 name_map_id(const struct name_map *m, const struct mapi_name *name);
bool name_map_of(const struct name_map *m, guint16 id, struct mapi_name *name);

typedef struct name_map name_map;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(name_map, name_map_free)

#endif
