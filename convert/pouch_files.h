/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The payload of a pouch, file after file, as the records of the tree manifest come: bytes and
 * messages are told to a visitor and digested again. Part of pouch_scan.h, which reads these
 * records and judges the whole.
 */
#ifndef CONVERT_POUCH_FILES_H
#define CONVERT_POUCH_FILES_H

#include "convert/pouch_context.h"
#include "convert/pouch_scan.h"

struct pouch_files;

/*
 * From the payload's first byte; all is borrowed. Like every function below it fails with
 * ERR_ALTERED where manifests and payload contradict each other, as pouch_read, and if the
 * visitor or an option's function does.
 */
MUST_USE struct pouch_files *pouch_files_new(struct pouch *p, const struct visitor *v,
    const struct pouch_scan_options *o, const struct pouch_context *context, GError **error);
void pouch_files_free(struct pouch_files *s); /* accepts NULL */

/* The next entry, by its record of a directory. */
MUST_USE bool pouch_files_entry(struct pouch_files *s, const struct tree_record *r, GError **error);

/* The next entry, by its record of a file, of which it takes what that owns. */
MUST_USE bool pouch_files_begin(struct pouch_files *s, struct tree_record *r, GError **error);

/* The end of that file, by its second record: only here its bytes and messages are read. */
MUST_USE bool pouch_files_end(struct pouch_files *s, const struct tree_record *r, GError **error);

/* Behind the last record: nothing but the end mark follows, and no message is left over. */
MUST_USE bool pouch_files_finish(struct pouch_files *s, GError **error);

/* What was counted so far; message_root only after pouch_files_finish. */
void pouch_files_result(const struct pouch_files *s, struct pouch_scan_result *result);

#endif
