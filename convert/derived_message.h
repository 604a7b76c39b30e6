/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A derived message on its way to a visitor: its bytes come in pieces, and are held until the
 * whole header is there, with which it begins.
 */
#ifndef CONVERT_DERIVED_MESSAGE_H
#define CONVERT_DERIVED_MESSAGE_H

#include "convert/visitor.h"

struct derived_message {
	const struct visitor *visitor; /* borrowed; set by the caller, as next_id */
	guint64 *next_id;       /* counted up when a message begins; NULL: message.id is set */
	struct message message; /* for the caller to fill in behind derived_message_start */
	bool begun;
	GPtrArray *head;    /* struct buffer *: bytes until it begins */
	GByteArray *joined; /* the same in one piece */
};

void derived_message_init(struct derived_message *d, const struct visitor *v, guint64 *next_id);
void derived_message_clear(struct derived_message *d);

/* Another message. */
void derived_message_start(struct derived_message *d);

/* Its bytes, in spans with owners. Like the next it fails if the visitor does. */
MUST_USE bool derived_message_bytes(
    struct derived_message *d, const struct span *s, GError **error);
MUST_USE bool derived_message_end(struct derived_message *d, GError **error);

#endif
