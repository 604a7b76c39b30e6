/* SPDX-License-Identifier: Apache-2.0 */
/* Signing keys in files; see signer.h. */
#include "cmd/signer.h"

#include "cmd/config.h"
#include "cmd/keyfile.h"
#include "cmd/passphrase.h"
#include "cmd/terminal.h"
#include "cmd/trust.h"

static struct minisign_secret *
parse(const char *path, const struct secret *text, bool exposed, GError **error)
{
	g_autofree char *what = g_strdup_printf("signing key %s", path);
	g_autoptr(secret) passphrase = NULL;
	g_autoptr(minisign_secret) key = NULL;

	if (minisign_secret_needs_passphrase((const char *)text->data, text->len)) {
		passphrase = passphrase_ask(what, error);
		if (passphrase == NULL)
			return NULL;
	}
	key = minisign_secret_parse(text, passphrase, error);
	if (key == NULL) {
		g_prefix_error(error, "%s: ", what);
		return NULL;
	}
	return passphrase != NULL || keyfile_check(path, exposed, error) ? g_steal_pointer(&key)
									 : NULL;
}

struct minisign_secret *
signer_load(const char *path, GError **error)
{
	bool exposed = false;
	g_autoptr(secret) text = keyfile_read(path, &exposed, error);

	return text != NULL ? parse(path, text, exposed, error) : NULL;
}

/* The text of a new key's file, and its public half. */
static struct secret *
generate(const struct secret *passphrase, struct minisign_public *pub, GError **error)
{
	struct random_source random = {.purpose = "signer"};
	g_autoptr(minisign_secret) key = minisign_secret_generate(&random);

	minisign_secret_public(key, pub);
	return minisign_secret_format(key, passphrase, MINISIGN_SENSITIVE, &random, error);
}

static struct keyfile_pair *
write_pair(const char *path, const struct secret *text, const struct minisign_public *pub,
    bool force, GError **error)
{
	g_autofree char *public_text = minisign_public_format_file(pub);

	return keyfile_pair_write(path, text, public_text, force, error);
}

struct keyfile_pair *
signer_create(const char *path, const struct secret *passphrase, bool force,
    struct minisign_public *pub, GError **error)
{
	g_autoptr(secret) text = generate(passphrase, pub, error);

	return text != NULL ? write_pair(path, text, pub, force, error) : NULL;
}

/* A name for the trust file: user@host, with what is not of a name left out. */
static char *
own_name(void)
{
	char *name = g_strdup_printf("%s@%s", g_get_user_name(), g_get_host_name());

	return g_strcanon(
	    name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@.-_", '_');
}

/*
 * Trusts the new key before it is written: a trusted key that nobody has does no
 * harm, but a key that is there is not made again, and so would never be trusted.
 */
static bool
create_default(const char *path, GError **error)
{
	g_autofree char *name = own_name();
	struct minisign_public pub;
	g_autoptr(secret) text = generate(NULL, &pub, error);
	g_autoptr(keyfile_pair) pair = NULL;

	if (text == NULL || !config_make_directory(error) || !trust_remember(name, &pub, error))
		return false;
	pair = write_pair(path, text, &pub, false, error);
	if (pair == NULL || !keyfile_pair_commit(pair, error))
		return false;
	terminal_say(LOUD_NORMAL,
	    "made a lasting signer without a passphrase, %s, trusted here as %s; "
	    "give %s.pub to those who verify",
	    path, name, path);
	return true;
}

struct minisign_secret *
signer_load_default(GError **error)
{
	g_autofree char *path = config_path(CONFIG_SIGNER);
	bool exists;

	if (!config_exists(CONFIG_SIGNER, &exists, error) ||
	    (!exists && !create_default(path, error)))
		return NULL;
	return signer_load(path, error);
}
