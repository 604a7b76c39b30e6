/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of the payload's entries: the root, then each source, depth first, a directory
 * before its content, siblings in the byte order of their names: docs/FORMAT.md, section 8. No path
 * comes twice, and nothing is below what is no directory.
 */
#ifndef CONVERT_PAYLOAD_ORDER_H
#define CONVERT_PAYLOAD_ORDER_H

#include <stdbool.h>

struct payload_order;
struct payload_order *payload_order_new(void);
void payload_order_free(struct payload_order *o); /* accepts NULL */

/* What is behind the name of a file in that of the directory with what was derived from it. */
#define PAYLOAD_DERIVED ".derived"

enum payload_kind {
	PAYLOAD_FILE,
	PAYLOAD_DIRECTORY,
	PAYLOAD_DERIVED_DIRECTORY, /* comes right behind its file, whatever follows that in order */
};

/* Whether the entry of this path, as payload_path_below has it, may be the next one. */
bool payload_order_take(struct payload_order *o, const char *path, enum payload_kind kind);

#endif
