/* SPDX-License-Identifier: Apache-2.0 */
/* The command "receipt": makes the receipt of a pouch again. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/access.h"
#include "cmd/command.h"
#include "cmd/outputs.h"
#include "cmd/passphrase.h"
#include "cmd/receipt_file.h"
#include "cmd/reply.h"
#include "cmd/signals.h"
#include "cmd/signer.h"
#include "cmd/terminal.h"
#include "cmd/vouch.h"
#include "verify/file_digest.h"

static char *output, *sign_with;

static const GOptionEntry entries[] = {
    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
	"write FILE, and with -s FILE.minisig (default: standard output)", "FILE"},
    {"sign-with", 's', 0, G_OPTION_ARG_FILENAME, &sign_with,
	"sign it with this minisign secret key, one of the pouch's signers", "KEY"},
    VOUCH_ENTRIES,
    {0},
};

/* BLAKE2b-512 of a whole file. */
static bool
digest_file(const char *path, unsigned char out[64], GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat st;
	bool ok;

	if (fd < 0 || fstat(fd, &st) < 0)
		ok = err_set_errno(error, errno, "open");
	else
		ok = file_digest_take(fd, (guint64)st.st_size, signals_go_on, out, error);
	if (fd >= 0)
		close(fd);
	if (!ok)
		g_prefix_error(error, "%s: ", path);
	return ok;
}

/* The name of the file that holds a volume, without directories. */
static bool
add_volume(struct receipt *r, const struct pouch *p, guint i, GError **error)
{
	const char *path = pouch_path(p, i);
	const struct volume *v = pouch_volume(p, i);
	const struct signed_text *t = volume_seal_text(v);
	g_autofree char *name = g_path_get_basename(path);
	unsigned char digest[64];

	if (!digest_file(path, digest, error))
		return false;
	receipt_add(r, name, digest, t->text, t->signature, volume_seal(v));
	return true;
}

static bool
make_receipt(struct receipt *r, const struct pouch *p, GError **error)
{
	const struct preamble *pre = pouch_preamble(p);

	receipt_init(r);
	memcpy(r->signers, pre->signers, sizeof(r->signers));
	r->nsigners = pre->nsigners;
	for (guint i = 0; i < pouch_nvolumes(p); i++)
		if (!add_volume(r, p, i, error))
			return false;
	return true;
}

/* A receipt signed by somebody else would not vouch for the pouch. */
static bool
check_signer(const struct minisign_secret *signer, const struct pouch *p, GError **error)
{
	const struct preamble *pre = pouch_preamble(p);
	struct minisign_public public;

	minisign_secret_public(signer, &public);
	for (guint i = 0; i < pre->nsigners; i++)
		if (memcmp(&pre->signers[i], &public, sizeof(public)) == 0)
			return true;
	return err_set(error, ERR_ORIGIN, "%s is not a signer of this pouch", sign_with);
}

static bool
write_receipt(const struct receipt *r, const struct minisign_secret *signer, GError **error)
{
	g_autoptr(receipt_file) f = NULL;
	g_autoptr(GString) text = NULL;

	if (output == NULL) {
		text = receipt_format(r);
		fwrite(text->str, 1, text->len, stdout);
		return true;
	}
	f = receipt_file_write(output, r, signer, options.force, error);
	return f != NULL && receipt_file_commit(f, error);
}

static bool
check_outputs(GError **error)
{
	g_autofree char *signature = output != NULL ? g_strconcat(output, ".minisig", NULL) : NULL;
	g_autoptr(outputs) o = outputs_new();

	outputs_read_all(o, (const char *const *)options.arguments);
	outputs_read(o, sign_with);
	outputs_read_options(o);
	outputs_read_configuration(o);
	outputs_write(o, output);
	outputs_write(o, signature);
	return outputs_check(o, error);
}

static int
run_receipt(GError **error)
{
	const char *const *pouches = (const char *const *)options.arguments;
	const char *written[] = {output, NULL};
	g_autoptr(minisign_secret) signer = NULL;
	g_autoptr(pouch) p = NULL;
	g_auto(vouched) origin = {0};
	g_auto(receipt) r = {0};

	if (sign_with != NULL && output == NULL) {
		err_set(error, ERR_USAGE,
		    "a signed receipt is two files: say where they go with -o FILE");
		return COMMAND_FAILED;
	}
	if (!check_outputs(error) || !passphrase_open(error) || !vouch_load(error) ||
	    (sign_with != NULL && (signer = signer_load(sign_with, error)) == NULL) ||
	    !access_confine(pouches, written, error))
		return COMMAND_FAILED;
	p = pouch_open(pouches, error);
	if (p == NULL || !vouch_check_pouch(p, &origin, error) ||
	    (signer != NULL && !check_signer(signer, p, error)))
		return COMMAND_FAILED;
	vouch_say(&origin);
	if (!make_receipt(&r, p, error) || !write_receipt(&r, signer, error))
		return COMMAND_FAILED;
	return EXIT_DONE;
}

const struct command command_receipt = {
    .name = "receipt",
    .summary = "make the receipt of a pouch again",
    .arguments = "[-s KEY] [-o FILE] NAME.pouch...",
    .details =
	"seal writes a receipt; this makes it anew from the pouch. It says what the pouch is\n"
	"now: only a receipt that was kept since sealing can tell whether it is still the same.\n",
    .entries = entries,
    .groups = OPTIONS_FORCE | OPTIONS_PASSPHRASE | OPTIONS_SANDBOX,
    .min = 1,
    .max = -1,
    .run = run_receipt,
};
