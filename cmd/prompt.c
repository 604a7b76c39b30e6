/* SPDX-License-Identifier: Apache-2.0 */
/* The terminal with echo off; see prompt.h. */
#include "cmd/prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cmd/signals.h"

/*
 * Signals by which the program is stopped, to go on later: by the user, or for
 * using the terminal while it is in the background.
 */
static const int stops[] = {SIGTSTP, SIGTTIN, SIGTTOU};

/* What the user may send while a question is asked; signals.c handles the last three. */
static const int expected[] = {SIGTSTP, SIGINT, SIGTERM, SIGHUP};

static volatile sig_atomic_t stopped_by;

enum answer { ANSWERED, AGAIN, FAILED };

/* What a question changes about signals, to be put back after it. */
struct signal_state {
	struct sigaction stops[G_N_ELEMENTS(stops)];
	sigset_t mask;
};

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

/*
 * From here on the expected signals come only while wait_for_answer waits, so
 * that none is overlooked just before it does.
 */
static void
hold_signals(struct signal_state *old)
{
	struct sigaction now;
	sigset_t held;

	sigemptyset(&held);
	memset(&now, 0, sizeof(now));
	now.sa_handler = on_stop;
	sigemptyset(&now.sa_mask);
	stopped_by = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(stops); i++)
		(void)sigaction(stops[i], &now, &old->stops[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(expected); i++)
		sigaddset(&held, expected[i]);
	(void)sigprocmask(SIG_BLOCK, &held, &old->mask);
}

static void
release_signals(const struct signal_state *old)
{
	(void)sigprocmask(SIG_SETMASK, &old->mask, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(stops); i++)
		(void)sigaction(stops[i], &old->stops[i], NULL);
}

static enum answer
wait_for_answer(int tty, const sigset_t *mask, GError **error)
{
	struct pollfd in = {.fd = tty, .events = POLLIN};
	int n = ppoll(&in, 1, NULL, mask);

	if (stopped_by != 0)
		return AGAIN;
	if (!signals_go_on(error))
		return FAILED;
	if (n < 0 && errno != EINTR)
		return err_set_errno(error, errno, "wait for the terminal"), FAILED;
	return ANSWERED;
}

/* The terminal hands over whole lines, so that the user can edit them. */
static enum answer
read_answer(int tty, struct secret *s, size_t max, GError **error)
{
	ssize_t got = 1;
	size_t n = 0;

	while (n <= max && (n == 0 || s->data[n - 1] != '\n') &&
	    (got = read(tty, s->data + n, 1)) == 1)
		n++;
	if (got < 0 && stopped_by != 0)
		return AGAIN;
	if (got < 0)
		return err_set_errno(error, errno, "read from the terminal"), FAILED;
	if (got == 0)
		return err_set(error, ERR_KEY, "the terminal hung up"), FAILED;
	if (s->data[n - 1] != '\n')
		return err_set(error, ERR_KEY, "the answer is longer than %zu bytes", max), FAILED;
	s->len = n - 1;
	return ANSWERED;
}

/* One attempt, ended by an answer or a signal; echo is on again after it. */
static enum answer
ask(int tty, const char *question, struct secret *s, size_t max, GError **error)
{
	struct signal_state old;
	struct termios was, quiet;
	enum answer a = FAILED;

	if (tcgetattr(tty, &was) != 0)
		return err_set_errno(error, errno, "read the terminal's settings"), FAILED;
	quiet = was;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	hold_signals(&old);
	if (tcsetattr(tty, TCSAFLUSH, &quiet) == 0 && write(tty, question, strlen(question)) >= 0)
		a = wait_for_answer(tty, &old.mask, error);
	else if (stopped_by != 0)
		a = AGAIN;
	else
		err_set_errno(error, errno, "ask on the terminal");
	if (a == ANSWERED)
		a = read_answer(tty, s, max, error);
	(void)tcsetattr(tty, TCSAFLUSH, &was);
	(void)!write(tty, "\n", 1);
	release_signals(&old);
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
