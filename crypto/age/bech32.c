/* SPDX-License-Identifier: Apache-2.0 */
/* Bech32 texts of 32-byte keys; see bech32.h. */
#include "crypto/age/bech32.h"

#include <sodium.h>
#include <string.h>

#define KEY_SYMBOLS 52 /* 256 bits and 4 bits of zero padding */
#define SUM_SYMBOLS 6

static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/* One step of the checksum of BIP 173, "Checksum". */
static guint32
sum_add(guint32 sum, unsigned value)
{
	static const guint32 generator[5] = {
	    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
	guint32 top = sum >> 25;

	sum = (sum & 0x1ffffff) << 5 ^ value;
	for (unsigned i = 0; i < G_N_ELEMENTS(generator); i++)
		if (top >> i & 1)
			sum ^= generator[i];
	return sum;
}

/* The checksum is always over the lower-case prefix, whatever the text's case. */
static guint32
sum_prefix(const char *prefix)
{
	guint32 sum = 1;

	for (const char *p = prefix; *p != '\0'; p++)
		sum = sum_add(sum, (unsigned char)g_ascii_tolower(*p) >> 5);
	sum = sum_add(sum, 0);
	for (const char *p = prefix; *p != '\0'; p++)
		sum = sum_add(sum, (unsigned char)g_ascii_tolower(*p) & 31);
	return sum;
}

static char
symbol_text(unsigned value, bool upper)
{
	return upper ? g_ascii_toupper(alphabet[value]) : alphabet[value];
}

/* The value of a symbol, or 32 if it is none in this case. */
static unsigned
symbol_value(char symbol, bool upper)
{
	unsigned value = 0;

	while (value < 32 && symbol_text(value, upper) != symbol)
		value++;
	return value;
}

size_t
bech32_length(const char *prefix)
{
	return strlen(prefix) + 1 + KEY_SYMBOLS + SUM_SYMBOLS;
}

/* Symbol i of a key: bits 5i to 5i+4, the most significant bit of a byte first. */
static unsigned
key_symbol(const unsigned char key[BECH32_KEY], unsigned i)
{
	unsigned byte = 5 * i / 8, pair = (unsigned)key[byte] << 8;

	if (byte + 1 < BECH32_KEY)
		pair |= key[byte + 1];
	return pair >> (11 - 5 * i % 8) & 31;
}

void
bech32_encode(const char *prefix, const unsigned char key[BECH32_KEY], char *text)
{
	bool upper = g_ascii_isupper(prefix[0]);
	guint32 sum = sum_prefix(prefix);
	size_t at = strlen(prefix);

	memcpy(text, prefix, at);
	text[at++] = '1';
	for (unsigned i = 0; i < KEY_SYMBOLS; i++) {
		unsigned value = key_symbol(key, i);

		sum = sum_add(sum, value);
		text[at++] = symbol_text(value, upper);
	}
	for (unsigned i = 0; i < SUM_SYMBOLS; i++)
		sum = sum_add(sum, 0);
	sum ^= 1;
	for (unsigned i = 0; i < SUM_SYMBOLS; i++)
		text[at++] = symbol_text(sum >> 5 * (SUM_SYMBOLS - 1 - i) & 31, upper);
}

/* Reads the symbols after "1"; bits beyond the 256 of the key must be zero. */
static bool
decode_symbols(
    const char *symbols, bool upper, guint32 sum, unsigned char key[BECH32_KEY], GError **error)
{
	unsigned bits = 0, nbits = 0, nbytes = 0;

	for (unsigned i = 0; i < KEY_SYMBOLS + SUM_SYMBOLS; i++) {
		unsigned value = symbol_value(symbols[i], upper);

		if (value == 32)
			return err_set(error, ERR_FORMAT, "a character that no key has");
		sum = sum_add(sum, value);
		if (i >= KEY_SYMBOLS)
			continue;
		bits = (bits << 5 | value) & 0xfff;
		nbits += 5;
		if (nbits >= 8) {
			nbits -= 8;
			key[nbytes++] = (unsigned char)(bits >> nbits);
		}
	}
	if (sum != 1 || (bits & 15) != 0)
		return err_set(error, ERR_FORMAT, "the checksum of the key is wrong");
	return true;
}

bool
bech32_decode(
    const char *prefix, const char *text, size_t len, unsigned char key[BECH32_KEY], GError **error)
{
	size_t at = strlen(prefix);
	bool good;

	memset(key, 0, BECH32_KEY);
	if (len <= at || memcmp(text, prefix, at) != 0 || text[at] != '1')
		return err_set(error, ERR_FORMAT, "does not begin with %s1", prefix);
	if (len != bech32_length(prefix))
		return err_set(error, ERR_FORMAT, "the key is too short or too long");
	good = decode_symbols(
	    text + at + 1, g_ascii_isupper(prefix[0]), sum_prefix(prefix), key, error);
	if (!good)
		sodium_memzero(key, BECH32_KEY);
	return good;
}
