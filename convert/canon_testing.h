/* SPDX-License-Identifier: Apache-2.0 */
/* For tests: the digests of one message in memory. */
#ifndef CONVERT_CANON_TESTING_H
#define CONVERT_CANON_TESTING_H

#include "convert/canon.h"

/* What canon_add and canon_complete make of a message. */
static inline void
canon_of(const void *data, size_t len, struct canon_digests *out)
{
	g_autoptr(blake2b_queue) q = blake2b_queue_new();

	canon_add(q, data, len, out);
	blake2b_queue_run(q);
	canon_complete(out);
}

#endif
