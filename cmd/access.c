/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a pouch with the user's keys; see access.h. */
#include "cmd/access.h"
#include "cmd/identity.h"
#include "cmd/options.h"
#include "cmd/passphrase.h"
#include "cmd/sandbox.h"
#include "cmd/sources.h"

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

static void
add_all(GPtrArray *to, const char *const *paths)
{
	for (; paths != NULL && *paths != NULL; paths++)
		g_ptr_array_add(to, g_strdup(*paths));
}

bool
access_enter_sandbox(const char *const *pouches, const char *const *others,
    const char *const *outputs, GError **error)
{
	g_autoptr(GPtrArray) read = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) write = g_ptr_array_new_with_free_func(g_free);
	struct sandbox s = {.read = read, .write = write, .required = options.require_sandbox};

	add_all(read, pouches);
	add_all(read, others);
	for (; outputs != NULL && *outputs != NULL; outputs++)
		g_ptr_array_add(write, sources_parent(*outputs));
	return sandbox_enter(&s, error);
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
