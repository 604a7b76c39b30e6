/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of the sealing pipeline: a thread that takes segments and batches of records in
 * the order in which they were handed out, and writes them into the volume.
 */
#ifndef CONVERT_COLLECTOR_H
#define CONVERT_COLLECTOR_H

#include "convert/ordered.h"
#include "convert/pouch_head.h"

struct collector_options {
	struct ordered *ordered; /* of segments (payload.h) and batches (batch.h) */
	struct volume_writer *volume;
	const struct pouch_head *head;
	const char *name;              /* the pouch's, which errors begin with */
	bool (*go_on)(GError **error); /* false with *error set ends the run; may be NULL */
};

struct collector;

/* Starts the thread. What the options point to is borrowed until it has ended. */
struct collector *collector_new(const struct collector_options *o);

/*
 * Whether something could not be written: then *error, unless it is NULL or set, is a copy of
 * what happened. The thread goes on to take jobs, and releases them. From any thread.
 */
bool collector_failed(struct collector *c, GError **error);

/* Waits until all jobs are taken. ordered_close must have been called. */
void collector_join(struct collector *c);

/*
 * After collector_join, without failure: writes the last chunks and fills in the totals that
 * are known here: segments, payload, tree_chunks, mail_chunks, message_root. Fails with ERR_IO.
 */
MUST_USE bool collector_finish(struct collector *c, struct seal *totals, GError **error);

/* After collector_join. Accepts NULL. */
void collector_free(struct collector *c);

typedef struct collector collector;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(collector, collector_free)

#endif
