/* SPDX-License-Identifier: Apache-2.0 */
/* The table of commands, and how a command line becomes a call; see command.h. */
#include "cmd/command.h"

#include <string.h>

#include "cmd/help.h"
#include "cmd/terminal.h"

const struct command *const commands[] = {
    &command_keygen,
    &command_inspect,
    &command_convert,
    &command_seal,
    &command_list,
    &command_verify,
    &command_unpack,
    &command_cat,
    &command_show,
    &command_receipt,
    &command_help,
    &command_version,
    NULL,
};

const struct command *
command_find(const char *name)
{
	for (size_t i = 0; commands[i] != NULL; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

/* What else people type for a command. */
static const char *
canonical_name(const char *word)
{
	static const char *const names[][2] = {
	    {"--help", "help"},
	    {"-h", "help"},
	    {"--version", "version"},
	    {"-V", "version"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(names[i][0], word) == 0)
			return names[i][1];
	return word;
}

/* GOption's message in our manner: lower case, and with what to do about it. */
static bool
usage_error(GError **error, const struct command *c, const GError *found)
{
	return err_set(error, ERR_USAGE, "%c%s (try 'mailpouch %s --help')",
	    g_ascii_tolower(found->message[0]), found->message + 1, c->name);
}

static bool
parse(const struct command *c, int argc, char **argv, GError **error)
{
	const GOptionEntry rest[] = {
	    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.arguments, NULL, NULL},
	    {0},
	};
	g_autoptr(GArray) shared = options_shared(c->groups);
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);
	g_autoptr(GError) found = NULL;

	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_add_main_entries(context, rest, NULL);
	g_option_context_add_main_entries(
	    context, (const GOptionEntry *)(void *)shared->data, NULL);
	if (c->entries != NULL)
		g_option_context_add_main_entries(context, c->entries, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &found))
		return usage_error(error, c, found);
	if (options.arguments == NULL)
		options.arguments = g_new0(char *, 1);
	return true;
}

static bool
check_arguments(const struct command *c, GError **error)
{
	int n = (int)g_strv_length(options.arguments);

	if (n < c->min)
		return err_set(error, ERR_USAGE,
		    "missing argument: mailpouch %s [OPTION]... %s (try 'mailpouch %s --help')",
		    c->name, c->arguments, c->name);
	if (c->max >= 0 && n > c->max)
		return err_set(error, ERR_USAGE,
		    "one argument too many: '%s' (try 'mailpouch %s --help')",
		    options.arguments[c->max], c->name);
	return true;
}

static enum loudness
loudness(void)
{
	if (options.quiet)
		return LOUD_ERRORS;
	return options.verbose ? LOUD_DETAILS : LOUD_NORMAL;
}

static int
run(const struct command *c, GError **error)
{
	if (options.help) {
		help_command(c);
		return EXIT_DONE;
	}
	if (options.quiet && options.verbose) {
		err_set(error, ERR_USAGE, "--quiet and --verbose exclude each other");
		return COMMAND_FAILED;
	}
	terminal_set_loudness(loudness());
	if (!terminal_set_color(options.color, error) || !check_arguments(c, error))
		return COMMAND_FAILED;
	return c->run(error);
}

int
command_main(int argc, char **argv, const char **name, GError **error)
{
	const struct command *c;

	if (argc < 2) {
		help_overview();
		return EXIT_DONE;
	}
	c = command_find(canonical_name(argv[1]));
	if (c == NULL) {
		err_set(error, ERR_USAGE, "unknown %s '%s' (try 'mailpouch help')",
		    argv[1][0] == '-' ? "option" : "command", argv[1]);
		return COMMAND_FAILED;
	}
	*name = c->name;
	/* The command's name stands where GOption expects the program's. */
	return parse(c, argc - 1, argv + 1, error) ? run(c, error) : COMMAND_FAILED;
}
