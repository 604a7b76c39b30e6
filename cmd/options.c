/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of shared options; see options.h. */
#include "cmd/options.h"

struct options options = {.passphrase_fd = OPTIONS_NO_FD};

static const struct {
	unsigned groups; /* any of them; 0 is every command */
	GOptionEntry entry;
} rows[] = {
    {OPTIONS_IDENTITY,
	{"identity", 'i', 0, G_OPTION_ARG_FILENAME_ARRAY, &options.identities,
	    "open with the age identities in FILE; may be repeated", "FILE"}},
    {OPTIONS_PASSPHRASE | OPTIONS_IDENTITY,
	{"passphrase-fd", 0, 0, G_OPTION_ARG_INT, &options.passphrase_fd,
	    "read passphrases from file descriptor N, one a line", "N"}},
    {OPTIONS_PASSPHRASE | OPTIONS_IDENTITY,
	{"passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &options.passphrase_file,
	    "read passphrases from FILE, one a line", "FILE"}},
    {OPTIONS_FORCE,
	{"force", 0, 0, G_OPTION_ARG_NONE, &options.force, "replace output that exists", NULL}},
    {OPTIONS_JSON,
	{"json", 0, 0, G_OPTION_ARG_NONE, &options.json, "print the result as JSON", NULL}},
    {OPTIONS_SANDBOX,
	{"require-sandbox", 0, 0, G_OPTION_ARG_NONE, &options.require_sandbox,
	    "stop if the kernel cannot confine the program", NULL}},
    {0,
	{"color", 0, 0, G_OPTION_ARG_STRING, &options.color,
	    "colour in messages: auto (default), always or never", "WHEN"}},
    {0, {"quiet", 'q', 0, G_OPTION_ARG_NONE, &options.quiet, "no messages but errors", NULL}},
    {0, {"verbose", 'v', 0, G_OPTION_ARG_NONE, &options.verbose, "more detail", NULL}},
    {0, {"help", 'h', 0, G_OPTION_ARG_NONE, &options.help, "print this help", NULL}},
};

GArray *
options_shared(unsigned groups)
{
	GArray *shared = g_array_new(TRUE, FALSE, sizeof(GOptionEntry));

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (rows[i].groups == 0 || (rows[i].groups & groups) != 0)
			g_array_append_val(shared, rows[i].entry);
	return shared;
}
