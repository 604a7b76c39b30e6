/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The receipt: the small signed text that stays behind when the pouch travels,
 * and alone tells it from another validly signed one. docs/FORMAT.md, section 10.
 */
#ifndef CRYPTO_RECEIPT_H
#define CRYPTO_RECEIPT_H

#include "crypto/statement.h"

/* One volume's part of a receipt. */
struct receipt_volume {
	char *name;               /* of its file, raw bytes, without directories */
	unsigned char digest[64]; /* BLAKE2b-512 of the file */
	GBytes *seal;             /* text of SEAL.txt */
	GBytes *signature;        /* text of SEAL.txt.minisig */
};

struct receipt {
	unsigned char archive[ARCHIVE_ID_SIZE];
	struct minisign_public signers[SIGNERS_MAX];
	guint nsigners;
	guint64 files, messages, losses, notes;
	char sealed[TIME_SIZE];
	GArray *volumes; /* struct receipt_volume */
};

#define RECEIPT_MAX (8 * 1024 * 1024) /* bytes of its text */

/* Sets up an empty receipt, which the caller ends with receipt_clear. */
void receipt_init(struct receipt *r);
void receipt_clear(struct receipt *r);

/*
 * Adds a volume, with copies and references of its own, and takes archive,
 * totals and time from its SEAL, so the last volume comes last. signers are the
 * caller's to fill in, in the order of the preamble.
 *
 * name: without a directory; digest: BLAKE2b-512 of the volume
 */
void receipt_add(struct receipt *r, const char *name, const unsigned char digest[64],
    GBytes *seal_text, GBytes *signature, const struct seal *seal);

/* The text, which the caller frees with g_string_free; cannot fail. */
GString *receipt_format(const struct receipt *r);

/*
 * Reads len bytes of text, at most RECEIPT_MAX; r is then the caller's to clear.
 * Fails with ERR_FORMAT on any text that receipt_format would not write.
 */
MUST_USE bool receipt_parse(struct receipt *r, const void *data, size_t len, GError **error);

/* The trusted comment of its signature; the caller frees it. */
char *receipt_comment(const struct receipt *r);

typedef struct receipt receipt;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(receipt, receipt_clear)

#endif
