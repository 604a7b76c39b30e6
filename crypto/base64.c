/* SPDX-License-Identifier: Apache-2.0 */
/* Canonical base64; see base64.h. */
#include "crypto/base64.h"

#include <glib.h>
#include <sodium.h>
#include <string.h>

void
base64_encode(char *out, const void *bytes, size_t len)
{
	sodium_bin2base64(out, BASE64_LEN(len) + 1, bytes, len, sodium_base64_VARIANT_ORIGINAL);
}

/* In constant time. */
static bool
is_ascii(const char *text, size_t len)
{
	unsigned char bits = 0;

	for (size_t i = 0; i < len; i++)
		bits |= (unsigned char)text[i];
	return bits < 0x80;
}

/*
 * libsodium refuses wrong padding and unused bits that are set, but where char
 * is signed, 1.0.18 takes every byte above 0x7f for a '/'.
 */
bool
base64_decode(void *out, size_t nbytes, const char *text, size_t len)
{
	size_t got;

	return len == BASE64_LEN(nbytes) && is_ascii(text, len) &&
	    sodium_base642bin(
		out, nbytes, text, len, NULL, &got, NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
	    got == nbytes;
}

char *
base64_encode_bare(const void *bytes, size_t len)
{
	const int variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
	size_t size = sodium_base64_encoded_len(len, variant);

	return sodium_bin2base64(g_malloc(size), size, bytes, len, variant);
}

bool
base64_decode_bare(const char *text, size_t len, void *out, size_t size, size_t *nbytes)
{
	return is_ascii(text, len) &&
	    sodium_base642bin(out, size, text, len, NULL, nbytes, NULL,
		sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0;
}

bool
base64_decode_bare_exact(const char *text, void *out, size_t size)
{
	size_t nbytes;

	return base64_decode_bare(text, strlen(text), out, size, &nbytes) && nbytes == size;
}
