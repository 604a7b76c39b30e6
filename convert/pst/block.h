/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A block: up to 8 KiB (in 4k files 64 KiB) of data or of a list, [MS-PST] 2.2.2.8. Its bytes
 * come first, padding up to the alignment, and at its end the BLOCKTRAILER, 2.2.2.8.1, with
 * length, signature, CRC and id. Blocks of data are encoded by the file's method (crypt.h),
 * those of lists are not: bit 1 of the id tells them apart (2.2.2.2). In 4k files either may
 * be deflated; the checksum is that of the bytes that lie in the file.
 */
#ifndef CONVERT_PST_BLOCK_H
#define CONVERT_PST_BLOCK_H

#include "convert/pst/tree.h"

/* Whether the block is a list: XBLOCK, XXBLOCK, SLBLOCK, SIBLOCK. */
bool pst_block_is_list(guint64 bid);

/*
 * The bytes of a block, decoded; one more reference to those read lately. The caller
 * unrefs it. Warns if checksum, signature or id are wrong. Fails with ERR_FORMAT if the
 * block is not in the block tree or cannot be inflated, ERR_IO.
 */
MUST_USE GBytes *pst_block_read(struct pst_file *f, guint64 bid, GError **error);

/* How many bytes pst_block_read would give, without reading them. Fails likewise. */
MUST_USE bool pst_block_size(struct pst_file *f, guint64 bid, guint32 *size, GError **error);

/* Forgets what was read lately. */
void pst_block_forget(struct pst_file *f);

#endif
