/* SPDX-License-Identifier: Apache-2.0 */
/* Canonical ustar headers; see ustar.h. */
#include "crypto/ustar.h"

#include <string.h>

#include "crypto/hex.h"

/* Offsets of the fields that are not all NUL, in their order. */
enum {
	AT_NAME = 0,
	AT_MODE = 100,
	AT_UID = 108,
	AT_GID = 116,
	AT_SIZE = 124,
	AT_MTIME = 136,
	AT_CHECKSUM = 148,
	AT_TYPE = 156,
	AT_MAGIC = 257,
	AT_VERSION = 263,
	AT_UNAME = 265,
	AT_GNAME = USTAR_GNAME_AT,
	AT_DEVMAJOR = 329,
	AT_DEVMINOR = 337,
};

#define NAME_MAX_LEN (USTAR_NAME_SIZE - 2)
#define SIZE_DIGITS 11
#define CHECKSUM_LEN 8
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static void
put(unsigned char *header, size_t at, const char *field)
{
	memcpy(header + at, field, strlen(field));
}

bool
ustar_name_is_good(const char *name)
{
	size_t len = strlen(name);
	char before = '/';

	if (len == 0 || len > NAME_MAX_LEN || strspn(name, LETTERS "0123456789._/-") != len)
		return false;
	for (const char *p = name; *p != '\0'; p++) {
		if (before == '/' && strchr("/.-", *p) != NULL)
			return false;
		if (before == '.' && *p == '.')
			return false;
		before = *p;
	}
	return before != '/';
}

/* The sum of all bytes, those of the checksum itself taken as blanks. */
static unsigned
checksum(const unsigned char header[USTAR_BLOCK])
{
	unsigned sum = CHECKSUM_LEN * ' ';

	for (size_t i = 0; i < USTAR_BLOCK; i++)
		if (i < AT_CHECKSUM || i >= AT_CHECKSUM + CHECKSUM_LEN)
			sum += header[i];
	return sum;
}

void
ustar_header(unsigned char out[USTAR_BLOCK], const char *name, guint64 size, const char *gname)
{
	char digits[SIZE_DIGITS + 1];
	char sum[CHECKSUM_LEN];

	g_assert(ustar_name_is_good(name));
	g_assert(size <= USTAR_SIZE_MAX);
	g_assert(strlen(gname) == USTAR_GNAME_LEN && hex_is(gname, USTAR_GNAME_LEN));
	g_snprintf(digits, sizeof(digits), "%011" G_GINT64_MODIFIER "o", size);
	memset(out, 0, USTAR_BLOCK);
	put(out, AT_NAME, name);
	put(out, AT_MODE, "0000444");
	put(out, AT_UID, "0000000");
	put(out, AT_GID, "0000000");
	put(out, AT_SIZE, digits);
	put(out, AT_MTIME, "00000000000");
	put(out, AT_TYPE, "0");
	put(out, AT_MAGIC, "ustar");
	put(out, AT_VERSION, "00");
	put(out, AT_UNAME, "mailpouch");
	put(out, AT_GNAME, gname);
	put(out, AT_DEVMAJOR, "0000000");
	put(out, AT_DEVMINOR, "0000000");
	g_snprintf(sum, sizeof(sum), "%06o", checksum(out));
	memcpy(out + AT_CHECKSUM, sum, CHECKSUM_LEN - 1);
	out[AT_CHECKSUM + CHECKSUM_LEN - 1] = ' ';
}

/* Octal digits only: signs, blanks and the base-256 form are not ours. */
static bool
parse_size(const unsigned char *digits, guint64 *size)
{
	*size = 0;
	for (size_t i = 0; i < SIZE_DIGITS; i++) {
		if (digits[i] < '0' || digits[i] > '7')
			return false;
		*size = *size << 3 | (guint64)(digits[i] - '0');
	}
	return true;
}

/*
 * Takes the three fields that vary, as far as ustar_header asserts them; that
 * the bytes around them are right is left to the comparison.
 */
static bool
parse_fields(const unsigned char *in, char *name, guint64 *size, char *gname)
{
	memcpy(name, in + AT_NAME, USTAR_NAME_SIZE - 1);
	name[USTAR_NAME_SIZE - 1] = '\0';
	memcpy(gname, in + AT_GNAME, USTAR_GNAME_LEN);
	gname[USTAR_GNAME_LEN] = '\0';
	return ustar_name_is_good(name) && parse_size(in + AT_SIZE, size) &&
	    hex_is(gname, USTAR_GNAME_LEN);
}

bool
ustar_parse(const unsigned char in[USTAR_BLOCK], const char *gname, char name[USTAR_NAME_SIZE],
    guint64 *size, GError **error)
{
	unsigned char canonical[USTAR_BLOCK];
	char own[USTAR_GNAME_LEN + 1];

	if (!parse_fields(in, name, size, own))
		return err_set(error, ERR_FORMAT, "not a tar header of a pouch");
	ustar_header(canonical, name, *size, own);
	if (memcmp(in, canonical, USTAR_BLOCK) != 0)
		return err_set(error, ERR_FORMAT, "not the canonical tar header of its member");
	if (gname != NULL && strcmp(gname, own) != 0)
		return err_set(error, ERR_FORMAT, "tar header of another pouch");
	return true;
}

size_t
ustar_padding(guint64 size)
{
	return (USTAR_BLOCK - (size_t)(size % USTAR_BLOCK)) % USTAR_BLOCK;
}

/* Equal to itself shifted by one byte and beginning with zero: all zero. */
bool
ustar_is_zero(const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	return len == 0 || (p[0] == 0 && memcmp(p, p + 1, len - 1) == 0);
}
