/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gzip (RFC 1952), read with its checks: every member's CRC and length, members one after the
 * other as one stream, all bytes up to the place where it is damaged, and what follows its end.
 * libarchive's own reader passes over all of these.
 */
#ifndef CONVERT_GUNZIP_H
#define CONVERT_GUNZIP_H

#include "convert/unpack_input.h"

struct gunzip;

/* Whether the file begins like gzip. */
bool gunzip_claims(struct unpack_input *in);

/* in stays the caller's. */
struct gunzip *gunzip_new(struct unpack_input *in);
void gunzip_free(struct gunzip *g); /* accepts NULL */

/*
 * Reads up to len bytes, not 0: the number read, 0 at the end, -1 on damage, with *why set to
 * the reason, in static memory.
 */
gssize gunzip_read(struct gunzip *g, void *buf, size_t len, const char **why);

/* At the end: whether the file goes on behind it. */
bool gunzip_goes_on(const struct gunzip *g);

/* Bytes of the file that were taken as gzip so far; after damage, that were read. */
guint64 gunzip_taken(const struct gunzip *g);

#endif
