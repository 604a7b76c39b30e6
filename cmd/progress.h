/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The progress line of a long task, on a terminal alone:
 *
 *	sealing  1.2 GiB of 2.0 GiB  312.0 MiB/s  3 s left
 */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include <glib.h>

#include "crypto/error.h"

/* Starts a task. what: "sealing", "verifying"; a constant. */
void progress_start(const char *what);

/*
 * Shows how far the task is, at most ten times a second. May be called from any
 * thread, as often as one likes: it costs a comparison when there is nothing to
 * show.
 *
 * done, total: in bytes; a total of 0 is unknown
 */
void progress_set(guint64 done, guint64 total);

/* Ends the task and takes its line away. */
void progress_stop(void);

struct progress_state {
	const char *what;
	guint64 done, total; /* bytes; a total of 0 is unknown */
	gint64 elapsed;      /* microseconds since the start */
};

/* The line as it is shown, which the caller frees. */
MUST_USE char *progress_format(const struct progress_state *s);

#endif
