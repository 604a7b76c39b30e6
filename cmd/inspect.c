/* SPDX-License-Identifier: Apache-2.0 */
/* The command "inspect": what mail is there. Writes nothing. */
#include <unistd.h>

#include "cmd/command.h"
#include "cmd/framing.h"
#include "cmd/progress.h"
#include "cmd/reply.h"
#include "cmd/sources.h"

static gboolean with_framing;

static const GOptionEntry entries[] = {
    {"framing", 0, 0, G_OPTION_ARG_NONE, &with_framing,
	"list the lines of mbox files that may begin a message: doubtful and rejected ones", NULL},
    SOURCES_ENTRIES,
    {0},
};

static void
print_result(const struct survey *found, const struct framing_report *framing)
{
	json_t *reply;

	found_say_exceptions(found);
	if (!options.json) {
		found_print(found);
		if (with_framing)
			framing_report_end(framing);
		return;
	}
	reply = reply_new();
	found_add(reply, found);
	if (with_framing)
		framing_report_reply(framing, reply);
	else
		reply_print(reply);
}

/* Scans the sources, and shows how far that is unless a report is printed meanwhile. */
static bool
scan_into(struct survey_run *survey, struct framing_report *framing, GError **error)
{
	const char *const *sources = (const char *const *)options.arguments;
	struct sources_progress progress = {.total = sources_size(sources)};
	bool ok;

	survey_set_progress(survey, sources_progress, &progress);
	if (with_framing) {
		survey_set_framing(survey, framing_report_add, framing);
		framing_report_begin(framing);
	}
	if (!with_framing || !isatty(STDOUT_FILENO))
		progress_start("inspecting");
	ok = sources_scan(sources, false, survey, error);
	progress_stop();
	return ok;
}

static int
run_inspect(GError **error)
{
	const char *const *sources = (const char *const *)options.arguments;
	const char *outputs[] = {sources_exceptions, NULL};
	g_autoptr(quarantine) held = NULL;
	g_autoptr(exception_file) file = NULL;
	g_autoptr(survey_run) survey = NULL;
	struct framing_report framing = {.json = options.json};

	if (!sources_check(error) ||
	    (sources_quarantine != NULL &&
		!sources_check_output(sources, sources_quarantine, error)) ||
	    !sources_enter_sandbox(sources, outputs, error))
		return COMMAND_FAILED;
	if (!sources_open_quarantine(&held, error))
		return COMMAND_FAILED;
	file = exception_file_open(sources_exceptions, held, options.force, error);
	if (file == NULL)
		return COMMAND_FAILED;
	survey = survey_new(NULL, exception_file_add, file);
	if (!scan_into(survey, &framing, error) || !exception_file_commit(file, error))
		return COMMAND_FAILED;
	print_result(survey_result(survey), &framing);
	return (int)found_status(survey_result(survey));
}

const struct command command_inspect = {
    .name = "inspect",
    .summary = "say what mail is there",
    .arguments = "SOURCE...",
    .details = "Lists the mail stores in files and directories, with their formats, folders and\n"
	       "messages, and everything in them that is not as it should be. Writes nothing.\n",
    .entries = entries,
    .groups = OPTIONS_JSON | OPTIONS_FORCE | OPTIONS_SANDBOX,
    .min = 1,
    .max = -1,
    .run = run_inspect,
};
