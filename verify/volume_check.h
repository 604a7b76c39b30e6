/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judges one volume without any key: every byte of the file is held against
 * what was signed, and nothing stops at a fault. docs/FORMAT.md, section 11.
 */
#ifndef VERIFY_VOLUME_CHECK_H
#define VERIFY_VOLUME_CHECK_H

#include "crypto/statement.h"
#include "verify/finding.h"
#include "verify/member_walk.h"

struct volume_options {
	const struct minisign_public
	    *vouched; /* keys that are tried when the preamble is damaged */
	gsize nvouched;
	bool digest; /* take BLAKE2b-512 of the file, as b2sum prints it */
};

/* What is known of a volume; the caller clears it. */
struct volume_result {
	char *name;      /* as it is called in reports: raw bytes; set by the caller, freed here */
	guint64 size;    /* bytes of the file */
	guint64 covered; /* of which a check has bound; all of them in an intact volume */
	guint64 volume;  /* its number; 0 if not known */
	bool has_archive;
	unsigned char archive[ARCHIVE_ID_SIZE];
	bool has_preamble, has_seal; /* could be read */
	bool sealed;                 /* the SEAL's signature is good: seal and signers count */
	bool copies[2];              /* which copies of the SEAL can be read */
	struct preamble preamble;
	struct seal seal;
	GBytes *seal_text, *seal_signature;          /* NULL without a SEAL */
	unsigned char seal_hash[HASH_SIZE];          /* H of its text */
	struct minisign_public signers[SIGNERS_MAX]; /* whose signature under SEAL is good */
	guint nsigners;
	guint64 stripes;                 /* found */
	guint64 good, damaged, unproven; /* data blocks */
	guint64 checkpoints;             /* whose signature is good */
	guint64 proven_to; /* without a SEAL: offset up to which checkpoints prove the data */
	struct walk_totals totals;
	bool has_digest;
	unsigned char digest[64];
};
void volume_result_clear(struct volume_result *r); /* accepts what is all zero */

/*
 * Checks the volume in fd, which is borrowed and must be seekable, and adds to
 * found. *r must be all zero but for its name. Fails with ERR_FORMAT if it
 * is no pouch at all, with ERR_UNSUPPORTED if something signed in it says that
 * this version must not judge it, and with ERR_IO if it cannot be read at all; all
 * else that is wrong is a finding.
 */
MUST_USE bool volume_check(int fd, const struct volume_options *options, struct volume_result *r,
    struct findings *found, GError **error);

typedef struct volume_result volume_result;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(volume_result, volume_result_clear)

#endif
