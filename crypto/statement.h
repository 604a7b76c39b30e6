/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The texts of a volume as structs: preamble, checkpoint and SEAL, each with
 * its canonical text and the trusted comment it is signed with. docs/FORMAT.md,
 * section 5.
 */
#ifndef CRYPTO_STATEMENT_H
#define CRYPTO_STATEMENT_H

#include "crypto/error.h"
#include "crypto/layout.h"
#include "crypto/minisign_key.h"

#define HASH_SIZE 32
#define TIME_SIZE 21 /* "2026-11-23T16:00:00Z" and its NUL */

/* H of docs/FORMAT.md: BLAKE2b-256. */
void statement_hash(const void *data, size_t len, unsigned char out[HASH_SIZE]);

/* Seconds since 1970 as TIME_SIZE bytes of text, in UTC. */
void statement_time(gint64 seconds, char out[TIME_SIZE]);

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
	char *libraries;                         /* may be NULL */
	struct minisign_public signers[SIGNERS_MAX];
	guint nsigners;                          /* at least 1 */
	struct slot_line slots[SLOTS_MAX];       /* keys/000.age is slots[0] ... */
	guint nslots;                            /* at least 1 */
	unsigned char commit[NLEVELS][HASH_SIZE]; /* key commitments */
};

/* Format returns the text, which the caller owns; parse fills in *p, which
 * preamble_clear empties. Both fail with ERR_FORMAT. */
MUST_USE GBytes *preamble_format(const struct preamble *p, GError **error);
MUST_USE bool preamble_parse(struct preamble *p, const void *data, size_t len, GError **error);
void preamble_clear(struct preamble *p);

/* The key commitment of a level's X25519 public key: section 5.1. */
void preamble_commit(const unsigned char archive[ARCHIVE_ID_SIZE], enum level level,
    const unsigned char key[32], unsigned char out[HASH_SIZE]);

struct checkpoint {
	unsigned char archive[ARCHIVE_ID_SIZE];
	guint64 volume, stripe, start, blocks, segments;
	unsigned char stripe_root[HASH_SIZE], root[HASH_SIZE];
	bool has_previous;
	unsigned char previous[HASH_SIZE];
	char time[TIME_SIZE];
};

MUST_USE GBytes *checkpoint_format(const struct checkpoint *c, GError **error);
MUST_USE bool checkpoint_parse(
    struct checkpoint *c, const void *data, size_t len, GError **error);
/* The trusted comment; the caller frees it. */
char *checkpoint_comment(const struct checkpoint *c);

struct seal {
	unsigned char archive[ARCHIVE_ID_SIZE];
	guint64 volume;
	bool final;
	guint64 stripes, bytes;
	unsigned char root[HASH_SIZE], checkpoint[HASH_SIZE], preamble[HASH_SIZE];
	unsigned char slots[HASH_SIZE];
	guint64 index_at, index_size;
	guint64 segments, payload, tree_chunks, mail_chunks;
	guint64 files, messages, losses, notes;
	unsigned char message_root[HASH_SIZE];
	char time[TIME_SIZE];
};

MUST_USE GBytes *seal_format(const struct seal *s, GError **error);
MUST_USE bool seal_parse(struct seal *s, const void *data, size_t len, GError **error);
char *seal_comment(const struct seal *s);

#endif
