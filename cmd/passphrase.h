/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where passphrases come from: --passphrase-fd, --passphrase-file, or the
 * terminal; never from arguments or the environment. Descriptor and file hold
 * one passphrase a line, in the order in which a command asks: signing key,
 * identities, slot.
 */
#ifndef CMD_PASSPHRASE_H
#define CMD_PASSPHRASE_H

#include "crypto/error.h"
#include "crypto/secret.h"

#define PASSPHRASE_MAX 1000 /* bytes; minisign reads up to 1023 */

/*
 * Opens what the options name; without them there is the terminal. To be called
 * once, before the first question. A file that others may read is used, with a
 * warning. Fails with ERR_USAGE if both options are given or the descriptor is
 * none, and with ERR_IO.
 */
MUST_USE bool passphrase_open(GError **error);

/* Whether there is a line, or a terminal, to take a passphrase from. */
bool passphrase_available(void);

/*
 * The passphrase of something that exists. what: "signing key /a/b.key"; it may
 * be foreign text. The caller owns the result, which is not empty. NULL with
 * ERR_KEY if there is no terminal and no line left, or it is empty or longer than
 * PASSPHRASE_MAX; with ERR_INTERRUPTED or ERR_IO.
 */
MUST_USE struct secret *passphrase_ask(const char *what, GError **error);

/*
 * A new passphrase; from a terminal it is asked for twice, until both agree.
 * Fails like passphrase_ask, but with ERR_USAGE where nothing can be asked.
 */
MUST_USE struct secret *passphrase_create(const char *what, GError **error);

#endif
