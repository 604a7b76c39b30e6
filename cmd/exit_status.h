/* SPDX-License-Identifier: Apache-2.0 */
/* The exit statuses of the program (docs/JSON.md), and which one wins. */
#ifndef CMD_EXIT_STATUS_H
#define CMD_EXIT_STATUS_H

#include "crypto/error.h"

enum exit_status {
	EXIT_DONE = 0,        /* done, or verified; notes do not change it */
	EXIT_ALTERED = 1,     /* it is not what was sealed, or the sources differ */
	EXIT_USAGE = 2,       /* the command line */
	EXIT_IO = 3,          /* cannot open, read or write */
	EXIT_FORMAT = 4,      /* the input is not something we can read */
	EXIT_KEY = 5,         /* wrong or missing identity or passphrase */
	EXIT_LOSSES = 6,      /* done, but with losses, all listed */
	EXIT_ORIGIN = 7,      /* nobody who is trusted vouches for it */
	EXIT_REPAIRABLE = 8,  /* damaged, and repair can mend it */
	EXIT_DAMAGED = 9,     /* damaged beyond repair */
	EXIT_INCOMPLETE = 10, /* volumes missing, or never sealed */
};

#define EXIT_NSTATUSES (EXIT_INCOMPLETE + 1)

/*
 * The status of an error of this kind. ERR_INTERRUPTED has none, since the
 * signal is raised again instead; it counts as EXIT_IO where that cannot be.
 */
enum exit_status exit_of_kind(enum err_kind kind);

/*
 * The status that is reported where two apply: the first of 2, 3, 4, 5 (could
 * not work), then 1, 7, 9, 10, 8, 6, 0.
 */
enum exit_status exit_worst(enum exit_status a, enum exit_status b);

#endif
