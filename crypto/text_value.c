/* SPDX-License-Identifier: Apache-2.0 */
/* The spellings of values in canonical texts; see text_value.h. */
#include "crypto/text_value.h"

#include <string.h>

#include "crypto/hex.h"

#define DIGITS "0123456789"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* Tells whether value is one byte or more, all of them out of set. */
static bool
consists_of(const char *value, const char *set)
{
	return *value != '\0' && value[strspn(value, set)] == '\0';
}

static bool
is_hex32(const char *value)
{
	return strlen(value) == 32 && hex_is(value, 32);
}

static bool
is_hex64(const char *value)
{
	return strlen(value) == 64 && hex_is(value, 64);
}

/* Numbers of as many digits as the largest compare as strings do. */
static bool
is_number(const char *value)
{
	static const char largest[] = "9223372036854775807";
	size_t len = strlen(value);

	if (!consists_of(value, DIGITS) || (value[0] == '0' && len > 1))
		return false;
	return len < strlen(largest) || (len == strlen(largest) && strcmp(value, largest) <= 0);
}

/* The number that ndigits digits spell. */
static unsigned
number_at(const char *value, size_t at, size_t ndigits)
{
	unsigned n = 0;

	for (size_t i = at; i < at + ndigits; i++)
		n = 10 * n + (unsigned)(value[i] - '0');
	return n;
}

static bool
is_time(const char *value)
{
	static const char shape[] = "dddd-dd-ddTdd:dd:ddZ";

	if (strlen(value) != strlen(shape))
		return false;
	for (size_t i = 0; shape[i] != '\0'; i++)
		if (shape[i] == 'd' ? strchr(DIGITS, value[i]) == NULL : value[i] != shape[i])
			return false;
	return number_at(value, 11, 2) < 24 && number_at(value, 14, 2) < 60 &&
	    number_at(value, 17, 2) < 60 &&
	    g_date_valid_dmy((GDateDay)number_at(value, 8, 2), (GDateMonth)number_at(value, 5, 2),
		(GDateYear)number_at(value, 0, 4));
}

static bool
is_token(const char *value)
{
	return consists_of(value, DIGITS LOWER UPPER "+/=._-");
}

static bool
is_line(const char *value)
{
	size_t len = strlen(value);

	for (size_t i = 0; i < len; i++)
		if (value[i] < ' ' || value[i] > '~')
			return false;
	return len > 0 && value[0] != ' ' && value[len - 1] != ' ';
}

static const struct spelling {
	bool (*is)(const char *value);
	const char *what;
} spellings[] = {
    [TEXT_HEX32] = {is_hex32, "32 lower-case hex digits"},
    [TEXT_HEX64] = {is_hex64, "64 lower-case hex digits"},
    [TEXT_NUMBER] = {is_number, "a number below 2^63 without leading zeros"},
    [TEXT_TIME] = {is_time, "a time like 2026-11-23T14:49:00Z"},
    [TEXT_TOKEN] = {is_token, "a word of A-Z a-z 0-9 + / = . _ -"},
    [TEXT_LINE] = {is_line, "printable ASCII without blanks at its ends"},
};

bool
text_value_is_name(const char *name)
{
	return strlen(name) <= TEXT_NAME_MAX && consists_of(name, DIGITS LOWER "-");
}

bool
text_value_check(enum text_type type, const char *value, GError **error)
{
	if (strlen(value) > TEXT_VALUE_MAX)
		return err_set(error, ERR_FORMAT, "is longer than %d bytes", TEXT_VALUE_MAX);
	if (!spellings[type].is(value))
		return err_set(error, ERR_FORMAT, "is not %s", spellings[type].what);
	return true;
}
