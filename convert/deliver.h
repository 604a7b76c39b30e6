/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Delivers the messages that a scan tells of into a sink.
 */
#ifndef CONVERT_DELIVER_H
#define CONVERT_DELIVER_H

#include "convert/sink.h"

struct delivery;

/* dirfd: an empty directory, borrowed; o->name is what messages call it. Fails with ERR_IO. */
MUST_USE struct delivery *delivery_new(
    const struct sink_ops *ops, int dirfd, const struct sink_options *o, GError **error);

/* The visitor to scan with; borrowed for the delivery's life. */
const struct visitor *delivery_visitor(struct delivery *d);

/* All messages are there: flushes and closes what was written. Fails with ERR_IO. */
MUST_USE bool delivery_finish(struct delivery *d, GError **error);

/* What the sink could not hold: struct sink_loss; borrowed for the delivery's life. */
const GArray *delivery_losses(const struct delivery *d);
void delivery_free(struct delivery *d); /* accepts NULL */

typedef struct delivery delivery;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(delivery, delivery_free)

#endif
