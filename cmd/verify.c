/* SPDX-License-Identifier: Apache-2.0 */
/* The command "verify": judges a pouch, as deep as the keys given allow. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/access.h"
#include "cmd/command.h"
#include "cmd/judge.h"
#include "cmd/keyfile.h"
#include "cmd/progress.h"
#include "cmd/reply.h"
#include "cmd/sandbox.h"
#include "cmd/signals.h"
#include "cmd/sources.h"
#include "cmd/terminal.h"
#include "cmd/version.h"
#include "cmd/vouch.h"
#include "verify/content_check.h"
#include "verify/report.h"

static char *receipt_path;
static int threads;
static struct unpacker *helper; /* derives messages that lie in no file as bytes */
static struct spill *room;      /* for the file that they are derived from; NULL: there is none */

static const GOptionEntry entries[] = {
    {"receipt", 0, 0, G_OPTION_ARG_FILENAME, &receipt_path,
	"the receipt that was kept when the pouch was sealed", "FILE"},
    {"threads", 0, 0, G_OPTION_ARG_INT, &threads, "worker threads (default: one per CPU, up to 4)",
	"N"},
    VOUCH_ENTRIES,
    {0},
};

/* What the user vouches with, as files and keys in memory. */
struct evidence {
	struct vouching vouching;
	GArray *signers;                 /* struct vouched_signer */
	struct secret *text, *signature; /* of the receipt; not secret, but read in the same way */
	struct receipt receipt;
};

static void
evidence_clear(struct evidence *e)
{
	g_clear_pointer(&e->signers, g_array_unref);
	g_clear_pointer(&e->text, secret_free);
	g_clear_pointer(&e->signature, secret_free);
	receipt_clear(&e->receipt);
}

typedef struct evidence evidence;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(evidence, evidence_clear)

static void
add_signer(void *user, const struct trust_signer *s)
{
	struct vouched_signer v = {s->name, s->key, s->valid_after, s->valid_before};

	if ((s->roles & TRUST_SEAL) != 0)
		g_array_append_val((GArray *)user, v);
}

/* Reads the receipt's files before the sandbox closes; they are parsed inside it. */
static bool
read_receipt(struct evidence *e, GError **error)
{
	g_autofree char *second = NULL;

	if (receipt_path == NULL)
		return true;
	e->text = keyfile_read(receipt_path, NULL, error);
	if (e->text == NULL)
		return false;
	second = g_strconcat(receipt_path, ".minisig", NULL);
	if (access(second, F_OK) < 0 && errno == ENOENT) {
		terminal_say(LOUD_NORMAL,
		    "%s: not there, so the receipt's own signature is not checked", second);
		return true;
	}
	e->signature = keyfile_read(second, NULL, error);
	return e->signature != NULL;
}

static bool
parse_receipt(struct evidence *e, GError **error)
{
	if (e->text == NULL)
		return true;
	if (!receipt_parse(&e->receipt, e->text->data, e->text->len, error)) {
		g_prefix_error(error, "%s: ", receipt_path);
		return false;
	}
	e->vouching.receipt = &e->receipt;
	e->vouching.receipt_text = (const char *)e->text->data;
	e->vouching.receipt_len = e->text->len;
	if (e->signature != NULL) {
		e->vouching.receipt_signature = (const char *)e->signature->data;
		e->vouching.receipt_signature_len = e->signature->len;
	}
	return true;
}

static bool
load_evidence(struct evidence *e, GError **error)
{
	if (!vouch_load(error) || !read_receipt(e, error))
		return false;
	e->signers = g_array_new(FALSE, FALSE, sizeof(struct vouched_signer));
	trust_foreach(vouch_trusted(), add_signer, e->signers);
	e->vouching.signers = (const struct vouched_signer *)(void *)e->signers->data;
	e->vouching.nsigners = e->signers->len;
	return true;
}

/*
 * Opens the pouch for its contents and tries the keys, before any long work. A pouch
 * too damaged for that is judged without.
 */
static bool
open_contents(struct access *keys, struct pouch **p, GError **why_not, GError **error)
{
	if (!access_has_key(keys))
		return true;
	*p = pouch_open((const char *const *)options.arguments, why_not);
	if (*p == NULL && (err_kind(*why_not) == ERR_IO || err_kind(*why_not) == ERR_USAGE)) {
		g_propagate_error(error, *why_not);
		*why_not = NULL;
		return false;
	}
	if (*p == NULL || access_unlock(keys, *p, why_not))
		return true;
	g_clear_pointer(p, pouch_close);
	if (err_kind(*why_not) != ERR_KEY && err_kind(*why_not) != ERR_INTERRUPTED)
		return true;
	g_propagate_error(error, *why_not);
	*why_not = NULL;
	return false;
}

static bool
show_progress(void *user, guint64 bytes, GError **error)
{
	const guint64 *total = user;

	progress_set(bytes, *total);
	return signals_go_on(error);
}

static bool
check_contents(struct verdict *v, struct pouch *p, const GError *why_not, GError **error)
{
	guint64 total;
	struct content_options o = {
	    .threads = (guint)threads,
	    .progress = show_progress,
	    .user = &total,
	    .unpacker = helper,
	    .spill = room,
	    .waiting = {.go_on = signals_go_on},
	};
	bool ok;

	if (p == NULL) {
		if (why_not != NULL) {
			g_autofree char *text =
			    g_strdup_printf("contents were not decrypted: %s", why_not->message);
			g_autofree char *safe = terminal_escape(text, -1);
			verdict_checked(v, verdict_contents_skipped);
			verdict_checked(v, verdict_messages_skipped);
			verdict_skipped(v, safe);
			if (err_kind(why_not) == ERR_ALTERED)
				findings_add(&v->findings, FOUND_CONTENTS_DIFFER, 0,
				    FINDING_NOWHERE, 0, "%s", safe);
		}
		return true;
	}
	total = pouch_seal(p)->payload;
	progress_start("verifying");
	ok = content_check(v, p, &o, error);
	progress_stop();
	return ok;
}

static void
print_report(const struct verdict *v, const char *started)
{
	g_autofree char *libraries = version_libraries();
	char ended[TIME_SIZE];
	struct report_about about = {
	    .tool = "mailpouch " MAILPOUCH_VERSION,
	    .libraries = libraries,
	    .sandbox = sandbox_describe(),
	    .started = started,
	    .ended = ended,
	};

	statement_time(g_get_real_time() / G_USEC_PER_SEC, ended);
	if (options.json)
		reply_print(report_json(v, &about));
	else
		report_text(stdout, v, &about);
}

static int
run_with(struct access *keys, struct evidence *e, GError **error)
{
	g_autoptr(pouch) p = NULL;
	g_autoptr(GError) why_not = NULL;
	g_auto(verdict) v = {0};
	char started[TIME_SIZE];

	statement_time(g_get_real_time() / G_USEC_PER_SEC, started);
	if (!parse_receipt(e, error) || !open_contents(keys, &p, &why_not, error))
		return COMMAND_FAILED;
	verdict_init(&v);
	if (!judge_volumes(&v, (const char *const *)options.arguments, &e->vouching, error) ||
	    !check_contents(&v, p, why_not, error))
		return COMMAND_FAILED;
	print_report(&v, started);
	return verdict_status(&v);
}

static int
run_verify(GError **error)
{
	const char *const *pouches = (const char *const *)options.arguments;
	g_auto(access_keys) keys = {0};
	g_auto(evidence) e = {0};
	int status;

	if (threads < 0 || threads > 64) {
		err_set(error, ERR_USAGE, "--threads is a number from 1 to 64");
		return COMMAND_FAILED;
	}
	/* Before there are keys: it reads hostile bytes, and has none. */
	helper = sources_unpacker(error);
	room = spill_open(NULL);
	if (helper == NULL || !access_load(&keys, ACCESS_OPTIONAL, error) ||
	    !load_evidence(&e, error) || !access_confine(pouches, NULL, error))
		return COMMAND_FAILED;
	/* Nothing is written, so there is nothing to clean up before a signal may end this. */
	signals_default();
	status = run_with(&keys, &e, error);
	g_clear_pointer(&helper, unpacker_stop);
	g_clear_pointer(&room, spill_free);
	return status;
}

const struct command command_verify = {
    .name = "verify",
    .summary = "judge a pouch: is it what was sealed, and by whom",
    .arguments = "[--signed-by KEY] [-i IDENTITY] [--receipt FILE] NAME.pouch...",
    .details =
	"Without a key: signatures and every byte. With an auditor's key also the lists and their\n"
	"counts; with a reader's key every file and message, decrypted and hashed again.\n"
	"\n"
	"Two verdicts: the contents are what was sealed, or not; and somebody whom you name or\n"
	"trust vouches for them, or nobody does (exit status 7).\n",
    .entries = entries,
    .groups = OPTIONS_JSON | OPTIONS_IDENTITY | OPTIONS_PASSPHRASE | OPTIONS_SANDBOX,
    .min = 1,
    .max = -1,
    .run = run_verify,
};
