/* SPDX-License-Identifier: Apache-2.0 */
/* Little-endian numbers at a place whose bounds the caller has checked. */
#ifndef CONVERT_PST_LE_H
#define CONVERT_PST_LE_H

#include <glib.h>

static inline guint64
pst_le(const unsigned char *p, size_t nbytes)
{
	guint64 n = 0;

	for (size_t i = 0; i < nbytes; i++)
		n |= (guint64)p[i] << (8 * i);
	return n;
}

static inline guint16
pst_le16(const unsigned char *p)
{
	return (guint16)pst_le(p, 2);
}

static inline guint32
pst_le32(const unsigned char *p)
{
	return (guint32)pst_le(p, 4);
}

static inline guint64
pst_le64(const unsigned char *p)
{
	return pst_le(p, 8);
}

#endif
