/* SPDX-License-Identifier: Apache-2.0 */
/* The sandbox around a command that reads some files and makes others. */
#ifndef CMD_CONFINE_H
#define CMD_CONFINE_H

#include "crypto/error.h"

/* The directory that path is or will be in, whatever slashes it ends in; the caller frees it. */
char *confine_parent(const char *path);

/*
 * Enters the sandbox with the inputs readable, and the directory above each of the outputs
 * (both NULL-terminated paths, of files or directories; or NULL) writable. Fails as
 * sandbox_enter, with what --require-sandbox says.
 */
MUST_USE bool confine_enter(const char *const *inputs, const char *const *outputs, GError **error);

#endif
