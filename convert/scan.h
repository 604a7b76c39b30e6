/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goes through a source once and tells a visitor everything in it: its
 * entries, the bytes of its files and the messages found in them.
 */
#ifndef CONVERT_SCAN_H
#define CONVERT_SCAN_H

#include "convert/store.h"

struct scan_options {
	const char *format;    /* only this store format is looked for; NULL: all */
	const char *prefix;    /* name put in front of every folder and path; NULL: none */
	bool all_mail;         /* a file that no format claims is an exception, not "other" */
};

/*
 * A scan over one or several sources, which share the numbering of messages
 * and folders. Folders live as long as it does.
 */
struct scan;
struct scan *scan_new(const struct visitor *v, const struct scan_options *o);
void scan_free(struct scan *s);

/*
 * Goes through the tree to its end. What could not be read or framed becomes
 * exceptions (read-error, changed-while-reading, symlink, special-file, hard-link ...)
 * and the scan goes on; bytes that could not be read come as zeros up to
 * entry.size, so that the payload's layout holds, and are listed as a loss. Fails only if
 * the visitor does, or with ERR_IO if the root cannot be read.
 */
MUST_USE bool scan_tree(struct scan *s, struct tree *t, GError **error);

typedef struct scan scan;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(scan, scan_free)

#endif
