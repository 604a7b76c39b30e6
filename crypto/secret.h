/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Secret bytes: passphrases, keys, the text of identity files. They live in
 * libsodium's guarded memory, which is locked where the system allows it, kept
 * out of core dumps, and wiped when it is released.
 *
 * sodium_init() must have been called before any function here.
 */
#ifndef CRYPTO_SECRET_H
#define CRYPTO_SECRET_H

#include <glib.h>
#include <stddef.h>

struct secret {
	unsigned char *data; /* len bytes, not NUL-terminated */
	size_t len;          /* may be lowered by the owner, never raised */
};

typedef struct secret secret; /* for g_autoptr(secret) alone */

/*
 * A new secret of len bytes (0 is allowed) with unspecified contents. The
 * caller owns it and ends it with secret_free. Never NULL: like GLib's own
 * allocation it aborts when there is no memory, so a len that comes from a file
 * is held against a limit first.
 */
struct secret *secret_new(size_t len);

/*
 * A new secret with a copy of the len bytes at data. The source stays as it
 * is: whoever owns it wipes it.
 */
struct secret *secret_new_copy(const void *data, size_t len);

/* Wipes and releases; NULL is fine. */
void secret_free(struct secret *s);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(secret, secret_free)

#endif
