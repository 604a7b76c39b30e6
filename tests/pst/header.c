/* SPDX-License-Identifier: Apache-2.0 */
/* The header of a Unicode PST file, for writing. */
#include "tests/pst/header.h"

#include <string.h>

#define LEAST_NID 0x400 /* rgnid of a fresh file */

/* ROOT, 2.2.2.5 */
static void
write_root(guint8 *to, const struct header *h)
{
	put64(to + 4, h->space.eof);
	put64(to + 12, h->space.last_map);
	put64(to + 20, h->stale ? 0 : h->space.free);
	put64(to + 36, h->nbt.id);
	put64(to + 44, h->nbt.at);
	put64(to + 52, h->bbt.id);
	put64(to + 60, h->bbt.at);
	to[68] = h->stale ? 0 : 2;
}

void
header_write(guint8 *to, const struct header *h)
{
	memcpy(to, "!BDN", 4);
	memcpy(to + 8, "SM", 2);
	put16(to + 10, 23);
	put16(to + 12, 19);
	to[14] = to[15] = 1;
	put64(to + 32, h->next_page);
	put32(to + 40, 1);
	for (guint i = 0; i < 32; i++)
		put32(to + 44 + 4 * i, MAX(h->next_nid[i], LEAST_NID));
	write_root(to + 180, h);
	memset(to + 256, 0xff, 256);
	to[512] = 0x80;
	to[513] = (guint8)h->crypt;
	put64(to + 516, h->next_block);
	put32(to + 4, code_crc(to + 8, 471) ^ (h->stale ? 0x5a5a5a5a : 0));
	put32(to + 524, code_crc(to + 8, 516) ^ (h->stale ? 0x5a5a5a5a : 0));
}
