/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbered parts of split downloads, told by their names: "takeout-20240101T000000Z-002.zip",
 * "takeout-20240101T000000Z-3-002.tgz", "mail.7z.002".
 */
#ifndef CONVERT_COMPLETE_PARTS_H
#define CONVERT_COMPLETE_PARTS_H

#include <glib.h>
#include <stdbool.h>

struct complete_parts;
struct complete_parts *complete_parts_new(void);
void complete_parts_free(struct complete_parts *p); /* accepts NULL */

/* A file was met; size 0: not known. The same one may be told twice. */
void complete_parts_add(struct complete_parts *p, const char *path, guint64 size);

/*
 * Calls tell for each series of which a part is missing ("part-missing") or may follow
 * ("part-may-follow"), in no particular order. path is that of a part that is there.
 */
void complete_parts_end(const struct complete_parts *p,
    void (*tell)(void *user, const char *kind, const char *path, const char *text), void *user);

#endif
