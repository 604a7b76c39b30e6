/* SPDX-License-Identifier: Apache-2.0 */
/* The version of the program; the Makefile reads this line too. */
#ifndef CMD_VERSION_H
#define CMD_VERSION_H

#define MAILPOUCH_VERSION "0.1.0"

/* The libraries that shape what is in a pouch, with versions; the caller frees it. */
char *version_libraries(void);

#endif
