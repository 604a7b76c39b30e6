/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of a descriptor, or questions on the terminal; see passphrase.h. */
#include "cmd/passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/options.h"
#include "cmd/prompt.h"
#include "cmd/signals.h"
#include "cmd/terminal.h"

static int lines = -1; /* the descriptor that passphrases are read from, or -1: terminal */

static bool
open_file(const char *path, GError **error)
{
	struct stat st;

	lines = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (lines < 0 || fstat(lines, &st) != 0)
		return err_set(error, ERR_IO, "%s: open: %s", path, g_strerror(errno));
	if (S_ISREG(st.st_mode) && (st.st_mode & 077) != 0)
		terminal_say(LOUD_NORMAL,
		    "warning: %s: others may read this passphrase (chmod 600 helps)", path);
	return true;
}

bool
passphrase_open(GError **error)
{
	bool given = options.passphrase_fd != OPTIONS_NO_FD;

	if (given && options.passphrase_file != NULL)
		return err_set(
		    error, ERR_USAGE, "give either --passphrase-fd or --passphrase-file, not both");
	if (options.passphrase_file != NULL)
		return open_file(options.passphrase_file, error);
	if (given && (options.passphrase_fd < 0 || fcntl(options.passphrase_fd, F_GETFD) < 0))
		return err_set(error, ERR_USAGE, "--passphrase-fd %d is not an open descriptor",
		    options.passphrase_fd);
	if (given)
		lines = options.passphrase_fd;
	return true;
}

bool
passphrase_available(void)
{
	return lines >= 0 || prompt_available();
}

/*
 * Reads a line without its end into s, whose len becomes the line's, byte by
 * byte, since what follows may be somebody else's. A line of s->len bytes is
 * already too long. False at the end of input.
 */
static bool
read_line(struct secret *s, GError **error)
{
	size_t n = 0;
	ssize_t got = 0;

	while (n < s->len) {
		got = read(lines, s->data + n, 1);
		if (got < 0 && errno == EINTR && !signals_go_on(error))
			return false;
		if (got < 0 && errno == EINTR)
			continue;
		if (got != 1 || s->data[n] == '\n')
			break;
		n++;
	}
	if (got < 0)
		return err_set_errno(error, errno, "read");
	if (got == 0 && n == 0)
		return err_set(error, ERR_KEY, "there are fewer lines than passphrases needed");
	if (n == s->len)
		return err_set(error, ERR_KEY, "longer than %d bytes", PASSPHRASE_MAX);
	s->len = n > 0 && s->data[n - 1] == '\r' ? n - 1 : n;
	return true;
}

static struct secret *
next_line(const char *what, GError **error)
{
	g_autoptr(secret) s = secret_new(PASSPHRASE_MAX + 1);

	if (!read_line(s, error))
		g_prefix_error(error, "passphrase of %s: ", what);
	else if (s->len == 0)
		err_set(error, ERR_KEY, "passphrase of %s: the line is empty", what);
	else
		return g_steal_pointer(&s);
	return NULL;
}

static struct secret *
ask_terminal(const char *question, const char *what, GError **error)
{
	g_autofree char *safe = terminal_escape(what, -1);
	g_autofree char *text = g_strdup_printf("%s %s: ", question, safe);
	g_autoptr(secret) s = prompt_secret(text, PASSPHRASE_MAX, error);

	if (s != NULL && s->len == 0) {
		err_set(error, ERR_KEY, "no passphrase was given for %s", what);
		return NULL;
	}
	return g_steal_pointer(&s);
}

struct secret *
passphrase_ask(const char *what, GError **error)
{
	if (lines >= 0)
		return next_line(what, error);
	if (prompt_available())
		return ask_terminal("Passphrase of", what, error);
	err_set(error, ERR_KEY,
	    "%s needs a passphrase, and there is no terminal to ask (give --passphrase-fd or "
	    "--passphrase-file)",
	    what);
	return NULL;
}

struct secret *
passphrase_create(const char *what, GError **error)
{
	if (lines >= 0)
		return next_line(what, error);
	if (!prompt_available()) {
		err_set(error, ERR_USAGE,
		    "no terminal to ask for the passphrase of %s (give --passphrase-fd or "
		    "--passphrase-file)",
		    what);
		return NULL;
	}
	for (;;) {
		g_autoptr(secret) first = ask_terminal("New passphrase of", what, error);
		g_autoptr(secret) second =
		    first != NULL ? ask_terminal("Again, passphrase of", what, error) : NULL;

		if (second == NULL)
			return NULL;
		if (first->len == second->len &&
		    sodium_memcmp(first->data, second->data, first->len) == 0)
			return g_steal_pointer(&first);
		terminal_say(LOUD_ERRORS, "the two passphrases differ; try again");
	}
}
