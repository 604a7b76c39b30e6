/* SPDX-License-Identifier: Apache-2.0 */
/* The receipt as two files: NAME.receipt.txt and its signature beside it. */
#ifndef CMD_RECEIPT_FILE_H
#define CMD_RECEIPT_FILE_H

#include "crypto/receipt.h"

/* "NAME.receipt.txt" for "DIR/NAME.pouch"; the caller frees it. */
char *receipt_file_name(const char *pouch);

/* Fails with ERR_USAGE if path or path.minisig is there already, to find that out early. */
MUST_USE bool receipt_file_check_free(const char *path, GError **error);

struct receipt_file;

/*
 * Writes a receipt and, unless signer is NULL, its signature, but does not put them under
 * their names path and path.minisig yet. Fails with ERR_USAGE if one of them exists and not
 * force, with ERR_IO.
 */
MUST_USE struct receipt_file *receipt_file_write(const char *path, const struct receipt *r,
    const struct minisign_secret *signer, bool force, GError **error);

/* Puts them under their names; a signature of an older receipt is removed. Fails with ERR_IO. */
MUST_USE bool receipt_file_commit(struct receipt_file *f, GError **error);
void receipt_file_close(struct receipt_file *f); /* removes what was not committed; accepts NULL */

typedef struct receipt_file receipt_file;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(receipt_file, receipt_file_close)

#endif
