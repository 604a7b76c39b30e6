/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A store whose file is one message from its first byte to its last: what the
 * Maildir and EML formats have in common. Their stores begin with a struct
 * single; before the visitor hears of it they fill its message in.
 */
#ifndef CONVERT_SINGLE_H
#define CONVERT_SINGLE_H

#include "convert/store.h"

struct single {
	struct store base;
	struct store_file file; /* what it points to is borrowed */
	struct message message; /* at, len, head and id are single's; its owner may set the rest */
	void (*prepare)(
	    struct single *s); /* message.head is there: fill in what it says; may be NULL */
	bool begun;
};

/* Makes s a store of this format on f, with an empty message in f->folder. */
void single_init(struct single *s, const struct store_ops *ops, const struct store_file *f);

/*
 * Tells the visitor that the message begins, if that was not done: true when it has. False
 * without an error: the window does not have the whole header yet.
 */
bool single_begin(struct single *s, const struct span *w, bool last, GError **error);

/*
 * store_ops.feed. Waits until the window has the whole header or
 * MESSAGE_HEAD_MAX bytes, completes the message from its header
 * (envelope_from_header; then from the file's mtime) and tells the visitor.
 */
gssize single_feed(struct store *s, const struct span *w, guint64 at, bool last, GError **error);

/* Tells the visitor of an exception about the whole file. */
bool single_except(const struct single *s, enum severity severity, const char *rule,
    const char *reason, GError **error);

/* store_ops.close for a store that owns nothing more than its struct single, made by g_new. */
void single_close(struct store *s);

#endif
