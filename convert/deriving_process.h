/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A process at work for deriving.h: it is started, its questions for bytes of the file are
 * answered, and it is given up if it is silent or asks without end. convert/derive_job.h is what it does.
 */
#ifndef CONVERT_DERIVING_PROCESS_H
#define CONVERT_DERIVING_PROCESS_H

#include "convert/deriving.h"

struct deriving_process;

/*
 * o: borrowed as long as the process lives; its patience is set.
 * first: of a walk, items that it passes over.
 * Fails with ERR_IO if no process can be started.
 */
MUST_USE struct deriving_process *deriving_process_start(
    const struct deriving_options *o, guint64 first, GError **error);
void deriving_process_end(struct deriving_process *p); /* accepts NULL */

/* Asks for one item, which is its next result. Fails with ERR_FORMAT if it does not listen. */
MUST_USE bool deriving_process_ask(struct deriving_process *p, guint64 node, GError **error);

/*
 * Its next frame that is no question, borrowed until the next call. Fails with ERR_FORMAT if the
 * process is of no use any more, as unpack_stream_next.
 */
MUST_USE bool deriving_process_next(
    struct deriving_process *p, struct unpack_frame *f, GError **error);

/* Milliseconds since its latest result. */
gint64 deriving_process_waited(const struct deriving_process *p);

#endif
