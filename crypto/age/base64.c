/* SPDX-License-Identifier: Apache-2.0 */
/* Canonical base64 without padding; see base64.h. */
#include "crypto/age/base64.h"

#include <sodium.h>
#include <string.h>

/* libsodium refuses padding, spaces and left-over bits that are set. */
static const int variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;

char *
age_base64_encode(const void *data, size_t len)
{
	size_t size = sodium_base64_encoded_len(len, variant);

	return sodium_bin2base64(g_malloc(size), size, data, len, variant);
}

/*
 * libsodium 1.0.18 reads the bytes 0xab and 0xaf as "+" and "/" where char is
 * signed, so what is not ASCII is refused here.
 */
static bool
is_ascii(const char *text, size_t len)
{
	unsigned char all = 0;

	for (size_t i = 0; i < len; i++)
		all |= (unsigned char)text[i];
	return all < 0x80;
}

bool
age_base64_decode(const char *text, size_t len, void *out, size_t size, size_t *nbytes)
{
	return is_ascii(text, len) &&
	    sodium_base642bin(out, size, text, len, NULL, nbytes, NULL, variant) == 0;
}

bool
age_base64_decode_exact(const char *text, void *out, size_t size)
{
	size_t nbytes;

	return age_base64_decode(text, strlen(text), out, size, &nbytes) && nbytes == size;
}
