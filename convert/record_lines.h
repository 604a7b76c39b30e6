/* SPDX-License-Identifier: Apache-2.0 */
/* A record of a manifest as its two lines: docs/FORMAT.md, section 9. */
#ifndef CONVERT_RECORD_LINES_H
#define CONVERT_RECORD_LINES_H

#include <stddef.h>

/* Both without LF, borrowed. */
struct record_lines {
	const char *facts;
	size_t facts_len;
	const char *index; /* NULL: for a holder of the facts alone */
	size_t index_len;
};

#endif
