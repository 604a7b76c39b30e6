/* SPDX-License-Identifier: Apache-2.0 */
/* Checksums, signatures and ciphers of PST pages and blocks: [MS-PST] 5.1-5.5. */
#ifndef TESTS_PST_CODE_H
#define TESTS_PST_CODE_H

#include <glib.h>

/* bCryptMethod of the header. */
enum code_crypt {
	CODE_NONE,
	CODE_PERMUTE, /* "compressible encryption" */
	CODE_CYCLIC,  /* "high encryption" */
};

/* CRC-32 without the inversions before and after, 5.3. */
guint32 code_crc(const guint8 *data, gsize len);

/* What ties a page or block to its place and its id, 5.5. */
guint16 code_signature(guint64 at, guint64 id);

/* Encodes the data of block id in place; the cyclic cipher decodes by encoding again. */
void code_encode(enum code_crypt how, guint64 id, guint8 *data, gsize len);

#endif
