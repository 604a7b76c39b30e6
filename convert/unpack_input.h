/* SPDX-License-Identifier: Apache-2.0 */
/* The packed file that an unpacking process reads: a file as it is, or one that was spilled. */
#ifndef CONVERT_UNPACK_INPUT_H
#define CONVERT_UNPACK_INPUT_H

#include "convert/spill.h"

struct unpack_input;

/* fd stays the caller's. spilled: spill.h put it there; NULL: it is as it is. */
struct unpack_input *unpack_input_new(int fd, const struct spill_place *spilled);
void unpack_input_free(struct unpack_input *in); /* accepts NULL */

/* Its bytes, or -1 if that cannot be told. */
gint64 unpack_input_size(const struct unpack_input *in);

/* Reads up to len bytes at an offset: the number read, 0 at the end, -1 if it cannot be read. */
gssize unpack_input_read(struct unpack_input *in, void *buf, size_t len, guint64 at);

typedef struct unpack_input unpack_input;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(unpack_input, unpack_input_free)

#endif
