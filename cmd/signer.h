/* SPDX-License-Identifier: Apache-2.0 */
/* The key that signs: the one that -s names, or the lasting one of this user. */
#ifndef CMD_SIGNER_H
#define CMD_SIGNER_H

#include "cmd/keyfile.h"
#include "crypto/error.h"
#include "crypto/minisign_key.h"

/*
 * Reads a minisign secret key file; a passphrase is asked for by passphrase_ask,
 * so passphrase_open has been called. The caller owns the result. NULL with
 * ERR_KEY for a wrong or missing passphrase and for a bare key that others may
 * read, ERR_FORMAT, ERR_IO.
 */
MUST_USE struct minisign_secret *signer_load(const char *path, GError **error);

/*
 * The signer in the configuration directory. The first time it is made, without
 * a passphrase, entered in the trust file, and a message says so; where that
 * fails no key is left, so that the next call tries again. The caller owns the
 * result. Fails like signer_load.
 */
MUST_USE struct minisign_secret *signer_load_default(GError **error);

/*
 * Makes a new key: path and path.pub, with keyfile_pair_write; the caller commits it.
 * passphrase: NULL leaves it bare. *pub: set to the public half. Fails with ERR_USAGE, ERR_IO.
 */
MUST_USE struct keyfile_pair *signer_create(const char *path, const struct secret *passphrase,
    bool force, struct minisign_public *pub, GError **error);

#endif
