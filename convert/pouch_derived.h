/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The messages of a pouch that are derived again in its scan: told to the visitor, counted, and what is wrong
 * with one told as an exception. Part of pouch_files.h.
 */
#ifndef CONVERT_POUCH_DERIVED_H
#define CONVERT_POUCH_DERIVED_H

#include "convert/derive_again.h"
#include "convert/pouch_scan.h"

/* Callers set the first three, which are borrowed, and the rest to zero. */
struct pouch_derived {
	struct pouch *pouch;
	const struct visitor *visitor;
	const struct pouch_scan_options *options;
	guint64 nsame, nskipped;         /* as recorded; not derived again */
	struct derive_again_file *again; /* pouch_derived.c's own */
};

/* Whether a message lies in no file as bytes. */
bool pouch_derived_is(const struct message_record *m);

/*
 * A message, complete with its folder, of the file of this record, of which read bytes were read.
 * Fails as derive_again_message.
 */
MUST_USE bool pouch_derived_message(struct pouch_derived *d, const struct message_record *m,
    const struct tree_record *file, guint64 read, GError **error);

/* The file has no more of them. */
void pouch_derived_end(struct pouch_derived *d);

#endif
