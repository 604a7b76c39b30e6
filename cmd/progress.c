/* SPDX-License-Identifier: Apache-2.0 */
/* The progress line; see progress.h. */
#include "cmd/progress.h"

#include <stdatomic.h>

#include "cmd/terminal.h"

#define PAUSE (G_USEC_PER_SEC / 10)  /* between two lines */
#define SETTLED (G_USEC_PER_SEC / 2) /* before it a rate says nothing */

static const char *task; /* NULL: nothing to show */
static gint64 started;
static atomic_llong next_line; /* when the next line may be shown */

/* How long the rest takes: "40 s", "12 min", "3 h 05 min". */
static char *
format_time(double seconds)
{
	guint64 s = (guint64)(seconds + 0.999);

	if (s < 100)
		return g_strdup_printf("%" G_GUINT64_FORMAT " s", s);
	if (s < 100 * 60)
		return g_strdup_printf("%" G_GUINT64_FORMAT " min", (s + 59) / 60);
	return g_strdup_printf("%" G_GUINT64_FORMAT " h %02d min", s / 3600, (int)(s / 60 % 60));
}

char *
progress_format(const struct progress_state *s)
{
	GString *line = g_string_new(s->what);
	g_autofree char *done = terminal_size(s->done), *total = terminal_size(s->total);
	double rate = (double)s->done / ((double)MAX(s->elapsed, 1) / G_USEC_PER_SEC);
	g_autofree char *rate_text = terminal_size((guint64)rate);

	g_string_append_printf(line, "  %s", done);
	if (s->total > 0)
		g_string_append_printf(line, " of %s", total);
	if (s->elapsed >= SETTLED && s->done > 0)
		g_string_append_printf(line, "  %s/s", rate_text);
	if (s->elapsed >= SETTLED && s->done > 0 && s->total >= s->done) {
		g_autofree char *left = format_time((double)(s->total - s->done) / rate);

		g_string_append_printf(line, "  %s left", left);
	}
	return g_string_free(line, FALSE);
}

void
progress_start(const char *what)
{
	if (!terminal_has_status())
		return;
	started = g_get_monotonic_time();
	atomic_store(&next_line, started);
	task = what;
}

void
progress_set(guint64 done, guint64 total)
{
	gint64 now;
	long long due;
	g_autofree char *line = NULL;

	if (task == NULL)
		return;
	now = g_get_monotonic_time();
	due = atomic_load(&next_line);
	/* Of threads that come at the same time, one shows the line. */
	if (now < due || !atomic_compare_exchange_strong(&next_line, &due, now + PAUSE))
		return;
	line = progress_format(&(struct progress_state){
	    .what = task, .done = done, .total = total, .elapsed = now - started});
	terminal_status(line);
}

void
progress_stop(void)
{
	if (task != NULL)
		terminal_status(NULL);
	task = NULL;
}
