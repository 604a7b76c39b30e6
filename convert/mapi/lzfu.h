/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The compressed RTF of PidTagRtfCompressed, in both forms, COMPRESSED and UNCOMPRESSED.
 * Format: [MS-OXRTFCP].
 */
#ifndef CONVERT_MAPI_LZFU_H
#define CONVERT_MAPI_LZFU_H

#include "convert/mapi/object.h"

/* What was wrong with a value that was read all the same. */
enum lzfu_flag {
	LZFU_CUT = 1 << 0,  /* it ends early: what there was has been given */
	LZFU_CRC = 1 << 1,  /* its checksum is wrong; many writers leave it 0 */
	LZFU_SIZE = 1 << 2, /* its header states other sizes than it has */
	LZFU_BARE = 1 << 3, /* there is no header: it is RTF itself */
};

/*
 * The RTF that a value holds, as a stream, with memory for the dictionary alone. It takes over
 * compressed, also when it fails: with ERR_FORMAT if this is no compressed RTF, or as reading
 * compressed fails. A byte of compressed makes at most 9 bytes of RTF.
 */
MUST_USE struct mapi_stream *lzfu_open(struct mapi_stream *compressed, GError **error);

/* Flags of enum lzfu_flag for what was read of a stream of lzfu_open; complete at its end. */
guint lzfu_flags(const struct mapi_stream *s);

#endif
