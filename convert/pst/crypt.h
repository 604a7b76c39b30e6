/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two ways in which a PST file makes its data blocks unreadable to the eye: [MS-PST] 5.1
 * and 5.2. There is no key: what is called encryption in Outlook is this. The password of a
 * file (PidTagPstPassword) is a checksum that Outlook asks for and that nothing depends on.
 */
#ifndef CONVERT_PST_CRYPT_H
#define CONVERT_PST_CRYPT_H

#include <glib.h>

/* [MS-PST] 2.2.2.6, bCryptMethod. */
enum pst_crypt {
	PST_CRYPT_NONE = 0,
	PST_CRYPT_PERMUTE = 1, /* "compressible": each byte by a table */
	PST_CRYPT_CYCLIC = 2, /* "high": three tables and a counter that begins at the block's id */
};

/* Turns len bytes of the data block bid into what was written, in place. */
void pst_decode(enum pst_crypt method, guint64 bid, unsigned char *bytes, size_t len);

#endif
