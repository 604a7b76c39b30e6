/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The commands: a table with one row for each (command.c), which a file of its
 * own defines: keygen.c has command_keygen.
 */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include "cmd/exit_status.h"
#include "cmd/options.h"
#include "crypto/error.h"

/* What run returns when it sets *error, whose kind then decides. */
#define COMMAND_FAILED (-1)

struct command {
	const char *name;            /* "seal" */
	const char *summary;         /* for the overview: "seal mail into a pouch" */
	const char *arguments;       /* "SOURCE..." */
	const char *details;         /* further lines for --help, or NULL */
	const GOptionEntry *entries; /* its own options, ended by an empty row; or NULL */
	unsigned groups;             /* enum option_groups: the shared options it takes */
	int min, max;                /* number of arguments; max -1: any number */
	/*
	 * Does the work, when its own options are parsed into the variables of
	 * entries and the shared ones into the struct options. Results go to stdout;
	 * whether they got there is checked afterwards. Returns an enum exit_status,
	 * or COMMAND_FAILED with *error set.
	 */
	int (*run)(GError **error);
};

/* The table, in the order of the overview, ended by NULL. */
extern const struct command *const commands[];

extern const struct command command_keygen, command_inspect, command_convert, command_seal,
    command_list, command_verify, command_unpack, command_receipt, command_cat, command_show,
    command_help, command_version;

/* The command of this name, or NULL. */
const struct command *command_find(const char *name);

/*
 * Runs the program's command line; *name: set to the command's name, a constant,
 * as soon as it is known. Returns as run does. A mistake on the command line is
 * ERR_USAGE and its message says what to do. Words that are nobody's are quoted
 * as they are, so a message is escaped before it is shown.
 */
MUST_USE int command_main(int argc, char **argv, const char **name, GError **error);

#endif
