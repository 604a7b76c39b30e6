/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads one file of a tree and tells a visitor its bytes, the messages that its
 * format finds in them, and what is wrong with it.
 */
#ifndef CONVERT_READER_H
#define CONVERT_READER_H

#include "convert/derived.h"
#include "convert/places.h"
#include "convert/spill.h"

/* What files are read with. All pointers are borrowed. */
struct reader {
	const struct visitor *visitor;
	struct tree *tree;
	struct places *places;
	const struct store_ops *only; /* the one format that is looked for; NULL: all, or */
	const struct derive_ops *only_derived; /* the one of derive.h; NULL: all */
	const enum quoting *quoting;           /* see scan_options */
	bool all_mail, must_read, rebuild;     /* see scan_options */
	const char
	    *closed; /* why packed files are not looked into; NULL: they are, by the caller */
	struct spill *spill; /* where those that are no file of the system are put first, or NULL */
	/* Why no messages are derived from files; NULL: they are, with this; and where those are put first. */
	const char *derives_not;
	struct deriving_options deriving;
	struct spill *derives_from;
	bool inside;     /* tree is a packed file */
	size_t window;   /* bytes that a store is shown first, not 0 */
	guint64 next_id; /* of the next message; counted up */
	bool packed;     /* set: the file just read is packed, and for the caller to look into */
};

/*
 * The bytes, messages and exceptions of f, which was opened for e, and file_end.
 * Fails only if the visitor or the store does.
 */
MUST_USE bool reader_run(
    struct reader *r, const struct entry *e, struct tree_file *f, GError **error);

#endif
