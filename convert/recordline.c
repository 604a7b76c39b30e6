/* SPDX-License-Identifier: Apache-2.0 */
/* The line in front of a message in c-client's formats; see recordline.h. */
#include "convert/recordline.h"

#include <string.h>

#include "convert/date.h"

#define DATE_LEN 26
#define SIZE_DIGITS_MAX 18 /* fits 64 bits, whatever the digits */

/* d: a digit, or a blank in front; a: a letter; s: a sign; all else for itself. */
static const char shape[] = "dd-aaa-dddd dd:dd:dd sdddd,";

/* Of each kind what follows the size: h a hex digit, o an octal one. */
static const struct {
	const char *shape;
	int base;
	size_t keywords_len, flags_len;
} kinds[] = {
    [RECORDLINE_MBX] = {";hhhhhhhhhhhh-hhhhhhhh\r\n", 16, 8, 4},
    [RECORDLINE_MTX] = {";oooooooooooo\r\n", 8, 10, 2},
    [RECORDLINE_TENEX] = {";oooooooooooo\n", 8, 10, 2},
};

static bool
has_shape(const unsigned char *p, size_t len, const char *s)
{
	for (size_t i = 0; s[i] != '\0'; i++) {
		char c = i < len ? (char)p[i] : '\0';
		bool ok = s[i] == 'd' ? g_ascii_isdigit(c) || (i == 0 && c == ' ')
		    : s[i] == 'a'     ? g_ascii_isalpha(c)
		    : s[i] == 's'     ? c == '+' || c == '-'
		    : s[i] == 'h'     ? g_ascii_isxdigit(c)
		    : s[i] == 'o'     ? c >= '0' && c <= '7'
				      : c == s[i];

		if (!ok || i >= len)
			return false;
	}
	return true;
}

static guint32
number(const unsigned char *p, size_t len, int base)
{
	char digits[16] = "";

	memcpy(digits, p, len);
	return (guint32)g_ascii_strtoull(digits, NULL, (guint)base);
}

/* The digits at p; returns how many, 0 if there are none or too many. */
static size_t
read_size(const unsigned char *p, size_t len, guint64 *size)
{
	size_t n = 0;

	for (*size = 0; n < len && g_ascii_isdigit((char)p[n]); n++) {
		if (n == SIZE_DIGITS_MAX)
			return 0;
		*size = *size * 10 + (guint64)(p[n] - '0');
	}
	return n;
}

bool
recordline_parse(
    enum recordline_kind kind, const unsigned char *data, size_t len, struct recordline *l)
{
	size_t at = sizeof(shape) - 1, keywords = kinds[kind].keywords_len, n;
	struct date d;

	if (!has_shape(data, len, shape) || !date_parse((const char *)data, DATE_LEN, &d))
		return false;
	n = read_size(data + at, len - at, &l->size);
	at += n;
	if (n == 0 || !has_shape(data + at, len - at, kinds[kind].shape))
		return false;
	l->received = d.time;
	l->keywords = number(data + at + 1, keywords, kinds[kind].base);
	l->flags = number(data + at + 1 + keywords, kinds[kind].flags_len, kinds[kind].base);
	l->len = at + strlen(kinds[kind].shape);
	return true;
}
