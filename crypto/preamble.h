/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The preamble of a volume: who signs, who may open, and by which parameters it
 * was made. docs/FORMAT.md, sections 5.1 and 6.
 */
#ifndef CRYPTO_PREAMBLE_H
#define CRYPTO_PREAMBLE_H

#include "crypto/error.h"
#include "crypto/layout.h"
#include "crypto/minisign_key.h"

enum role {
	ROLE_READER,
	ROLE_AUDITOR,
	ROLE_FACTS,
};
#define NROLES (ROLE_FACTS + 1)

/* "reader", "auditor", "facts"; and the reverse, -1 if none. */
const char *role_name(enum role role);
int role_parse(const char *name);
/* Whether a slot of this role holds the identity of this level: section 6.1. */
bool role_holds(enum role role, enum level level);

struct slot_line {
	enum role role;
	bool passphrase; /* opened by one, else by an age identity */
};

struct preamble {
	unsigned char archive[ARCHIVE_ID_SIZE];
	guint64 volume;
	bool has_previous_seal;
	unsigned char previous_seal[HASH_SIZE];
	char created[TIME_SIZE];
	char *tool;
	char *libraries;                             /* may be NULL */
	struct minisign_public signers[SIGNERS_MAX]; /* ascending: preamble_add_signer */
	guint nsigners;                              /* at least 1 */
	struct slot_line slots[SLOTS_MAX];           /* keys/000.age is slots[0] ... */
	guint nslots;                                /* at least 1 */
	unsigned char commit[NLEVELS][HASH_SIZE];    /* key commitments */
};

/*
 * Adds a signer in the place that the byte order of "RW..." gives it, which is
 * also its place in slots and receipts. Fails with ERR_USAGE if it is there
 * already or SIGNERS_MAX are.
 */
MUST_USE bool preamble_add_signer(
    struct preamble *p, const struct minisign_public *signer, GError **error);

/*
 * The text, which the caller owns. Fails with ERR_FORMAT if a field breaks the
 * rules of section 5, or the signers are not in their order.
 */
MUST_USE GBytes *preamble_format(const struct preamble *p, GError **error);

/*
 * Fills in *p, whatever was in it before, from len bytes of text; the caller
 * ends it with preamble_clear. Reserved keys are checked for their form and not
 * kept. Fails with ERR_FORMAT or, as text_parse, ERR_UNSUPPORTED, and then there
 * is nothing to clear.
 */
MUST_USE bool preamble_parse(struct preamble *p, const void *data, size_t len, GError **error);
void preamble_clear(struct preamble *p);

/* The key commitment of a level's X25519 public key: section 5.1. */
void preamble_commit(const unsigned char archive[ARCHIVE_ID_SIZE], enum level level,
    const unsigned char key[32], unsigned char out[HASH_SIZE]);

#endif
