/* SPDX-License-Identifier: Apache-2.0 */
/* The command "keygen": new keys, in files that age and minisign read too. */
#include <stdio.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/identity.h"
#include "cmd/keyfile.h"
#include "cmd/outputs.h"
#include "cmd/passphrase.h"
#include "cmd/reply.h"
#include "cmd/signer.h"
#include "cmd/terminal.h"
#include "verify/report.h"

static gboolean no_passphrase;

static const GOptionEntry entries[] = {
    {"no-passphrase", 0, 0, G_OPTION_ARG_NONE, &no_passphrase,
	"write the key without a passphrase, and ask for none", NULL},
    {0},
};

/* Writes a pair of files, without their names; *word: set to the public key, which the caller frees. */
static struct keyfile_pair *
create_identity(const char *path, const struct secret *passphrase, char **word, GError **error)
{
	struct age_recipient to;
	g_autoptr(secret) text = identity_create(passphrase, &to, error);
	g_autofree char *line = NULL;

	if (text == NULL)
		return NULL;
	*word = age_recipient_format(&to);
	line = g_strconcat(*word, "\n", NULL);
	return keyfile_pair_write(path, text, line, options.force, error);
}

static struct keyfile_pair *
create_signer(const char *path, const struct secret *passphrase, char **word, GError **error)
{
	struct minisign_public pub;
	struct keyfile_pair *pair = signer_create(path, passphrase, options.force, &pub, error);

	if (pair != NULL)
		*word = minisign_public_format(&pub);
	return pair;
}

static const struct kind {
	const char *name; /* as on the command line */
	const char *what; /* in messages */
	struct keyfile_pair *(*create)(
	    const char *path, const struct secret *passphrase, char **word, GError **error);
} kinds[] = {
    {"open", "identity", create_identity},
    {"sign", "signing key", create_signer},
};

static const struct kind *
find_kind(const char *name, GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	err_set(error, ERR_USAGE,
	    "unknown kind of key '%s': 'keygen open FILE' makes one that opens pouches, "
	    "'keygen sign FILE' one that signs them",
	    name);
	return NULL;
}

/* The older keys are what --force replaces; a passphrase is none of them. */
static bool
check_outputs(const char *path, GError **error)
{
	g_autofree char *pub = g_strconcat(path, ".pub", NULL);
	g_autoptr(outputs) o = outputs_new();

	outputs_read_options(o);
	outputs_write(o, path);
	outputs_write(o, pub);
	return outputs_check(o, error);
}

static bool
check_options(const char *path, GError **error)
{
	if (no_passphrase && (options.passphrase_fd >= 0 || options.passphrase_file != NULL))
		return err_set(error, ERR_USAGE,
		    "--no-passphrase and a place to read a passphrase from exclude each other");
	if (!passphrase_open(error))
		return false;
	if (!no_passphrase && !passphrase_available())
		return err_set(error, ERR_USAGE,
		    "no terminal to ask for a passphrase (give --passphrase-fd, "
		    "--passphrase-file or --no-passphrase)");
	return check_outputs(path, error) && (options.force || keyfile_check_free(path, error));
}

static void
print_result(const struct kind *kind, const char *path, const char *word)
{
	g_autofree char *pub = g_strconcat(path, ".pub", NULL);
	json_t *reply;

	if (!options.json) {
		printf("%s\n", word);
		return;
	}
	reply = reply_new();
	json_object_set_new(reply, "kind", json_string(kind->name));
	json_object_set_new(reply, "secret", report_bytes(path));
	json_object_set_new(reply, "public", report_bytes(pub));
	json_object_set_new(reply, "key", json_string(word));
	reply_print(reply);
}

static int
run_keygen(GError **error)
{
	const struct kind *kind = find_kind(options.arguments[0], error);
	const char *path = options.arguments[1];
	g_autofree char *what = NULL, *word = NULL;
	g_autoptr(secret) passphrase = NULL;
	g_autoptr(keyfile_pair) pair = NULL;

	if (kind == NULL || !check_options(path, error))
		return COMMAND_FAILED;
	what = g_strdup_printf("%s %s", kind->what, path);
	if (!no_passphrase && (passphrase = passphrase_create(what, error)) == NULL)
		return COMMAND_FAILED;
	pair = kind->create(path, passphrase, &word, error);
	if (pair == NULL)
		return COMMAND_FAILED;
	print_result(kind, path, word);
	if (!reply_flush(error) || !keyfile_pair_commit(pair, error))
		return COMMAND_FAILED;
	terminal_say(LOUD_NORMAL, "keep %s secret and safe; %s.pub is for others", path, path);
	return EXIT_DONE;
}

const struct command command_keygen = {
    .name = "keygen",
    .summary = "make a key that opens pouches, or one that signs them",
    .arguments = "open|sign FILE",
    .details =
	"open  an age identity: FILE opens what was sealed for FILE.pub (seal -r)\n"
	"sign  a minisign key: FILE signs (seal -s), FILE.pub verifies (verify --signed-by)\n"
	"\n"
	"The public key is printed. On a terminal a passphrase for FILE is asked for.\n",
    .entries = entries,
    .groups = OPTIONS_PASSPHRASE | OPTIONS_FORCE | OPTIONS_JSON,
    .min = 2,
    .max = 2,
    .run = run_keygen,
};
