/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The file that a process which derives reads: it has no file itself, but asks for ranges
 * (derive_frame.h, WANT), and keeps the latest ones.
 */
#ifndef CONVERT_DERIVE_REMOTE_H
#define CONVERT_DERIVE_REMOTE_H

#include "convert/tree.h"
#include "convert/unpack_out.h"

/*
 * A file of size bytes, for tree_file_pread alone. Questions go to out, answers come from the
 * descriptor in; both borrowed. Reading fails with ERR_IO where the other side cannot read; if there
 * is no other side any more, the process ends.
 */
MUST_USE struct tree_file *derive_remote_open(struct unpack_out *out, int in, guint64 size);

/* Reads exactly len bytes of a descriptor; false at its end. */
bool derive_remote_take(int in, void *buf, size_t len);

#endif
