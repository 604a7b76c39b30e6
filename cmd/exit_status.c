/* SPDX-License-Identifier: Apache-2.0 */
/* The table of exit statuses; see exit_status.h. */
#include "cmd/exit_status.h"

static const enum exit_status of_kind[ERR_NKINDS] = {
    [ERR_USAGE] = EXIT_USAGE,
    [ERR_IO] = EXIT_IO,
    [ERR_FORMAT] = EXIT_FORMAT,
    [ERR_UNSUPPORTED] = EXIT_FORMAT,
    [ERR_KEY] = EXIT_KEY,
    [ERR_ALTERED] = EXIT_ALTERED,
    [ERR_ORIGIN] = EXIT_ORIGIN,
    [ERR_DAMAGED] = EXIT_DAMAGED,
    [ERR_INCOMPLETE] = EXIT_INCOMPLETE,
    [ERR_INTERRUPTED] = EXIT_IO,
};

/* From the one that always wins to the one that never does. */
static const enum exit_status precedence[EXIT_NSTATUSES] = {
    EXIT_USAGE,
    EXIT_IO,
    EXIT_FORMAT,
    EXIT_KEY,
    EXIT_ALTERED,
    EXIT_ORIGIN,
    EXIT_DAMAGED,
    EXIT_INCOMPLETE,
    EXIT_REPAIRABLE,
    EXIT_LOSSES,
    EXIT_DONE,
};

enum exit_status
exit_of_kind(enum err_kind kind)
{
	g_assert((unsigned)kind < ERR_NKINDS);
	return of_kind[kind];
}

enum exit_status
exit_worst(enum exit_status a, enum exit_status b)
{
	for (size_t i = 0; i < G_N_ELEMENTS(precedence); i++)
		if (precedence[i] == a || precedence[i] == b)
			return precedence[i];
	g_assert_not_reached();
}
