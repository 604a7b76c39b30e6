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

/* A new key whose two files are on the disk and have no names yet. */
struct keyfile_pair;

/*
 * Writes a new key: the secret for path, the public half for path with ".pub"
 * behind it. Fails like keyfile_write; with force false both names must be free.
 */
MUST_USE struct keyfile_pair *keyfile_pair_write(const char *path, const struct secret *text,
    const char *public_text, bool force, GError **error);

/* Gives both their names, or none. */
MUST_USE bool keyfile_pair_commit(struct keyfile_pair *p, GError **error);

/* Removes what was not committed. Accepts NULL. */
void keyfile_pair_free(struct keyfile_pair *p);

/* Fails with ERR_USAGE if path or path.pub is there already, to find that out early. */
MUST_USE bool keyfile_check_free(const char *path, GError **error);

typedef struct keyfile_pair keyfile_pair;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(keyfile_pair, keyfile_pair_free)

#endif
