/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The trust file: whose signatures vouch for a pouch. It is the user's; nothing
 * in a pouch adds to it. One signer a line, words parted by blanks, "#" begins a
 * comment, empty lines are fine:
 *
 *	NAME RW... [roles=ROLE,ROLE...] [valid-after=YYYY-MM-DD] [valid-before=YYYY-MM-DD]
 *
 * NAME is how reports call the signer. Without roles= a signer may do all of
 * them. The days are UTC: valid-after is the first on which signatures count,
 * valid-before the first on which they do not any more.
 */
#ifndef CMD_TRUST_H
#define CMD_TRUST_H

#include "crypto/error.h"
#include "crypto/minisign_key.h"

#define TRUST_NAME_MAX 128 /* bytes */
#define TRUST_SIGNERS_MAX 4096

/* What a signature is for. */
enum trust_role {
	TRUST_SEAL = 1 << 0,    /* "seal": pouches and their receipts */
	TRUST_KEYRING = 1 << 1, /* "keyring": new readers of a pouch */
	TRUST_RECEIVE = 1 << 2, /* "receive": acknowledgements */
	TRUST_LOG = 1 << 3,     /* "log": heads of a custody log */
};

#define TRUST_ANY (TRUST_SEAL | TRUST_KEYRING | TRUST_RECEIVE | TRUST_LOG)

struct trust_signer {
	char *name;
	struct minisign_public key;
	unsigned roles;      /* enum trust_role */
	gint64 valid_after;  /* seconds since 1970 */
	gint64 valid_before; /* likewise; G_MAXINT64 is never */
};

struct trust;
typedef struct trust trust; /* for g_autoptr(trust) alone */

/* A list without signers, which the caller ends with trust_free. */
MUST_USE struct trust *trust_new(void);
void trust_free(struct trust *t); /* NULL is fine */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(trust, trust_free)

/*
 * Adds the signers in the len bytes at text. Fails with ERR_FORMAT on a line
 * that cannot be read, naming it: half a list is worse than none.
 */
MUST_USE bool trust_parse(struct trust *t, const char *text, size_t len, GError **error);

/* The same for a file. Fails also with ERR_IO; messages name the file. */
MUST_USE bool trust_load(struct trust *t, const char *path, GError **error);

/*
 * The same for the trust file of the configuration directory, which need not
 * exist, but must not be out of sight.
 */
MUST_USE bool trust_load_default(struct trust *t, GError **error);

/*
 * Trusts a key for everything, for --signed-by: word is "RW...", or the path of
 * a minisign public key file; the name is word. Fails with ERR_FORMAT, ERR_IO.
 */
MUST_USE bool trust_add_word(struct trust *t, const char *word, GError **error);

/*
 * A signer with this key, whatever role and time, or NULL; borrowed until
 * something is added. Key and key id must both be the same.
 */
MUST_USE const struct trust_signer *trust_find(
    const struct trust *t, const struct minisign_public *key);

/* The same, but one who counts for this role at that time: a key may have several lines. */
MUST_USE const struct trust_signer *trust_find_covering(
    const struct trust *t, const struct minisign_public *key, enum trust_role role, gint64 when);

/* Calls visit for each signer. */
void trust_foreach(
    const struct trust *t, void (*visit)(void *user, const struct trust_signer *s), void *user);

/* Whether the signer counts for this role at that time, in seconds since 1970. */
MUST_USE bool trust_covers(const struct trust_signer *s, enum trust_role role, gint64 when);

/*
 * Adds a line for a key to the default trust file, which is made if it is
 * missing and replaced as a whole; comments stay. Nothing happens if the key is
 * there. Fails with ERR_IO, or with ERR_FORMAT if the file cannot be read.
 */
MUST_USE bool trust_remember(const char *name, const struct minisign_public *key, GError **error);

#endif
