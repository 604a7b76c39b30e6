/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The options that commands share. Each is one GOptionEntry row, from which the
 * parser and --help both read.
 */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include <glib.h>

/* Which groups of shared options a command takes; -q, -v and the like all take. */
enum option_groups {
	OPTIONS_JSON = 1 << 0,       /* --json */
	OPTIONS_FORCE = 1 << 1,      /* --force */
	OPTIONS_PASSPHRASE = 1 << 2, /* --passphrase-fd, --passphrase-file */
	OPTIONS_IDENTITY = 1 << 3,   /* -i, and OPTIONS_PASSPHRASE */
	OPTIONS_SANDBOX = 1 << 4,    /* --require-sandbox */
};

#define OPTIONS_NO_FD G_MININT

/* What they were set to on the command line; paths are raw bytes. */
struct options {
	gboolean help, quiet, verbose;
	char *color; /* NULL if not given, likewise below */
	gboolean json, force, require_sandbox;
	int passphrase_fd; /* OPTIONS_NO_FD if not given */
	char *passphrase_file;
	char **identities;
	char **arguments; /* NULL-terminated, never NULL itself: what is no option */
};

extern struct options options;

/*
 * The rows of these groups and of the options that every command takes, ended
 * by an empty one. The caller frees the array; its strings are constants.
 */
GArray *options_shared(unsigned groups);

#endif
