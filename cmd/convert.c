/* SPDX-License-Identifier: Apache-2.0 */
/* The command "convert": from any store to any sink, without sealing. */
#include <stdio.h>

#include "cmd/command.h"
#include "cmd/progress.h"
#include "cmd/reply.h"
#include "cmd/sources.h"
#include "cmd/target.h"
#include "cmd/terminal.h"
#include "convert/deliver.h"
#include "convert/outdir.h"

#define TARGET_FORMAT_HELP "write mbox (or mboxrd, mboxo, mboxcl, mboxcl2), maildir or eml"
static const GOptionEntry entries[] = {TARGET_ENTRIES, SOURCES_ENTRIES,
    {"rebuild-partial", 0, 0, G_OPTION_ARG_NONE, &sources_rebuild,
	"put attachments that Apple Mail keeps beside messages back into them", NULL},
    {0}};

/* Scans the sources into the sink. */
static bool
convert_into(struct delivery *d, struct unpacker *helper, struct survey_run *survey, GError **error)
{
	const char *const *sources = (const char *const *)options.arguments;
	struct sources_progress progress = {.total = sources_size(sources)};
	bool ok;

	survey_set_progress(survey, sources_progress, &progress);
	progress_start("converting");
	ok = sources_scan(sources, true, helper, survey, error) && delivery_finish(d, error);
	progress_stop();
	return ok;
}

static void
print_result(const struct survey *found, const struct delivery *d)
{
	json_t *reply;

	found_say_exceptions(found);
	if (options.json) {
		reply = reply_new();
		found_add(reply, found);
		found_add_losses(reply, delivery_losses(d));
		reply_print(reply);
	} else if (!options.quiet) {
		g_autofree char *where = terminal_escape(target_directory, -1);
		found_print_summary(found);
		found_print_losses(target_format, delivery_losses(d));
		printf("%s: %" G_GUINT64_FORMAT " %s written as %s\n", where, found->nmessages,
		    found_plural(found->nmessages, "message", "messages"), target_format);
	}
}

static bool
check_outputs(GError **error)
{
	g_autoptr(outputs) o = sources_outputs();

	outputs_write(o, target_directory);
	return outputs_check(o, error);
}

static int
run_convert(GError **error)
{
	const char *const *sources = (const char *const *)options.arguments;
	const char *written[] = {target_directory, sources_exceptions, NULL};
	const struct sink_ops *sink;
	struct sink_options o;
	g_autoptr(unpacker) helper = NULL;
	g_autoptr(quarantine) held = NULL;
	g_autoptr(exception_file) file = NULL;
	g_autoptr(outdir) out = NULL;
	g_autoptr(delivery) d = NULL;
	g_autoptr(survey_run) survey = NULL;

	if (!sources_check(error) || !target_check(false, &sink, &o, error) ||
	    !check_outputs(error) || !sources_confine(sources, written, error))
		return COMMAND_FAILED;
	helper = sources_unpacker(error);
	if (helper == NULL || !sources_open_quarantine(&held, error))
		return COMMAND_FAILED;
	file = exception_file_open(sources_exceptions, held, options.force, error);
	out = file != NULL ? outdir_open(target_directory, options.force, error) : NULL;
	d = out != NULL ? delivery_new(sink, outdir_fd(out), &o, error) : NULL;
	if (d == NULL)
		return COMMAND_FAILED;
	survey = survey_new(delivery_visitor(d), exception_file_add, file);
	if (!convert_into(d, helper, survey, error))
		return COMMAND_FAILED;
	print_result(survey_result(survey), d);
	if (!reply_flush(error) || !outdir_commit(out, error) ||
	    !exception_file_commit(file, error))
		return COMMAND_FAILED;
	return (int)found_status(survey_result(survey));
}

const struct command command_convert = {
    .name = "convert",
    .summary = "write mail in another format, without sealing it",
    .arguments = "-t FORMAT -o DIRECTORY SOURCE...",
    .details =
	"Reads the mail stores in files and directories and writes all messages to\n"
	"DIRECTORY, which appears when everything in it is complete. What the format cannot\n"
	"hold is listed.\n",
    .entries = entries,
    .groups = OPTIONS_JSON | OPTIONS_FORCE | OPTIONS_SANDBOX,
    .min = 1,
    .max = -1,
    .run = run_convert,
};
