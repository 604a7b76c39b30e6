/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goes through a source once and tells a visitor everything in it: its
 * entries, the bytes of its files and the messages found in them.
 *
 * Its exceptions, besides those of trees and stores. Losses: "unreadable", a file
 * that cannot be opened, of which there is neither an entry nor a file_end; "path-too-long", a
 * file or directory of which there is neither as well (scan_limit_paths); "read-error"
 * ("archive-broken" for a file in a packed one);
 * "changed-while-reading"; "unframed", a file that by its name is mail, or with all_mail any
 * file, in which no format finds mail, and as a note one that may be of an MH folder by its name. Notes: "empty-file", a
 * file without bytes that by its name holds mail; "hard-link", "symlink", "special-file",
 * "apple-double", a twin of other.h, "not-indexed", and "not-looked-into", a file of a format that holds
 * mail and that we cannot read yet, or a packed file that lies too deep in others; as a loss, one that could not be spilled.
 */
#ifndef CONVERT_SCAN_H
#define CONVERT_SCAN_H

#include "convert/nest.h"
#include "convert/store.h"

struct scan_options {
	const char *format;          /* only this store format is looked for; NULL: all */
	const enum quoting *quoting; /* of all mbox files, borrowed; NULL: it is detected */
	bool must_read; /* to convert: mail that cannot be read, or not all of it, is a loss */
	bool rebuild;   /* with must_read: parts beside a .partial.emlx are put into the message */
	bool all_mail;  /* a file that no format claims is an exception, not "other" */
	/*
	 * Looks into packed files, as tree_archive.h does: behind a packed file comes what is in it,
	 * as inside.h tells it. Its folders have the packed file's folder and name in
	 * front, without what says how it is packed; the parts of a split export
	 * (archive_path_set) have the same in front, and the same folders. What it points to is borrowed.
	 */
	struct nest_options packed;
	/*
	 * Messages in packed files do not count for the ids of others, and a note of each packed
	 * file in the source that has any, "not-indexed", says how many.
	 */
	bool apart;
	guint64 first_id; /* of messages; 0: 1 */
	size_t window;    /* bytes that a store is shown first; 0: STORE_WINDOW. For tests */
};

/*
 * A scan over one or several sources, which share the numbering of messages
 * and folders. Folders live as long as it does.
 */
struct scan;
struct scan *scan_new(const struct visitor *v, const struct scan_options *o);
void scan_free(struct scan *s);

/* From now on entries with a path of more than max bytes are exceptions. At first there is no limit. */
void scan_limit_paths(struct scan *s, size_t max);

/*
 * Goes through the tree to its end. name: the source's, put in front of the names of its
 * folders; NULL: nothing, for a single source. What could not be read or framed becomes
 * exceptions and the scan goes on; bytes that could not be read come as zeros up to
 * entry.size, so that the payload's layout holds, and are listed as a loss. Of a file that
 * grew, entry.size bytes are read. Fails only if the visitor does, or a tree that
 * cannot be read further.
 */
MUST_USE bool scan_tree(struct scan *s, struct tree *t, const char *name, GError **error);

/*
 * Tells what is in a packed file of a source that is gone through elsewhere: e, whose path begins with
 * the source's name. That is in front of its folders' names, as in a scan of several sources.
 * o->packed.spilled must be set, and its first spill have the file. Fails as scan_tree.
 */
MUST_USE bool scan_spilled(struct scan *s, const struct entry *e, GError **error);

typedef struct scan scan;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(scan, scan_free)

#endif
