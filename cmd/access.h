/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening a pouch with the keys that the user gives: what list, verify,
 * unpack, cat and show begin with.
 */
#ifndef CMD_ACCESS_H
#define CMD_ACCESS_H

#include "convert/pouch.h"

/* Whether a command can do without a key. */
enum access_need {
	ACCESS_OPTIONAL, /* only the keys that were given are tried; none is fine */
	ACCESS_REQUIRED, /* a passphrase is asked for if no identity was given */
};

/* The keys given on the command line; filled in before the sandbox closes. */
struct access {
	GPtrArray *identities;     /* struct age_identity *; may be empty */
	struct secret *passphrase; /* or NULL, until the pouch wants one */
	enum access_need need;
};

/* Reads the identity files. Fails as identity_load and passphrase_open. */
MUST_USE bool access_load(struct access *a, enum access_need need, GError **error);
void access_clear(struct access *a);

/*
 * Enters the sandbox as confine_enter does. Fails with ERR_USAGE if a file is given twice
 * among the pouches (NULL-terminated paths).
 */
MUST_USE bool access_confine(
    const char *const *pouches, const char *const *outputs, GError **error);

/* Whether any key was given, or a place to read a passphrase from. */
bool access_has_key(const struct access *a);

/*
 * Unlocks an open pouch. ACCESS_OPTIONAL without keys: does nothing. Fails with ERR_KEY if
 * the keys do not open it, and then says what would.
 */
MUST_USE bool access_unlock(struct access *a, struct pouch *p, GError **error);

/* Whether the pouch was unlocked as a reader does; else fails with ERR_KEY and says as what. */
MUST_USE bool access_check_reader(const struct pouch *p, GError **error);

typedef struct access access_keys;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(access_keys, access_clear)

#endif
