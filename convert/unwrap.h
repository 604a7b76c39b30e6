/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between a pouch that is scanned and a visitor: passes on what the pouch tells, and behind each
 * packed file what is in it, as a scan of the source would have told it. So messages that
 * were sealed packed can be unpacked into another format.
 *
 * Folders that were found in packed files at sealing are recorded behind them; a folder found
 * again is that one. Messages have ids behind those that are recorded.
 */
#ifndef CONVERT_UNWRAP_H
#define CONVERT_UNWRAP_H

#include "convert/nest.h"
#include "convert/visitor.h"

struct unwrap;

/*
 * next: who is told; borrowed, as what packed points to, which must have spills. nmessages: that are
 * recorded.
 */
struct unwrap *unwrap_new(
    const struct visitor *next, const struct nest_options *packed, guint64 nmessages);
void unwrap_free(struct unwrap *u); /* accepts NULL */

/* The visitor to scan the pouch with; borrowed for u's life. */
const struct visitor *unwrap_visitor(struct unwrap *u);

/*
 * Whether an exception recorded of this path in the payload is of the packed file that came
 * last, or of what is in it, and will be found again.
 */
bool unwrap_finds(const struct unwrap *u, const char *path);

/* The scan of the pouch is done: tells what is in the last file. Fails if the visitor does. */
MUST_USE bool unwrap_finish(struct unwrap *u, GError **error);

typedef struct unwrap unwrap;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(unwrap, unwrap_free)

#endif
