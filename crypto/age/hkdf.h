/* SPDX-License-Identifier: Apache-2.0 */
/* HKDF with SHA-256 (RFC 5869), for the one length of output that age needs. */
#ifndef CRYPTO_AGE_HKDF_H
#define CRYPTO_AGE_HKDF_H

#include <stddef.h>

#define HKDF_KEY 32 /* bytes of output */

struct hkdf {
	const unsigned char *secret; /* "IKM" in the RFC */
	size_t secret_len;
	const unsigned char *salt; /* may be NULL with salt_len 0 */
	size_t salt_len;
	const char *info; /* what the key is for, hashed without its NUL */
};

/* Derives a key: HKDF-Extract, then HKDF-Expand to 32 bytes. Cannot fail. */
void hkdf_sha256(const struct hkdf *from, unsigned char key[HKDF_KEY]);

#endif
