/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What messages of a pouch need to know before the scan gets to the records that say it: all
 * folders, and the quoting of their files. One pass over the tree manifest.
 */
#ifndef CONVERT_POUCH_CONTEXT_H
#define CONVERT_POUCH_CONTEXT_H

#include "convert/record_reader.h"

struct pouch_context;

/*
 * Fails as record_reader_next_tree; with ERR_ALTERED if the folders are not numbered one by
 * one, or one has no names or such as are not UTF-8.
 */
MUST_USE struct pouch_context *pouch_context_read(struct pouch *p, GError **error);
void pouch_context_free(struct pouch_context *c); /* accepts NULL */

/* The next folder that the scan meets, borrowed for the context's life; NULL if there is none. */
const struct folder *pouch_context_next_folder(struct pouch_context *c);

/* The folder of this number, borrowed likewise; NULL if none that was met has it. */
const struct folder *pouch_context_folder(const struct pouch_context *c, guint64 number);

/* The quoting of the file whose entry has this number. */
enum quoting pouch_context_quoting(const struct pouch_context *c, guint64 file);

typedef struct pouch_context pouch_context;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pouch_context, pouch_context_free)

#endif
