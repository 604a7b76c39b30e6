/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The 512-byte headers of a volume's outer container: POSIX ustar (IEEE Std
 * 1003.1, pax, "ustar Interchange Format"), in which only name, size and gname
 * vary. There is one header for each choice of these three and no other is
 * read, so no bit of a header can change unnoticed. The constants: mode
 * 0000444, uid, gid, mtime and device numbers 0, type '0', no link name, no
 * prefix, uname "mailpouch". gname holds the archive's 16 hex digits, by which
 * the headers of a damaged volume are found again.
 */
#ifndef CRYPTO_USTAR_H
#define CRYPTO_USTAR_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "crypto/error.h"

#define USTAR_BLOCK 512
#define USTAR_NAME_SIZE 101 /* a name of at most 99 bytes, and its NUL */
#define USTAR_GNAME_AT 297  /* where gname stands in the header */
#define USTAR_GNAME_LEN 16
#define USTAR_SIZE_MAX G_GUINT64_CONSTANT(077777777777) /* 8 GiB - 1 */

/*
 * Tells whether a member may have this name: 1-99 bytes of [A-Za-z0-9._/-],
 * no "..", and no component that is empty or begins with '.' or '-', so that a
 * name is safe as a path and as an argument.
 */
MUST_USE bool ustar_name_is_good(const char *name);

/*
 * Writes the header of a member of size bytes. The name must be good, size at
 * most USTAR_SIZE_MAX and gname 16 lower-case hex digits; anything else is the
 * caller's mistake, hence an assertion.
 */
void ustar_header(
    unsigned char out[USTAR_BLOCK], const char *name, guint64 size, const char *gname);

/*
 * Reads a header and accepts it only if it is the one that ustar_header makes.
 *
 * gname: the digits that it must hold; NULL takes the header's own, which then
 *        stand at in + USTAR_GNAME_AT
 * name:  set to the member's name
 * size:  set to the member's size in bytes, at most USTAR_SIZE_MAX
 *
 * Fails with ERR_FORMAT; name and size are then undefined.
 */
MUST_USE bool ustar_parse(const unsigned char in[USTAR_BLOCK], const char *gname,
    char name[USTAR_NAME_SIZE], guint64 *size, GError **error);

/* The number of zero bytes, 0-511, that follow a member of size bytes. */
MUST_USE size_t ustar_padding(guint64 size);

/* Tells whether len bytes are all zero: padding, or the end mark's blocks. */
MUST_USE bool ustar_is_zero(const void *bytes, size_t len);

#endif
