/* SPDX-License-Identifier: Apache-2.0 */
/* HKDF with SHA-256; see hkdf.h. */
#include "crypto/age/hkdf.h"

#include <sodium.h>
#include <string.h>

void
hkdf_sha256(const struct hkdf *from, unsigned char key[HKDF_KEY])
{
	static const unsigned char first = 1; /* the first block of output is all we need */
	static const unsigned char none = 0;  /* libsodium wants a pointer for no bytes too */
	unsigned char extracted[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state mac;

	crypto_auth_hmacsha256_init(&mac, from->salt_len > 0 ? from->salt : &none, from->salt_len);
	crypto_auth_hmacsha256_update(&mac, from->secret, from->secret_len);
	crypto_auth_hmacsha256_final(&mac, extracted);

	crypto_auth_hmacsha256_init(&mac, extracted, sizeof(extracted));
	crypto_auth_hmacsha256_update(&mac, (const unsigned char *)from->info, strlen(from->info));
	crypto_auth_hmacsha256_update(&mac, &first, 1);
	crypto_auth_hmacsha256_final(&mac, key);

	sodium_memzero(extracted, sizeof(extracted));
	sodium_memzero(&mac, sizeof(mac));
}
