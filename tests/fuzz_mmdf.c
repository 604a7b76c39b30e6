/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzzes MMDF: each byte is in a message, a From_ line, a delimiter or the range of an
 * exception, and how the file is cut into windows changes no event.
 */
#include <stdint.h>

#include "tests/mmdf_own.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run r;

	run_windows(&r, &mmdf_format, data, size, false);
	run_clear(&r);
	return 0;
}
