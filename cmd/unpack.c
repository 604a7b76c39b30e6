/* SPDX-License-Identifier: Apache-2.0 */
/* The command "unpack": verifies a pouch and writes what is in it. */
#include <stdio.h>
#include <string.h>

#include "cmd/access.h"
#include "cmd/command.h"
#include "cmd/judge.h"
#include "cmd/progress.h"
#include "cmd/reply.h"
#include "cmd/signals.h"
#include "cmd/sources.h"
#include "cmd/target.h"
#include "cmd/terminal.h"
#include "cmd/vouch.h"
#include "convert/deliver.h"
#include "convert/outdir.h"
#include "convert/pouch_scan.h"
#include "convert/restore.h"
#include "convert/tee.h"
#include "convert/unwrap.h"

#define TARGET_FORMAT_HELP "write original (default), mbox (or mboxrd, mboxo ...), maildir or eml"
static const GOptionEntry entries[] = {
    TARGET_ENTRIES,
    EXCEPTIONS_ENTRIES,
    VOUCH_ENTRIES,
    {0},
};

/* Where the pouch's content goes: its files as they were, or its messages into a sink. */
struct destination {
	struct restore *restore;
	struct delivery *delivery;
};

static bool
destination_open(struct destination *to, const struct sink_ops *sink, int dirfd,
    const struct sink_options *o, GError **error)
{
	if (sink == NULL)
		to->restore = restore_new(dirfd, target_directory);
	else
		to->delivery = delivery_new(sink, dirfd, o, error);
	return to->restore != NULL || to->delivery != NULL;
}

static const struct visitor *
destination_visitor(const struct destination *to)
{
	return to->restore != NULL ? restore_visitor(to->restore) : delivery_visitor(to->delivery);
}

static bool
destination_finish(const struct destination *to, GError **error)
{
	return to->restore != NULL ? restore_finish(to->restore, error)
				   : delivery_finish(to->delivery, error);
}

static void
destination_clear(struct destination *to)
{
	restore_free(to->restore);
	delivery_free(to->delivery);
}

typedef struct destination destination;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(destination, destination_clear)

/* What the run is told of. */
struct told {
	struct sources_progress progress;
	struct survey_run *survey;
	struct quarantine *quarantine; /* NULL: there is none */
	struct unwrap *unwrap;         /* NULL: packed files are not looked into */
	bool converting;
};

static bool
on_progress(void *user, guint64 bytes, GError **error)
{
	return sources_progress(&((struct told *)user)->progress, bytes, error);
}

/* Every exception that was recorded goes into quarantine, whether mail is converted or not. */
static bool
quarantine_record(struct quarantine *q, const struct tree_record *r, GError **error)
{
	struct survey_exception x = {
	    .severity = r->severity,
	    .store = r->path,
	    .offset = r->offset,
	    .length = r->length,
	    .rule = r->rule,
	    .reason = r->reason,
	};

	return q == NULL || quarantine_expect(q, &x, error);
}

/* What sealing keeps, but a message that leaves its file does not take along. */
static bool
is_loss_of_format(const char *rule)
{
	return strcmp(rule, "not-looked-into") == 0 || strcmp(rule, "not-indexed") == 0 ||
	    strcmp(rule, "partial") == 0;
}

/* Mail that sealing kept but could not read is not among the messages that a format gets. */
static bool
on_recorded(void *user, const struct tree_record *r, GError **error)
{
	struct told *t = user;
	const struct visitor *v = survey_visitor(t->survey);
	struct exception x = {
	    .severity = LOSS,
	    .rule = r->rule,
	    .path = r->path,
	    .offset = r->offset,
	    .length = r->length,
	    .reason = r->reason,
	};

	if (!quarantine_record(t->quarantine, r, error))
		return false;
	if (!t->converting || (r->severity != LOSS && !is_loss_of_format(r->rule)))
		return true;
	if (t->unwrap != NULL && unwrap_finds(t->unwrap, r->path))
		return true;
	return v->exception(v->user, &x, error);
}

/* Scans the pouch into its destination. */
static bool
unpack_into(struct pouch *p, const struct destination *to, struct unpacker *helper,
    struct survey_run *survey, struct quarantine *held, struct pouch_scan_result *result,
    GError **error)
{
	struct told told = {
	    .progress = {.total = pouch_seal(p)->payload},
	    .survey = survey,
	    .quarantine = held,
	    .converting = to->delivery != NULL,
	};
	struct pouch_scan_options o = {
	    .user = &told,
	    .progress = on_progress,
	    .recorded = on_recorded,
	    /* For files as they were no message is derived from them. */
	    .unpacker = to->delivery != NULL ? helper : NULL,
	    .waiting = {.go_on = signals_go_on},
	};
	const struct visitor *v = survey_visitor(survey);
	const struct nest_options packed = sources_packed(helper);
	g_autoptr(unwrap) in = NULL;
	bool ok;

	/* No packed file is open while messages are derived. */
	o.spill = packed.spills != NULL ? packed.spills[NEST_SPILLS - 1] : NULL;
	if (told.converting && packed.spills != NULL)
		told.unwrap = in = unwrap_new(v, &packed, pouch_seal(p)->messages);
	progress_start("unpacking");
	ok = pouch_scan(p, in != NULL ? unwrap_visitor(in) : v, &o, result, error) &&
	    (in == NULL || unwrap_finish(in, error)) && destination_finish(to, error);
	progress_stop();
	return ok;
}

/* Messages that lie in the files written, and are no files of theirs. */
static void
print_not_derived(guint64 n)
{
	if (n > 0)
		printf("%" G_GUINT64_FORMAT
		       " more %s in PST or .msg files (-t mbox, maildir or eml "
		       "derives them)\n",
		    n, found_plural(n, "message lies", "messages lie"));
}

static void
print_result(struct pouch *p, const struct survey *found, const struct destination *to,
    const struct pouch_scan_result *result, const struct vouched *origin)
{
	const struct seal *seal = pouch_seal(p);
	g_autofree char *where = terminal_escape(target_directory, -1);

	found_say_exceptions(found);
	vouch_say(origin);
	if (options.json) {
		json_t *reply = reply_new();
		found_add(reply, found);
		if (to->delivery != NULL)
			found_add_losses(reply, delivery_losses(to->delivery));
		vouch_add(reply, origin);
		reply_print(reply);
		return;
	}
	if (options.quiet)
		return;
	found_print_summary(found);
	if (to->delivery != NULL)
		found_print_losses(target_format, delivery_losses(to->delivery));
	if (seal->losses > 0)
		printf("losses recorded when it was sealed: %" G_GUINT64_FORMAT
		       " (list --exceptions shows them)\n",
		    seal->losses);
	print_not_derived(result->not_derived);
	printf("%s: %" G_GUINT64_FORMAT " %s and %" G_GUINT64_FORMAT
	       " %s, each as it was sealed, written as %s\n",
	    where, found->nfiles, found_plural(found->nfiles, "file", "files"), found->nmessages,
	    found_plural(found->nmessages, "message", "messages"),
	    target_format != NULL ? target_format : "original");
}

static int
run_with(struct access *keys, struct unpacker *helper, const struct sink_ops *sink,
    const struct sink_options *o, GError **error)
{
	g_autoptr(exception_file) file =
	    exception_file_open(sources_exceptions, NULL, options.force, error);
	g_autoptr(quarantine) held = NULL;
	g_autoptr(pouch) p =
	    file != NULL ? pouch_open((const char *const *)options.arguments, error) : NULL;
	g_auto(vouched) origin = {0};
	g_auto(destination) to = {0};
	g_autoptr(outdir) out = NULL;
	g_autoptr(survey_run) survey = NULL;
	struct tee tee;
	struct pouch_scan_result result;

	if (p == NULL || !vouch_check_pouch(p, &origin, error) || !access_unlock(keys, p, error) ||
	    !access_check_reader(p, error))
		return COMMAND_FAILED;
	if (!judge_before_use((const char *const *)options.arguments, error) ||
	    !signals_go_on(error))
		return COMMAND_FAILED;
	out = outdir_open(target_directory, options.force, error);
	if (out == NULL || !destination_open(&to, sink, outdir_fd(out), o, error) ||
	    !sources_open_quarantine(&held, error))
		return COMMAND_FAILED;
	tee_init(&tee, held != NULL ? quarantine_visitor(held) : NULL, destination_visitor(&to));
	survey = survey_new(&tee.visitor, exception_file_add, file);
	if (!unpack_into(p, &to, helper, survey, held, &result, error))
		return COMMAND_FAILED;
	print_result(p, survey_result(survey), &to, &result, &origin);
	/* DIRECTORY appears when all of it was as recorded, and that could be said. */
	if (!reply_flush(error) || !outdir_commit(out, error) ||
	    !exception_file_commit(file, error) ||
	    (held != NULL && !quarantine_commit(held, error)))
		return COMMAND_FAILED;
	return (int)found_status(survey_result(survey));
}

static bool
check_outputs(GError **error)
{
	g_autoptr(outputs) o = sources_outputs();

	outputs_write(o, target_directory);
	return outputs_check(o, error);
}

static int
run_unpack(GError **error)
{
	const char *const *pouches = (const char *const *)options.arguments;
	const char *written[] = {target_directory, NULL, NULL, NULL};
	guint n = 1;
	const struct sink_ops *sink;
	struct sink_options o;
	g_autoptr(unpacker) helper = NULL;
	g_auto(access_keys) keys = {0};

	if (sources_exceptions != NULL)
		written[n++] = sources_exceptions;
	if (sources_quarantine != NULL)
		written[n++] = sources_quarantine;
	if (!target_check(true, &sink, &o, error) || !check_outputs(error))
		return COMMAND_FAILED;
	/* Before there are keys: it reads hostile bytes, and has none. */
	helper = sources_unpacker(error);
	sources_open_spills();
	if (helper == NULL || !access_load(&keys, ACCESS_REQUIRED, error) || !vouch_load(error) ||
	    !access_confine(pouches, written, error))
		return COMMAND_FAILED;
	return run_with(&keys, helper, sink, &o, error);
}

const struct command command_unpack = {
    .name = "unpack",
    .summary = "verify a pouch and write what is in it",
    .arguments = "-i IDENTITY [-t FORMAT] -o DIRECTORY NAME.pouch...",
    .details =
	"Writes the files as they were (-t original), or their messages as mbox, maildir or\n"
	"eml. Every block, file and message is held against what was signed, and DIRECTORY\n"
	"appears only when all of it was as it was sealed.\n",
    .entries = entries,
    .groups =
	OPTIONS_JSON | OPTIONS_FORCE | OPTIONS_IDENTITY | OPTIONS_PASSPHRASE | OPTIONS_SANDBOX,
    .min = 1,
    .max = -1,
    .run = run_unpack,
};
