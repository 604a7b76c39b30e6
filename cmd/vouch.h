/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who vouches for a pouch: the signers that the user names with --signed-by or
 * trusts in his trust file. Nothing in a pouch vouches for it.
 */
#ifndef CMD_VOUCH_H
#define CMD_VOUCH_H

#include <jansson.h>

#include "cmd/trust.h"
#include "convert/pouch.h"

/* Rows for a command's entries. */
extern char **vouch_signed_by;
extern char *vouch_trust;
#define VOUCH_ENTRIES                                                                              \
	{"signed-by", 0, 0, G_OPTION_ARG_STRING_ARRAY, &vouch_signed_by,                           \
	    "the signer it must have: RW... or a minisign .pub file", "KEY"},                      \
	{                                                                                          \
		"trust", 0, 0, G_OPTION_ARG_FILENAME, &vouch_trust,                                \
		    "the signers you trust (default: mailpouch/trust in $XDG_CONFIG_HOME)", "FILE" \
	}

/*
 * Reads the keys or, without --signed-by, the trust file, before the sandbox closes. Fails as
 * trust_load.
 */
MUST_USE bool vouch_load(GError **error);

/* The signers that vouch; borrowed for the program's life. */
const struct trust *vouch_trusted(void);

/* What is known of the signers of a pouch. */
struct vouched {
	char *key;  /* the first signer's public key */
	char *name; /* of the trusted signer, or NULL: nobody vouches */
};
void vouched_clear(struct vouched *v);

/*
 * Looks for a trusted signer among those of an open pouch, whose signatures
 * are good. Fails with ERR_ORIGIN if there is none and one was demanded.
 */
MUST_USE bool vouch_check_pouch(const struct pouch *p, struct vouched *v, GError **error);

/* Says on standard error who signed it, or that the origin was not checked. */
void vouch_say(const struct vouched *v);

/* The same as the member "origin" of a reply. */
void vouch_add(json_t *reply, const struct vouched *v);

typedef struct vouched vouched;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vouched, vouched_clear)

#endif
