/* SPDX-License-Identifier: Apache-2.0 */
/* Help on standard output, written from the rows that the parser reads. */
#ifndef CMD_HELP_H
#define CMD_HELP_H

#include "cmd/command.h"

/* The overview: what the program is for, and a line for each command. */
void help_overview(void);

/* One command: usage, details, options. */
void help_command(const struct command *c);

#endif
