/* SPDX-License-Identifier: Apache-2.0 */
/* Flags set by signal handlers; see signals.h. */
#include "cmd/signals.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>

static const int fatal[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

static atomic_int caught;

static void
on_signal(int signum)
{
	atomic_store(&caught, signum);
}

static void
catch_signal(int signum)
{
	struct sigaction now, old;

	/* Without SA_RESTART a blocked read returns, so that the flag is looked at. */
	memset(&now, 0, sizeof(now));
	now.sa_handler = on_signal;
	now.sa_flags = (int)SA_RESETHAND;
	sigemptyset(&now.sa_mask);
	if (sigaction(signum, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
		(void)sigaction(signum, &now, NULL);
}

void
signals_setup(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(fatal); i++)
		catch_signal(fatal[i]);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);
}

void
signals_default(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(fatal); i++) {
		struct sigaction old;

		if (sigaction(fatal[i], NULL, &old) == 0 && old.sa_handler == on_signal)
			(void)signal(fatal[i], SIG_DFL);
	}
}

int
signals_caught(void)
{
	return atomic_load(&caught);
}

bool
signals_go_on(GError **error)
{
	int signum = signals_caught();

	return signum == 0 ||
	    err_set(
		error, ERR_INTERRUPTED, "interrupted by signal %d (%s)", signum, strsignal(signum));
}

void
signals_die_of(int signum)
{
	(void)signal(signum, SIG_DFL);
	(void)raise(signum);
}
