/* SPDX-License-Identifier: Apache-2.0 */
/* The command "seal": sources into a pouch, with a receipt that stays behind. */
#include "convert/seal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/command.h"
#include "cmd/identity.h"
#include "cmd/passphrase.h"
#include "cmd/progress.h"
#include "cmd/receipt_file.h"
#include "cmd/reply.h"
#include "cmd/signals.h"
#include "cmd/signer.h"
#include "cmd/sources.h"
#include "cmd/terminal.h"
#include "cmd/version.h"
#include "convert/outdir.h"
#include "crypto/hex.h"
#include "crypto/random.h"
#include "verify/report.h"

static char *output, *sign_with, *receipt_path;
static char **readers, **auditors, **facts_only;
static gboolean with_passphrase, one_time_signer, include_eml;
static struct spill *long_messages; /* for --include-eml */
static int level = PACKED_LEVEL_DEFAULT, threads;

static const GOptionEntry entries[] = {
    {"recipient", 'r', 0, G_OPTION_ARG_STRING_ARRAY, &readers,
	"who may open it: age1... or a .pub file", "RECIPIENT"},
    {"passphrase", 'p', 0, G_OPTION_ARG_NONE, &with_passphrase,
	"whoever knows a passphrase may open it", NULL},
    {"auditor", 'a', 0, G_OPTION_ARG_STRING_ARRAY, &auditors,
	"who may see the lists, but no message: age1... or a .pub file", "RECIPIENT"},
    {"facts-only", 0, 0, G_OPTION_ARG_STRING_ARRAY, &facts_only,
	"who may see numbers and digests, but no name: age1... or a .pub file", "RECIPIENT"},
    {"sign-with", 's', 0, G_OPTION_ARG_FILENAME, &sign_with,
	"sign with this minisign secret key (default: your lasting one)", "KEY"},
    {"one-time-signer", 0, 0, G_OPTION_ARG_NONE, &one_time_signer,
	"sign with a key made for this pouch and then forgotten", NULL},
    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "the pouch to make", "NAME.pouch"},
    {"receipt", 0, 0, G_OPTION_ARG_FILENAME, &receipt_path,
	"where the receipt goes (default: NAME.receipt.txt here)", "FILE"},
    {"include-eml", 0, 0, G_OPTION_ARG_NONE, &include_eml,
	"store the messages derived from PST and .msg files besides", NULL},
    {"level", 0, 0, G_OPTION_ARG_INT, &level, "zstd compression level, 1 to 19 (default: 3)", "N"},
    {"threads", 0, 0, G_OPTION_ARG_INT, &threads, "worker threads (default: one per CPU, up to 4)",
	"N"},
    SOURCES_ENTRIES,
    {0},
};

/* Everything that the run needs and that was read before the sandbox closed. */
struct seal_keys {
	GArray *readers; /* struct seal_reader */
	struct secret *passphrase;
	struct minisign_secret *signer;
};

static void
seal_keys_clear(struct seal_keys *k)
{
	g_clear_pointer(&k->readers, g_array_unref);
	g_clear_pointer(&k->passphrase, secret_free);
	g_clear_pointer(&k->signer, minisign_secret_free);
}

typedef struct seal_keys seal_keys;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(seal_keys, seal_keys_clear)

static bool
check_options(GError **error)
{
	if (output == NULL)
		return err_set(error, ERR_USAGE, "say what to make: -o NAME.pouch");
	if (strcmp(output, "-") == 0)
		return err_set(error, ERR_USAGE,
		    "a pouch cannot be written to standard output yet; give a file name with -o");
	if (!g_str_has_suffix(output, ".pouch"))
		return err_set(
		    error, ERR_USAGE, "the name of a pouch ends in .pouch: -o %s.pouch", output);
	if (one_time_signer && sign_with != NULL)
		return err_set(error, ERR_USAGE, "--one-time-signer and -s exclude each other");
	if (level < 1 || level > PACKED_LEVEL_MAX)
		return err_set(
		    error, ERR_USAGE, "--level is a number from 1 to %d", PACKED_LEVEL_MAX);
	if (threads < 0 || threads > 64)
		return err_set(error, ERR_USAGE, "--threads is a number from 1 to 64");
	return sources_check(error);
}

/* The signing key first: passphrases are asked for in that order. */
static bool
load_signer(struct seal_keys *k, GError **error)
{
	struct random_source random = {.purpose = "signer"};

	if (one_time_signer)
		k->signer = minisign_secret_generate(&random);
	else
		k->signer =
		    sign_with != NULL ? signer_load(sign_with, error) : signer_load_default(error);
	return k->signer != NULL;
}

static bool
add_readers(struct seal_keys *k, char **words, enum role role, GError **error)
{
	g_autoptr(GArray) recipients = identity_recipients(words, error);

	if (recipients == NULL)
		return false;
	for (guint i = 0; i < recipients->len; i++) {
		struct seal_reader r = {
		    .role = role,
		    .recipient = g_array_index(recipients, struct age_recipient, i),
		};
		g_array_append_val(k->readers, r);
	}
	return true;
}

/* Whether whoever knows a passphrase may open it. */
static bool
wants_passphrase(void)
{
	return readers == NULL || with_passphrase;
}

static bool
add_passphrase(struct seal_keys *k, GError **error)
{
	struct seal_reader r = {.role = ROLE_READER};

	if (!wants_passphrase())
		return true;
	k->passphrase = passphrase_create("the new pouch", error);
	r.passphrase = k->passphrase;
	if (k->passphrase != NULL)
		g_array_append_val(k->readers, r);
	return k->passphrase != NULL;
}

static bool
load_keys(struct seal_keys *k, GError **error)
{
	k->readers = g_array_new(FALSE, FALSE, sizeof(struct seal_reader));
	if (!add_readers(k, readers, ROLE_READER, error) ||
	    !add_readers(k, auditors, ROLE_AUDITOR, error) ||
	    !add_readers(k, facts_only, ROLE_FACTS, error) || !passphrase_open(error))
		return false;
	if (wants_passphrase() && !passphrase_available())
		return err_set(error, ERR_USAGE,
		    "say who may open the pouch: -r RECIPIENT, or give a passphrase with "
		    "--passphrase-fd or --passphrase-file");
	if (!load_signer(k, error) || !add_passphrase(k, error))
		return false;
	if (k->readers->len > SLOTS_MAX)
		return err_set(
		    error, ERR_USAGE, "a pouch can be opened by at most %d keys", SLOTS_MAX);
	return true;
}

/* A receipt on the medium that travels proves nothing once the medium is exchanged. */
static void
warn_about_medium(const char *kept)
{
	g_autofree char *a = g_path_get_dirname(output), *b = g_path_get_dirname(kept);
	struct stat x, y;

	if (stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev)
		terminal_say(LOUD_NORMAL,
		    "%s lies on the same medium as the pouch; keep it somewhere else", kept);
}

static void
print_result(const struct survey *found, const struct seal_result *r, const char *kept)
{
	g_autofree char *signer = minisign_public_format(&r->signer);
	char archive[HEX_SIZE(ARCHIVE_ID_SIZE)];

	hex_encode(archive, r->seal.archive, ARCHIVE_ID_SIZE);
	found_say_exceptions(found);
	if (options.json) {
		json_t *reply = reply_new();
		json_object_set_new(reply, "archive", json_string(archive));
		json_object_set_new(reply, "signer", json_string(signer));
		json_object_set_new(reply, "pouch", report_bytes(output));
		json_object_set_new(reply, "size", json_integer((json_int_t)r->size));
		json_object_set_new(reply, "receipt", report_bytes(kept));
		found_add(reply, found);
		reply_print(reply);
	} else if (!options.quiet) {
		g_autofree char *pouch = terminal_escape(output, -1);
		g_autofree char *shown = terminal_escape(kept, -1);
		g_autofree char *size = terminal_size(r->size);
		found_print_summary(found);
		if (found->npacked > 0)
			printf("of the messages %" G_GUINT64_FORMAT
			       " %s in packed files, which are kept as they are\n",
			    found->npacked, found->npacked == 1 ? "is" : "are");
		printf("sealed: %s (%s), archive %s\n", pouch, size, archive);
		printf("signed by %s; receipt: %s\n", signer, shown);
	}
}

/*
 * Writes the receipt, without its name. It is begun only when the pouch is complete, since it
 * may lie in a source, which it would have been read with.
 */
static struct receipt_file *
write_receipt(
    const char *kept, const struct seal_keys *k, const struct seal_result *r, GError **error)
{
	g_auto(receipt) text;
	g_autofree char *name = g_path_get_basename(output);

	receipt_init(&text);
	text.signers[0] = r->signer;
	text.nsigners = 1;
	receipt_add(&text, name, r->digest, r->text, r->signature, &r->seal);
	return receipt_file_write(kept, &text, k->signer, options.force, error);
}

/* Puts the pouch and the receipt under their names: both or none. */
static bool
commit(struct outfile *pouch, struct receipt_file *kept, GError **error)
{
	if (!outfile_commit(pouch, error))
		return false;
	if (receipt_file_commit(kept, error))
		return true;
	if (unlink(output) < 0)
		terminal_say(
		    LOUD_ERRORS, "%s: could not be taken back: %s", output, g_strerror(errno));
	return false;
}

static bool
seal_into(struct outfile *pouch, const struct seal_keys *k, struct unpacker *helper,
    struct survey_run **survey, struct exception_file *exceptions, struct seal_result *result,
    GError **error)
{
	g_autofree char *libraries = version_libraries();
	struct seal_options o = {
	    .sources = (const char *const *)options.arguments,
	    .readers = &g_array_index(k->readers, struct seal_reader, 0),
	    .nreaders = k->readers->len,
	    .signer = k->signer,
	    .format = sources_format,
	    .quoting = sources_quoting(),
	    .packed = sources_packed(helper),
	    .include_eml = include_eml,
	    .spill = long_messages,
	    .tool = "mailpouch " MAILPOUCH_VERSION,
	    .libraries = libraries,
	    .name = output,
	    .go_on = signals_go_on,
	    .level = level,
	    .threads = (guint)threads,
	    .now = random_now(),
	};
	struct sources_progress progress = {.total = sources_size(o.sources)};
	g_autoptr(sealing) s = sealing_new(&o, outfile_fd(pouch), error);
	bool ok;

	if (s == NULL)
		return false;
	*survey = survey_new(sealing_visitor(s), exception_file_add, exceptions);
	survey_set_progress(*survey, sources_progress, &progress);
	progress_start("sealing");
	ok = sealing_run(s, *survey, result, error);
	progress_stop();
	return ok;
}

static int
run_with(const struct seal_keys *k, const char *kept, struct unpacker *helper, GError **error)
{
	g_autoptr(quarantine) held = NULL;
	g_autoptr(exception_file) exceptions = NULL;
	g_autoptr(outfile) pouch = NULL;
	g_autoptr(survey_run) survey = NULL;
	g_autoptr(receipt_file) written = NULL;
	g_auto(seal_result) result = {0};

	if (!sources_open_quarantine(&held, error))
		return COMMAND_FAILED;
	exceptions = exception_file_open(sources_exceptions, held, options.force, error);
	pouch = exceptions != NULL ? outfile_open(output, 0, options.force, error) : NULL;
	if (pouch == NULL || !seal_into(pouch, k, helper, &survey, exceptions, &result, error))
		return COMMAND_FAILED;
	written = write_receipt(kept, k, &result, error);
	if (written == NULL)
		return COMMAND_FAILED;
	print_result(survey_result(survey), &result, kept);
	if (!reply_flush(error) || !exception_file_commit(exceptions, error) ||
	    !commit(pouch, written, error))
		return COMMAND_FAILED;
	warn_about_medium(kept);
	return (int)found_status(survey_result(survey));
}

static bool
check_outputs(const char *kept, GError **error)
{
	g_autofree char *signature = g_strconcat(kept, ".minisig", NULL);
	g_autoptr(outputs) o = sources_outputs();

	outputs_read(o, sign_with);
	outputs_read_all(o, (const char *const *)readers);
	outputs_read_all(o, (const char *const *)auditors);
	outputs_read_all(o, (const char *const *)facts_only);
	outputs_write(o, output);
	/* The receipt is written when everything was read. */
	outputs_write_late(o, kept);
	outputs_write_late(o, signature);
	return outputs_check(o, error);
}

/* Finds out early what would make the receipt fail after all the work. */
static bool
check_receipt(const char *kept, GError **error)
{
	g_autofree char *dir = g_path_get_dirname(kept);

	if (!options.force && !receipt_file_check_free(kept, error))
		return false;
	if (access(dir, W_OK) == 0)
		return true;
	err_set_errno(error, errno, "write");
	g_prefix_error(error, "%s: ", kept);
	return false;
}

static int
run_seal(GError **error)
{
	const char *const *sources = (const char *const *)options.arguments;
	g_autofree char *kept = NULL;
	g_autoptr(unpacker) helper = NULL;
	g_auto(seal_keys) k = {0};

	if (!check_options(error))
		return COMMAND_FAILED;
	kept = receipt_path != NULL ? g_strdup(receipt_path) : receipt_file_name(output);
	const char *written[] = {output, kept, sources_exceptions, NULL};
	if (!check_outputs(kept, error) || !check_receipt(kept, error))
		return COMMAND_FAILED;
	if (include_eml && !sources_no_spool)
		long_messages = spill_open(NULL);
	/* Before there are keys: it reads hostile bytes, and has none. */
	helper = sources_unpacker(error);
	if (helper == NULL || !load_keys(&k, error) || !sources_confine(sources, written, error))
		return COMMAND_FAILED;
	return run_with(&k, kept, helper, error);
}

const struct command command_seal = {
    .name = "seal",
    .summary = "seal mail into an encrypted, signed pouch",
    .arguments = "[-r RECIPIENT]... [-p] -o NAME.pouch SOURCE...",
    .details =
	"Seals everything in the sources, files and directories, byte for byte, and lists the\n"
	"messages found in them. Without -r a passphrase is asked for.\n"
	"\n"
	"The receipt, NAME.receipt.txt, stays with you: it alone tells this pouch from another\n"
	"one signed with the same key.\n",
    .entries = entries,
    .groups = OPTIONS_JSON | OPTIONS_FORCE | OPTIONS_PASSPHRASE | OPTIONS_SANDBOX,
    .min = 1,
    .max = -1,
    .run = run_seal,
};
