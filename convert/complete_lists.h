/* SPDX-License-Identifier: Apache-2.0 */
/* What lists say of mailboxes, held against the mailboxes that there are. See complete.h. */
#ifndef CONVERT_COMPLETE_LISTS_H
#define CONVERT_COMPLETE_LISTS_H

#include <glib.h>

struct complete_lists;
struct complete_lists *complete_lists_new(void);
void complete_lists_free(struct complete_lists *l); /* accepts NULL */

/* There is a mailbox at path, with this many messages more. */
void complete_lists_count(struct complete_lists *l, const char *path, guint64 nmessages);

/* A list says that it has so many; by: which one. */
void complete_lists_expect(
    struct complete_lists *l, const char *path, guint64 nmessages, const char *by);

/* Calls tell for each mailbox that has fewer, is empty or is not there. */
void complete_lists_end(const struct complete_lists *l,
    void (*tell)(void *user, const char *kind, const char *path, const char *text), void *user);

#endif
