/* SPDX-License-Identifier: Apache-2.0 */
/* Lower-case hexadecimal; see hex.h. */
#include "crypto/hex.h"

static const char digits[] = "0123456789abcdef";

void
hex_encode(char *out, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i++) {
		*out++ = digits[p[i] >> 4];
		*out++ = digits[p[i] & 15];
	}
	*out = '\0';
}

static bool
is_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool
hex_is(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!is_digit(text[i]))
			return false;
	return true;
}

static unsigned
value(char digit)
{
	return (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

bool
hex_decode(void *out, size_t nbytes, const char *text, size_t len)
{
	unsigned char *p = out;

	if (len % 2 != 0 || len / 2 != nbytes || !hex_is(text, len))
		return false;
	for (size_t i = 0; i < nbytes; i++)
		p[i] = (unsigned char)(value(text[2 * i]) << 4 | value(text[2 * i + 1]));
	return true;
}
