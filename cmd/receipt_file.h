/* SPDX-License-Identifier: Apache-2.0 */
/* The receipt as two files: NAME.receipt.txt and its signature beside it. */
#ifndef CMD_RECEIPT_FILE_H
#define CMD_RECEIPT_FILE_H

#include "crypto/receipt.h"

/* "NAME.receipt.txt" for "DIR/NAME.pouch"; the caller frees it. */
char *receipt_file_name(const char *pouch);

struct receipt_file;

/* Starts both files at path and path.minisig. Fails with ERR_USAGE if one exists and not force, ERR_IO. */
MUST_USE struct receipt_file *receipt_file_open(const char *path, bool force, GError **error);

/* Writes the receipt and, unless signer is NULL, its signature. Fails with ERR_IO. */
MUST_USE bool receipt_file_write(struct receipt_file *f, const struct receipt *r,
    const struct minisign_secret *signer, GError **error);

/* Puts both under their names. Fails with ERR_IO. */
MUST_USE bool receipt_file_commit(struct receipt_file *f, GError **error);
void receipt_file_close(struct receipt_file *f); /* removes what was not committed; accepts NULL */

typedef struct receipt_file receipt_file;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(receipt_file, receipt_file_close)

#endif
