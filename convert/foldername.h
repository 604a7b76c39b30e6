/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Folder names on the way out: from lists of UTF-8 names to paths below an
 * output directory that any file system takes. docs/MAIL.md F-90 to F-95.
 *
 * A name is escaped reversibly, "%XX" being a byte:
 *  - for directories and mbox files (F-91): '%<>:"/\|?*', control characters, bytes that
 *    are not UTF-8, a blank or dot at either end, the first letter of a name that
 *    DOS reserves, and the dot of an ending that is the sink's own;
 *  - for Maildir++: '.' and '/', and '%' where it would be taken for an escape; on FAT
 *    (F-77) also what is escaped in directories; then modified UTF-7.
 * The empty name is "%00". "%~2" at the end tells apart what would be one name but for
 * letter case or normal form (F-92); "%~" and 16 hex digits ends a name that was too
 * long and is cut. Neither is part of an escaped name.
 */
#ifndef CONVERT_FOLDERNAME_H
#define CONVERT_FOLDERNAME_H

#include <glib.h>
#include <stdbool.h>

enum foldername_target {
	FOLDERNAME_MBOX,    /* "a/b.mbox" */
	FOLDERNAME_EML,     /* "a/b" */
	FOLDERNAME_MAILDIR, /* ".a.b"; "" for INBOX alone, in any letter case: F-93 */
	FOLDERNAME_MAILDIR_FAT,
};

/* No path is longer than this many bytes, nor has more than FOLDERNAME_DEPTH_MAX names. */
#define FOLDERNAME_PATH_MAX 1200
#define FOLDERNAME_DEPTH_MAX 64

/* One name, escaped for the target; the caller frees it. */
char *foldername_escape(const char *name, enum foldername_target target);

/*
 * The reverse of foldername_escape, modified UTF-7 aside: a copy in which each "%XX" is its byte,
 * unless that would not be UTF-8 or have a NUL. The caller frees it.
 */
char *foldername_unescape(const char *name);

/* The paths that were given out for one output directory. */
struct foldernames;
struct foldernames *foldernames_new(enum foldername_target target);
void foldernames_free(struct foldernames *f);

/*
 * The path for the folder with these names (NULL-terminated, at least one),
 * relative to the output directory: the same for the same names, and for
 * others another one, also on a file system that ignores letter case. Borrowed until
 * foldernames_free. Names beyond the limits are joined by "%~%2F". *changed is
 * whether a suffix or a cut made it differ from the escaped names.
 */
const char *foldernames_path(struct foldernames *f, char *const *names, bool *changed);

#endif
