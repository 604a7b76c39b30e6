/* SPDX-License-Identifier: Apache-2.0 */
/* Where a message's header begins and ends, debris in front of it aside. */
#ifndef CONVERT_TOPHEADER_H
#define CONVERT_TOPHEADER_H

#include <stdbool.h>
#include <stddef.h>

/* Offsets from the message's first byte. */
struct topheader {
	size_t first;      /* behind a byte order mark, blank lines, From_ and ">From " lines: C1 */
	size_t fields_end; /* of the empty line that ends the header; or len */
	size_t body;       /* behind it; or len */
	bool complete;     /* that empty line is there */
	bool cr_only;      /* lines end in CR alone: there is no LF */
};

/* Looks at a message's first len bytes; see message.head. docs/FORMAT.md, 9.5. */
void topheader_find(const unsigned char *head, size_t len, struct topheader *t);

#endif
