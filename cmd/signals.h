/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signals that end the program: SIGINT, SIGTERM, SIGHUP, SIGQUIT. They only set a flag;
 * whoever works for long looks at it, cleans up and returns ERR_INTERRUPTED, and
 * main raises the signal again. A second one, from an impatient user, ends the
 * program at once.
 */
#ifndef CMD_SIGNALS_H
#define CMD_SIGNALS_H

#include "crypto/error.h"

/*
 * Installs the handlers, and ignores SIGPIPE and SIGXFSZ, so that writing fails
 * with EPIPE and EFBIG instead. A signal that the program was started with as
 * ignored (nohup) stays ignored.
 */
void signals_setup(void);

/* Undoes it for signals that end the program: for work that leaves nothing to clean up. */
void signals_default(void);

/* The signal that came, or 0. May be called from any thread. */
int signals_caught(void);

/*
 * Whether to go on: true as long as no signal came, afterwards false with
 * ERR_INTERRUPTED. May be called from any thread, as often as one likes.
 */
MUST_USE bool signals_go_on(GError **error);

/* Ends the program by this signal. Returns only if the signal is blocked. */
void signals_die_of(int signum);

#endif
