/* SPDX-License-Identifier: Apache-2.0 */
/* The command "inspect": what mail is there. Writes nothing. */
#include "cmd/command.h"
#include "cmd/progress.h"
#include "cmd/reply.h"
#include "cmd/sources.h"

static const GOptionEntry entries[] = {SOURCES_ENTRIES, {0}};

static int
run_inspect(GError **error)
{
	const char *const *sources = (const char *const *)options.arguments;
	const char *outputs[] = {sources_exceptions, NULL};
	g_autoptr(unpacker) helper = NULL;
	g_autoptr(exception_file) file = NULL;
	g_autoptr(survey_run) survey = NULL;
	struct sources_progress progress = {0};
	const struct survey *found;
	json_t *reply;

	if (!sources_check(error) || !sources_confine(sources, outputs, error))
		return COMMAND_FAILED;
	helper = sources_unpacker(error);
	file =
	    helper != NULL ? exception_file_open(sources_exceptions, options.force, error) : NULL;
	if (file == NULL)
		return COMMAND_FAILED;
	survey = survey_new(NULL, exception_file_add, file);
	progress.total = sources_size(sources);
	survey_set_progress(survey, sources_progress, &progress);
	progress_start("inspecting");
	if (!sources_scan(sources, false, helper, survey, error))
		return COMMAND_FAILED;
	progress_stop();
	found = survey_result(survey);
	found_say_exceptions(found);
	if (options.json) {
		reply = reply_new();
		found_add(reply, found);
		reply_print(reply);
	} else {
		found_print(found);
	}
	if (!reply_flush(error) || !exception_file_commit(file, error))
		return COMMAND_FAILED;
	return (int)found_status(found);
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
