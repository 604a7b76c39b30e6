/* SPDX-License-Identifier: Apache-2.0 */
/* Help texts, and the command "help"; see help.h. */
#include "cmd/help.h"

#include <stdio.h>
#include <string.h>

#define COLUMN 26 /* where the explanation of an option begins */

void
help_overview(void)
{
	printf("usage: mailpouch COMMAND [OPTION]... [ARGUMENT]...\n\n"
	       "Carries mail across a gap: seals an export (mbox, Maildir, .eml) into an\n"
	       "encrypted, signed archive, proves later that it is what was sealed, and\n"
	       "unpacks it into the format that is wanted there.\n\n");
	for (size_t i = 0; commands[i] != NULL; i++)
		printf("  %-10s %s\n", commands[i]->name, commands[i]->summary);
	printf("\n'mailpouch COMMAND --help' explains a command.\n");
}

/* "  -i, --identity=FILE       open with ..." */
static void
print_option(const GOptionEntry *e)
{
	g_autoptr(GString) left = g_string_new("  ");

	if (e->short_name != 0)
		g_string_append_printf(left, "-%c, ", e->short_name);
	else
		g_string_append(left, "    ");
	g_string_append_printf(left, "--%s", e->long_name);
	if (e->arg_description != NULL)
		g_string_append_printf(left, "=%s", e->arg_description);
	if (left->len + 2 > COLUMN)
		printf("%s\n%*s%s\n", left->str, COLUMN, "", e->description);
	else
		printf("%-*s%s\n", COLUMN, left->str, e->description);
}

static void
print_options(const GOptionEntry *e)
{
	for (; e != NULL && e->long_name != NULL; e++)
		if ((e->flags & G_OPTION_FLAG_HIDDEN) == 0 && e->long_name[0] != '\0')
			print_option(e);
}

void
help_command(const struct command *c)
{
	g_autoptr(GArray) shared = options_shared(c->groups);

	printf("usage: mailpouch %s [OPTION]...%s%s\n\n%c%s.\n", c->name,
	    c->arguments[0] != '\0' ? " " : "", c->arguments, g_ascii_toupper(c->summary[0]),
	    c->summary + 1);
	if (c->details != NULL)
		printf("\n%s", c->details);
	printf("\n");
	print_options(c->entries);
	print_options((const GOptionEntry *)(void *)shared->data);
}

static int
run_help(GError **error)
{
	const char *name = options.arguments[0];
	const struct command *c = name != NULL ? command_find(name) : NULL;

	if (name != NULL && c == NULL) {
		err_set(error, ERR_USAGE, "unknown command '%s' (try 'mailpouch help')", name);
		return COMMAND_FAILED;
	}
	if (c != NULL)
		help_command(c);
	else
		help_overview();
	return EXIT_DONE;
}

const struct command command_help = {
    .name = "help",
    .summary = "explain the program or a command",
    .arguments = "[COMMAND]",
    .max = 1,
    .run = run_help,
};
