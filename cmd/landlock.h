/* SPDX-License-Identifier: Apache-2.0 */
/* Landlock: a process gives up access to files by path (man 7 landlock). */
#ifndef CMD_LANDLOCK_H
#define CMD_LANDLOCK_H

#include "crypto/error.h"

/*
 * Restricts the calling thread, and those that it starts afterwards, for good:
 * what is below the paths of readable may be read, below those of writable also
 * made, written, renamed and removed; nothing else is opened any more. Where
 * the kernel can do that too: no TCP, no signals or abstract sockets out of the
 * process. Execution is never allowed. Paths that cannot be opened are passed
 * over; writable may be NULL.
 *
 * Returns the version of Landlock's interface that is in force, or -1 with
 * ERR_IO if the kernel has none or refuses.
 */
MUST_USE int landlock_enter(GPtrArray *readable, GPtrArray *writable, GError **error);

#endif
