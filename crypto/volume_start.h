/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The start of a volume, which every reader needs: the first header and the
 * preamble; and what it means if they cannot be read. docs/FORMAT.md, sections
 * 3, 5.1 and 11.
 */
#ifndef CRYPTO_VOLUME_START_H
#define CRYPTO_VOLUME_START_H

#include "crypto/preamble.h"
#include "crypto/ustar.h"

/*
 * Reads the start of the size bytes of fd. gname: set to what its headers hold.
 * p: filled in; the caller ends it with preamble_clear, also on failure. Returns the text of
 * the preamble, which the caller owns.
 *
 * Fails with ERR_FORMAT if the file is no pouch at all; with ERR_UNSUPPORTED if
 * it was sealed by rules that are not known; with ERR_DAMAGED or ERR_ALTERED
 * if its SEAL speaks of another start; with ERR_INCOMPLETE if there is no SEAL
 * either; with ERR_IO.
 */
MUST_USE GBytes *volume_start_read(
    int fd, guint64 size, char gname[USTAR_GNAME_LEN + 1], struct preamble *p, GError **error);

#endif
