/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files of a source that no store format claims: what they are by name and
 * first bytes. All of them travel verbatim.
 */
#ifndef CONVERT_OTHER_H
#define CONVERT_OTHER_H

#include <glib.h>
#include <stdbool.h>

/*
 * Whether the file at path is what mail programs and systems keep beside mail:
 * an index, a list of subscriptions, a twin that macOS makes.
 */
bool other_is_companion(const char *path);

/*
 * Whether it is the twin of another file, which macOS makes where a file system or a zip cannot
 * hold what it keeps with files: "._NAME", or anything in __MACOSX. No mail, whatever its name.
 */
bool other_is_twin(const char *path);

/*
 * What holds mail, or may, and is no store by itself: "a PST or OST file", "a zip file"; NULL if
 * head, the file's first len bytes, is no such.
 */
const char *other_sealed(const unsigned char *head, size_t len);

/* Whether it is an OLE2 file: a .msg file, or, for all that this tells, a document. */
bool other_is_ole(const unsigned char *head, size_t len);

/*
 * Whether head, the first len bytes of a file, is that of a packed one, which
 * tree_archive.h can look into: zip, tar, 7z, gzip, bzip2, xz, zstd.
 */
bool other_is_packed(const unsigned char *head, size_t len);

/*
 * Whether the file of this name and size, whose first len bytes head is, is a packed one with nothing in
 * it, which has none of the signs of one: a zip is its end alone, a tar is zeros.
 */
bool other_is_empty(const char *name, guint64 size, const unsigned char *head, size_t len);

/*
 * Whether its name says that the file, which begins with len bytes, is mail: "x.mbox", "x.eml". So does
 * "x.msg" unless it is text.
 */
bool other_promises_mail(const char *name, const unsigned char *head, size_t len);

/* Whether by its name it is of a kind that is never empty: "x.pst". */
bool other_promises_bytes(const char *name);

#endif
