/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sandbox: what the program gives up before it reads foreign input, so that
 * a parser that is tricked has nothing to reach. Landlock leaves it the sources
 * to read and the output directories to write, seccomp leaves it no network, no
 * other program and no other process, and no core dump holds its secrets.
 *
 * What the system does not offer is done without, and sandbox_describe says so.
 * Under a sanitizer or valgrind, which do what a sandbox forbids, there is none.
 */
#ifndef CMD_SANDBOX_H
#define CMD_SANDBOX_H

#include "crypto/error.h"

/* What stays allowed. A path that does not exist is passed over. */
struct sandbox {
	GPtrArray *read;  /* of char *: files, and directories with all below; or NULL */
	GPtrArray *write; /* of char *: directories in which anything may be made, renamed,
	                     removed, and files that may be written; or NULL */
	bool required;    /* fail rather than go on with less than all of it */
};

/*
 * For the start of main: no core dumps, and no other process of the same user
 * may look into this one. /proc/self belongs to root from then on.
 */
void sandbox_protect_memory(void);

/*
 * Enters the sandbox, for good; once, before the first thread is started. Files
 * that are open stay usable, so keys are read and terminals opened before.
 * Character set tables, time zones and locales stay readable. Fails with ERR_IO
 * if s->required cannot be had.
 */
MUST_USE bool sandbox_enter(const struct sandbox *s, GError **error);

/*
 * What is in force now, for people: "landlock 7, seccomp, no core dumps" or
 * "no landlock (Function not implemented), ...". Valid until the next call of
 * sandbox_enter.
 */
const char *sandbox_describe(void);

#endif
