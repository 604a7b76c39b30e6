/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Work that is done by several threads and collected in the order in which it
 * was given out, so that results do not depend on the number of threads. The
 * number of pieces between the two ends is bounded, and so is memory.
 */
#ifndef CONVERT_ORDERED_H
#define CONVERT_ORDERED_H

#include <glib.h>
#include <stdbool.h>

/* A piece of work; callers make it the first member of their own struct. */
struct job {
	void (*work)(struct job *j); /* runs in a thread of the pool */
	size_t weight;               /* bytes of memory that it holds until it is collected */
	bool done;                   /* ordered.c's own */
};

struct ordered;

/*
 * nthreads workers (at least 1). No more than max_weight bytes of jobs are between
 * ordered_push and ordered_pop, or one job, if it is heavier alone. Whoever pushes
 * and pops in the same thread gives G_MAXSIZE and bounds them himself, since
 * ordered_push would wait for ever.
 */
struct ordered *ordered_new(guint nthreads, size_t max_weight);

/*
 * Hands a job out; blocks while too much is under way. The job is then ordered's
 * until it is popped. One thread pushes.
 */
void ordered_push(struct ordered *o, struct job *j);

/* Jobs whose work has not begun need not be done any more: they come back without it. */
void ordered_cancel(struct ordered *o);

/* No more jobs will come. */
void ordered_close(struct ordered *o);

/*
 * The oldest job, when its work is done; it is the caller's again. NULL when all
 * were popped and ordered_close was called. One thread pops.
 */
struct job *ordered_pop(struct ordered *o);

/* As ordered_pop, but NULL at once when no job is under way. */
struct job *ordered_pop_pending(struct ordered *o);

/* Ends the workers. All jobs must have been popped. Accepts NULL. */
void ordered_free(struct ordered *o);

/* How many workers are sensible here: the CPUs we may use, at most 4 for memory's sake. */
guint ordered_threads(void);

typedef struct ordered ordered;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ordered, ordered_free)

#endif
