/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hard links in a packed file: names for files that came before, or come later, whose
 * bytes are read once more for each.
 */
#ifndef CONVERT_ARCHIVE_LINKS_H
#define CONVERT_ARCHIVE_LINKS_H

#include <glib.h>
#include <stdbool.h>

#define ARCHIVE_LINKS_MAX (64 * 1024 * 1024) /* bytes that the names take */

struct archive_links;
struct archive_links *archive_links_new(void);
void archive_links_free(struct archive_links *l); /* accepts NULL */

/* Keeps path as a name of target; false if there are too many to keep. */
bool archive_links_add(struct archive_links *l, const char *target, const char *path);

/* A name of target that was kept, now the caller's; NULL: there is none left. */
char *archive_links_take(struct archive_links *l, const char *target);

/*
 * The same of any target. From the first call on nothing is left for archive_links_take, and nothing
 * may be added.
 */
char *archive_links_take_any(struct archive_links *l);

/* Whether nothing is left for archive_links_take. */
bool archive_links_empty(const struct archive_links *l);

#endif
