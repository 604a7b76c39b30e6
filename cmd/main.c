/* SPDX-License-Identifier: Apache-2.0 */
/* The program: sets the process up, runs the command, and says how it ended. */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <unistd.h>

#include "cmd/command.h"
#include "cmd/reply.h"
#include "cmd/sandbox.h"
#include "cmd/signals.h"
#include "cmd/terminal.h"

/*
 * A file opened later must not become the standard error that messages go to. Results
 * for which there is no standard output are not written, and that is said at the end.
 */
static bool
fill_standard_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open(fd == STDOUT_FILENO ? "/dev/full" : "/dev/null", O_RDWR) != fd)
			return false;
	return true;
}

static bool
set_up(GError **error)
{
	if (!fill_standard_descriptors())
		return err_set_errno(error, errno, "open /dev/null");
	/* Names are bytes and texts are UTF-8, whatever the user's locale says. */
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		return err_set(error, ERR_IO, "the system lacks the locale C.UTF-8");
	if (sodium_init() < 0)
		return err_set(error, ERR_IO, "libsodium cannot be initialised");
	sandbox_protect_memory();
	signals_setup();
	return true;
}

static void
report(const char *command, const GError *error)
{
	if (command != NULL)
		terminal_say(LOUD_ERRORS, "%s: %s", command, error->message);
	else
		terminal_say(LOUD_ERRORS, "%s", error->message);
}

int
main(int argc, char **argv)
{
	const char *command = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(GError) lost = NULL;
	int status = COMMAND_FAILED;

	if (set_up(&error))
		status = command_main(argc, argv, &command, &error);
	terminal_status(NULL);
	if (error != NULL) {
		report(command, error);
		status = (int)exit_of_kind(err_kind(error));
	}
	if (!reply_flush(&lost)) {
		report(command, lost);
		status = (int)exit_worst((enum exit_status)status, EXIT_IO);
	}
	if (ferror(stdout))
		signals_die_of(SIGPIPE);
	if (error != NULL && err_kind(error) == ERR_INTERRUPTED && signals_caught() != 0)
		signals_die_of(signals_caught());
	return status;
}
