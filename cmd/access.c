/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a pouch with the user's keys; see access.h. */
#include "cmd/access.h"

#include <sys/stat.h>

#include "cmd/confine.h"
#include "cmd/identity.h"
#include "cmd/options.h"
#include "cmd/passphrase.h"

bool
access_load(struct access *a, enum access_need need, GError **error)
{
	a->need = need;
	if (!passphrase_open(error))
		return false;
	a->identities = identity_load(error);
	return a->identities != NULL;
}

void
access_clear(struct access *a)
{
	g_clear_pointer(&a->identities, g_ptr_array_unref);
	g_clear_pointer(&a->passphrase, secret_free);
}

/* Whether the i-th of the pouches is a file that was named before. */
static bool
check_named_once(const char *const *pouches, gsize i, GError **error)
{
	struct stat a, b;

	if (stat(pouches[i], &a) < 0)
		return true; /* opening it says why */
	for (gsize j = 0; j < i; j++)
		if (stat(pouches[j], &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino)
			return err_set(
			    error, ERR_USAGE, "%s: this file is given twice", pouches[i]);
	return true;
}

bool
access_confine(const char *const *pouches, const char *const *outputs, GError **error)
{
	for (gsize i = 0; pouches[i] != NULL; i++)
		if (!check_named_once(pouches, i, error))
			return false;
	return confine_enter(pouches, outputs, error);
}

static bool
has_passphrase_source(void)
{
	return options.passphrase_fd >= 0 || options.passphrase_file != NULL;
}

bool
access_has_key(const struct access *a)
{
	return a->identities->len > 0 || has_passphrase_source();
}

/* Asks for the pouch's passphrase, if that can help. */
static bool
get_passphrase(struct access *a, const struct pouch *p, GError **error)
{
	bool may_ask =
	    a->identities->len == 0 && (a->need == ACCESS_REQUIRED || has_passphrase_source());

	if (!may_ask || !pouch_takes_passphrase(p))
		return true;
	a->passphrase = passphrase_ask("this pouch", error);
	return a->passphrase != NULL;
}

static bool
unlock(struct access *a, struct pouch *p, GError **error)
{
	struct age_keys keys = {.identities = a->identities};

	if (!get_passphrase(a, p, error))
		return false;
	keys.passphrase = a->passphrase;
	if (a->identities->len == 0)
		keys.identities = NULL;
	if (keys.identities == NULL && keys.passphrase == NULL)
		return err_set(error, ERR_KEY, "give the key that opens this pouch: -i IDENTITY");
	if (pouch_unlock(p, &keys, error))
		return true;
	if (err_kind(*error) == ERR_KEY && keys.passphrase == NULL && pouch_takes_passphrase(p))
		g_prefix_error(error, "a passphrase can open it; ");
	return false;
}

bool
access_unlock(struct access *a, struct pouch *p, GError **error)
{
	if (a->need == ACCESS_OPTIONAL && !access_has_key(a))
		return true;
	if (unlock(a, p, error))
		return true;
	pouch_name_error(p, error);
	return false;
}

bool
access_check_reader(const struct pouch *p, GError **error)
{
	if (pouch_has(p, LEVEL_CONTENT))
		return true;
	return err_set(error, ERR_KEY,
	    "%s: your key opens it as %s, which is lists and no message; this takes a reader's key",
	    pouch_path(p, 0), role_name(pouch_role(p)));
}
