/* SPDX-License-Identifier: Apache-2.0 */
/* The checksum and the signature of pages and blocks: [MS-PST] 5.3 and 5.5. */
#ifndef CONVERT_PST_CRC_H
#define CONVERT_PST_CRC_H

#include <glib.h>

/* The CRC-32 of len bytes: the polynomial of zip files, from 0 and not inverted at its end. */
guint32 pst_crc(const void *bytes, size_t len);

/* What a page or block with this id at this offset of the file is signed with. */
guint16 pst_signature(guint64 at, guint64 bid);

#endif
