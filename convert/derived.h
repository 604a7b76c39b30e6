/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tells a visitor the messages that are derived from one file (derive.h), behind its bytes and
 * before its file_end, and then the accounts of its folders.
 *
 * Its exceptions. Losses: "item-lost", an item that made no message; "item-damaged", one that made
 * a part of one; "items-missing", the file has more items by its own list than were found;
 * "derive-broken", it cannot be read further. Notes: "search-folder", a folder that is a search;
 * "orphan", an item that stands in no folder's table, or only there. Besides those of the converter.
 */
#ifndef CONVERT_DERIVED_H
#define CONVERT_DERIVED_H

#include "convert/deriving.h"
#include "convert/places.h"

/* What the messages of a file are derived with. What is not said is borrowed. */
struct derived {
	const struct visitor *visitor;
	struct places *places;
	guint64 *next_id;          /* of the next message; counted up */
	const struct entry *entry; /* of the file */
	bool alone; /* there is nothing else to read: that it is of no kind that can be ends it */
	struct deriving_options with; /* its file and size too */
};

/* Tells all. Fails if the visitor does, as deriving_next, and with ERR_UNSUPPORTED: alone. */
MUST_USE bool derived_tell(const struct derived *d, GError **error);

/* The exception that an item is: "node 0x200024: REASON". The caller frees it. */
char *derived_reason(guint64 node, const char *reason);

#endif
