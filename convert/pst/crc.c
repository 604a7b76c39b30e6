/* SPDX-License-Identifier: Apache-2.0 */
/* Checksum and signature; see crc.h. */
#include "convert/pst/crc.h"

#include <zlib.h>

guint32
pst_crc(const void *bytes, size_t len)
{
	return (guint32)crc32_z(0xffffffff, bytes, len) ^ 0xffffffff;
}

guint16
pst_signature(guint64 at, guint64 bid)
{
	guint32 both = (guint32)(at ^ bid);

	return (guint16)(both >> 16 ^ both);
}
