/* SPDX-License-Identifier: Apache-2.0 */
/* The terminal with echo off; see prompt.h. */
#include "cmd/prompt.h"

#include "cmd/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* Signals by which the user stops the program; it goes on where it was. */
static const int stops[] = {SIGTSTP, SIGTTIN, SIGTTOU};

static volatile sig_atomic_t stopped_by;

enum answer { ANSWERED, AGAIN, FAILED };

bool
prompt_available(void)
{
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

	return fd >= 0 && close(fd) == 0;
}

static void
on_stop(int signum)
{
	stopped_by = signum;
}

static void
catch_stops(struct sigaction old[G_N_ELEMENTS(stops)])
{
	struct sigaction now;

	memset(&now, 0, sizeof(now));
	now.sa_handler = on_stop;
	sigemptyset(&now.sa_mask);
	stopped_by = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(stops); i++)
		(void)sigaction(stops[i], &now, &old[i]);
}

static void
release_stops(const struct sigaction old[G_N_ELEMENTS(stops)])
{
	for (size_t i = 0; i < G_N_ELEMENTS(stops); i++)
		(void)sigaction(stops[i], &old[i], NULL);
}

/* The terminal hands over whole lines, so that it edits them, up to its own limit. */
static enum answer
read_answer(int tty, struct secret *s, size_t max, GError **error)
{
	size_t n = 0;
	ssize_t got = 0;

	while (n <= max && (n == 0 || s->data[n - 1] != '\n')) {
		got = read(tty, s->data + n, 1);
		if (got <= 0)
			break;
		n++;
	}
	if (got < 0 && errno == EINTR && stopped_by != 0)
		return AGAIN;
	if (!signals_go_on(error))
		return FAILED;
	if (got < 0)
		return err_set_errno(error, errno, "read from the terminal"), FAILED;
	if (got == 0)
		return err_set(error, ERR_KEY, "the terminal hung up"), FAILED;
	if (s->data[n - 1] != '\n')
		return err_set(error, ERR_KEY, "the answer is longer than %zu bytes", max), FAILED;
	s->len = n - 1;
	return ANSWERED;
}

/* One attempt, ended by an answer or a signal; the terminal is afterwards as before. */
static enum answer
ask(int tty, const char *question, struct secret *s, size_t max, GError **error)
{
	struct sigaction old[G_N_ELEMENTS(stops)];
	struct termios was, quiet;
	enum answer a;

	if (tcgetattr(tty, &was) != 0)
		return err_set_errno(error, errno, "read the terminal's settings"), FAILED;
	quiet = was;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	catch_stops(old);
	if (tcsetattr(tty, TCSAFLUSH, &quiet) == 0 && write(tty, question, strlen(question)) >= 0)
		a = read_answer(tty, s, max, error);
	else if (stopped_by != 0)
		a = AGAIN;
	else
		err_set_errno(error, errno, "write to the terminal"), a = FAILED;
	(void)tcsetattr(tty, TCSAFLUSH, &was);
	(void)!write(tty, "\n", 1);
	release_stops(old);
	return a;
}

struct secret *
prompt_secret(const char *question, size_t max, GError **error)
{
	g_autoptr(secret) s = secret_new(max + 1);
	int tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	enum answer a = AGAIN;

	if (tty < 0) {
		err_set_errno(error, errno, "open /dev/tty");
		return NULL;
	}
	while (a == AGAIN) {
		a = ask(tty, question, s, max, error);
		if (a == AGAIN)
			(void)raise(stopped_by);
	}
	(void)close(tty);
	return a == ANSWERED ? g_steal_pointer(&s) : NULL;
}
