/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Binary property lists, "bplist00": objects, a table of their offsets, and a trailer of 32
 * bytes with the sizes of both. For plist.c.
 */
#ifndef CONVERT_BPLIST_H
#define CONVERT_BPLIST_H

#include <glib.h>
#include <stdbool.h>

/* Whether one begins at data. */
bool bplist_begins(const unsigned char *data, size_t len);

/* plist_read for a list that takes exactly len bytes, at most PLIST_MAX. */
GHashTable *bplist_read(const unsigned char *data, size_t len);

#endif
