/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A text of a volume whose tar header or padding is damaged, which repair
 * makes again as there is only one of each: the text is found by what stands
 * around it, and its signature decides whether it is the one. docs/FORMAT.md,
 * sections 3 and 11.
 */
#ifndef CRYPTO_HEADLESS_H
#define CRYPTO_HEADLESS_H

#include <glib.h>

#include "crypto/error.h"

/*
 * Reads the text of at most max bytes whose header, be it damaged, is at an
 * offset. name and gname: as its header must have them. *end is set to the
 * offset behind it. The caller owns the bytes. Returns NULL if there is none: an intact
 * header of something else stands there, or none follows.
 */
MUST_USE GBytes *headless_read(
    int fd, guint64 at, const char *name, const char *gname, size_t max, guint64 *end);

#endif
