/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A message that is held until all of it is there, since what is written in front of it has its
 * length: in memory up to HELD_MESSAGE_MEMORY, what is longer in a spill.
 */
#ifndef CONVERT_HELD_MESSAGE_H
#define CONVERT_HELD_MESSAGE_H

#include "convert/buffer.h"
#include "convert/spill.h"

#define HELD_MESSAGE_MEMORY (16 * 1024 * 1024)

struct held_message;

/* long_ones: where those go; borrowed. NULL: everything stays in memory. */
struct held_message *held_message_new(struct spill *long_ones);
void held_message_free(struct held_message *h); /* accepts NULL */

/* Another message. */
void held_message_begin(struct held_message *h);

/* Its next bytes, of which it takes a reference. Fails as spill_write. */
MUST_USE bool held_message_add(struct held_message *h, const struct span *s, GError **error);

/* Bytes so far. */
guint64 held_message_len(const struct held_message *h);

/* Gives all of it to take, in order, in spans with owners. Fails with ERR_IO. */
MUST_USE bool held_message_give(struct held_message *h,
    void (*take)(void *user, const struct span *s), void *user, GError **error);

typedef struct held_message held_message;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(held_message, held_message_free)

#endif
