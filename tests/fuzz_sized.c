/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzzes MBX, mtx and tenex: each byte is in a message, a record line or the range of an
 * exception, and how the file is cut into windows changes no event. The first byte
 * chooses the format and whether the file is seekable.
 */
#include <stdint.h>

#include "tests/sized_own.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct run_format *const formats[] = {&sized_mbx, &sized_mtx, &sized_tenex};
	g_autofree unsigned char *file = NULL;
	size_t header = 0;
	struct run r;

	if (size == 0)
		return 0;
	if (data[0] % 3 == 0 && data[0] & 8)
		header = MBX_HEADER_SIZE; /* so that records are met at once */
	file = g_malloc0(header + size);
	memcpy(file + header, data + 1, size - 1);
	run_windows(&r, formats[data[0] % 3], file, header + size - 1, data[0] & 4);
	run_clear(&r);
	return 0;
}
