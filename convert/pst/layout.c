/* SPDX-License-Identifier: Apache-2.0 */
/* The table of layouts; see layout.h. */
#include "convert/pst/layout.h"

static const struct pst_layout layouts[] = {
    {.format = PST_ANSI,
	.id = 4,
	.page = 512,
	.page_counts = 496,
	.page_trailer = 500,
	.block_align = 64,
	.block_trailer = 12,
	.block_max = 8180,
	.heap_bits = 11,
	.list_head = 4},
    {.format = PST_UNICODE,
	.id = 8,
	.page = 512,
	.page_counts = 488,
	.page_trailer = 496,
	.block_align = 64,
	.block_trailer = 16,
	.block_max = 8176,
	.heap_bits = 11,
	.list_head = 8},
    {.format = PST_UNICODE_4K,
	.id = 8,
	.page = 4096,
	.page_counts = 4056,
	.page_trailer = 4072,
	.block_align = 512,
	.block_trailer = 24,
	.block_max = PST_BLOCK_MAX,
	.heap_bits = 14,
	.list_head = 8},
};

const struct pst_layout *
pst_layout(enum pst_format format)
{
	return &layouts[format];
}
