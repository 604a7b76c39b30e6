/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keys that open pouches: age identities (-i) and the recipients (-r) that
 * they belong to, as files and words on the command line.
 */
#ifndef CMD_IDENTITY_H
#define CMD_IDENTITY_H

#include "crypto/age/keys.h"
#include "crypto/error.h"

/*
 * Reads the identity files of options.identities, in order; "-" is standard
 * input. A file that is itself an age file under a passphrase is asked for, by
 * passphrase_ask, so passphrase_open has been called. Returns an array of struct
 * age_identity, empty without -i, which frees its elements; the caller owns it.
 * NULL with ERR_KEY for a wrong or missing passphrase and for a bare file that
 * others may read, ERR_FORMAT, ERR_IO, and ERR_USAGE for an identity where the
 * name of its file is expected.
 */
MUST_USE GPtrArray *identity_load(GError **error);

/*
 * The recipients of -r: each word is "age1..." or the name of a file with such
 * lines and "#" comments. words: NULL-terminated, or NULL for none. Returns an
 * array of struct age_recipient, which the caller owns; NULL with ERR_USAGE for
 * a word that cannot be one, with ERR_FORMAT or ERR_IO for a file.
 */
MUST_USE GArray *identity_recipients(char *const *words, GError **error);

/*
 * The text of a new identity's file, as age-keygen writes it, and then
 * encrypted if there is a passphrase. *to: set to its recipient. The caller owns
 * the result. NULL with ERR_IO if there is not enough memory for scrypt.
 */
MUST_USE struct secret *identity_create(
    const struct secret *passphrase, struct age_recipient *to, GError **error);

#endif
