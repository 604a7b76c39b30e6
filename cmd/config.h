/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration directory, $XDG_CONFIG_HOME/mailpouch or
 * ~/.config/mailpouch: the signer made by the first seal, and whom to trust.
 */
#ifndef CMD_CONFIG_H
#define CMD_CONFIG_H

#include "crypto/error.h"

#define CONFIG_SIGNER "signer.key" /* with signer.key.pub beside it */
#define CONFIG_TRUST "trust"

/*
 * The path of a file there, whether it exists or not, which the caller frees.
 * Follows the XDG Base Directory Specification: a relative path is ignored.
 */
MUST_USE char *config_path(const char *name);

/*
 * Finds out whether the file of this name is there. Fails with ERR_IO if that
 * cannot be told, since a file that is not seen is not one that is missing.
 */
MUST_USE bool config_exists(const char *name, bool *exists, GError **error);

/* Makes the directory, mode 0700, if it is missing. Fails with ERR_IO. */
MUST_USE bool config_make_directory(GError **error);

#endif
