/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an unpacking process may still do: read one file or pipe, write to one pipe, use
 * memory, and end. Anything else ends it.
 */
#ifndef CONVERT_UNPACK_JAIL_H
#define CONVERT_UNPACK_JAIL_H

#include "crypto/error.h"

#define UNPACK_JAIL_IN 0  /* the descriptor that may be read */
#define UNPACK_JAIL_OUT 1 /* that may be written to */

/* Memory that it may have beyond what it has, in bytes: windows of xz and zstd are up to 1 GiB and 128 MiB. */
#define UNPACK_JAIL_MEMORY (G_GUINT64_CONSTANT(1536) << 20)

/*
 * Enters it, for good. Not in a build with a sanitizer, which needs more: there it does
 * nothing. Fails with ERR_IO where the kernel has no seccomp.
 */
MUST_USE bool unpack_jail_enter(GError **error);

#endif
