/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finds the headers of a damaged volume again, wherever they lie: each holds
 * a word that is the same in all, and encrypted data does not look like a
 * header. docs/FORMAT.md, section 3.
 */
#ifndef CRYPTO_HEADER_SCAN_H
#define CRYPTO_HEADER_SCAN_H

#include <glib.h>
#include <stdbool.h>

#include "crypto/ustar.h"

/* An intact header at an offset of the file. */
struct header_hit {
	char name[USTAR_NAME_SIZE];
	guint64 at, size; /* of the header; of the body that it announces */
	char gname[USTAR_GNAME_LEN + 1];
};

/* Returns whether the scan shall go on. */
typedef bool header_visit(void *ctx, const struct header_hit *hit);

/*
 * Visits the headers that begin in [from, to), ascending. Unreadable parts are
 * passed over.
 */
void header_scan(int fd, guint64 from, guint64 to, header_visit *visit, void *ctx);

#endif
