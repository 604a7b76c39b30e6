/* SPDX-License-Identifier: Apache-2.0 */
/* Small files that hold keys, secret and public, and lists of them. */
#ifndef CMD_KEYFILE_H
#define CMD_KEYFILE_H

#include "crypto/error.h"
#include "crypto/secret.h"

#define KEYFILE_MAX (1024 * 1024) /* bytes */

/*
 * Reads a whole file of at most KEYFILE_MAX bytes; "-" is standard input. The
 * caller owns the result.
 *
 * exposed: set to whether others than the owner may read it; may be NULL
 *
 * Returns NULL with ERR_IO if it cannot be read, with ERR_FORMAT if it is too
 * large. Messages name the file.
 */
MUST_USE struct secret *keyfile_read(const char *path, bool *exposed, GError **error);

/*
 * Refuses a secret that others may read: fails with ERR_KEY if exposed, and
 * says what to do. To be called for secrets that no passphrase protects.
 */
MUST_USE bool keyfile_check(const char *path, bool exposed, GError **error);

struct keyfile_content {
	const void *data;
	size_t len;
	bool secret; /* mode 0600; otherwise 0666 less umask */
	bool force;  /* an existing file is replaced, at once and as a whole */
};

/*
 * Writes a file, which is on the disk when it gets its name. Fails with
 * ERR_USAGE if it exists and is not to be replaced, with ERR_IO. Messages name
 * the file.
 */
MUST_USE bool keyfile_write(const char *path, const struct keyfile_content *c, GError **error);

/*
 * Writes a new key: the secret to path, the public half to path with ".pub"
 * behind it; both or none. Fails like keyfile_write; with force false both names
 * must be free.
 */
MUST_USE bool keyfile_write_pair(const char *path, const struct secret *text,
    const char *public_text, bool force, GError **error);

/* Fails with ERR_USAGE if path or path.pub is there already, to find that out early. */
MUST_USE bool keyfile_check_free(const char *path, GError **error);

#endif
