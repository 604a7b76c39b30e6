/* SPDX-License-Identifier: Apache-2.0 */
/* The command "inspect": what mail is there. Writes nothing. */
#include <unistd.h>

#include "cmd/command.h"
#include "cmd/complete_report.h"
#include "cmd/framing.h"
#include "cmd/limits_report.h"
#include "cmd/progress.h"
#include "cmd/reply.h"
#include "cmd/sources.h"
#include "convert/tee.h"

static gboolean with_framing, with_complete;
static char *for_target;

static const GOptionEntry entries[] = {
    {"framing", 0, 0, G_OPTION_ARG_NONE, &with_framing,
	"list the lines of mbox files that may begin a message: doubtful and rejected ones", NULL},
    {"complete", 0, 0, G_OPTION_ARG_NONE, &with_complete,
	"look for signs that the export itself is not complete", NULL},
    {"for", 0, 0, G_OPTION_ARG_STRING, &for_target,
	"list what is over the limits of exchange, gmail or dovecot", "TARGET"},
    SOURCES_ENTRIES,
    {0},
};

/* What is looked for besides the survey, as the options ask. */
struct inspection {
	struct framing_report framing;
	struct complete *complete; /* or NULL */
	struct limits *limits;     /* or NULL */
	struct tee tee;            /* tells both */
};

static void
inspection_init(struct inspection *i)
{
	i->framing.json = options.json;
	i->complete = with_complete ? complete_new() : NULL;
	i->limits = for_target != NULL ? limits_new(for_target) : NULL;
	tee_init(&i->tee, i->complete != NULL ? complete_visitor(i->complete) : NULL,
	    i->limits != NULL ? limits_visitor(i->limits) : NULL);
}

static void
inspection_clear(struct inspection *i)
{
	complete_free(i->complete);
	limits_free(i->limits);
}

typedef struct inspection inspection;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(inspection, inspection_clear)

static void
print_text(const struct survey *found, const struct inspection *i)
{
	found_print(found);
	if (with_framing)
		framing_report_end(&i->framing);
	if (i->complete != NULL)
		complete_report_print(i->complete);
	if (i->limits != NULL)
		limits_report_print(i->limits, for_target);
}

static void
print_result(const struct survey *found, const struct inspection *i)
{
	json_t *reply;

	found_say_exceptions(found);
	if (!options.json) {
		print_text(found, i);
		return;
	}
	reply = reply_new();
	found_add(reply, found);
	if (i->complete != NULL)
		complete_report_add(reply, i->complete);
	if (i->limits != NULL)
		limits_report_add(reply, i->limits, for_target);
	if (with_framing)
		framing_report_reply(&i->framing, reply);
	else
		reply_print(reply);
}

static bool
check_options(GError **error)
{
	g_autofree char *targets = NULL;

	if (for_target == NULL || limits_has_target(for_target))
		return sources_check(error);
	targets = limits_targets();
	return err_set(error, ERR_USAGE, "unknown target '%s' (targets: %s)", for_target, targets);
}

/* Scans the sources, and shows how far that is unless a report is printed meanwhile. */
static bool
scan_into(struct survey_run *survey, struct unpacker *helper, struct framing_report *framing,
    GError **error)
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
	ok = sources_scan(sources, false, helper, survey, error);
	progress_stop();
	return ok;
}

static bool
check_outputs(GError **error)
{
	g_autoptr(outputs) o = sources_outputs();

	return outputs_check(o, error);
}

static int
run_inspect(GError **error)
{
	const char *const *sources = (const char *const *)options.arguments;
	const char *written[] = {sources_exceptions, NULL};
	g_autoptr(unpacker) helper = NULL;
	g_autoptr(quarantine) held = NULL;
	g_autoptr(exception_file) file = NULL;
	g_autoptr(survey_run) survey = NULL;
	g_auto(inspection) what = {0};

	if (!check_options(error) || !check_outputs(error) ||
	    !sources_confine(sources, written, error))
		return COMMAND_FAILED;
	helper = sources_unpacker(error);
	if (helper == NULL || !sources_open_quarantine(&held, error))
		return COMMAND_FAILED;
	file = exception_file_open(sources_exceptions, held, options.force, error);
	if (file == NULL)
		return COMMAND_FAILED;
	inspection_init(&what);
	survey = survey_new(&what.tee.visitor, exception_file_add, file);
	if (!scan_into(survey, helper, &what.framing, error))
		return COMMAND_FAILED;
	print_result(survey_result(survey), &what);
	if (!reply_flush(error) || !exception_file_commit(file, error))
		return COMMAND_FAILED;
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
