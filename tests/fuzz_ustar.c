/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever header ustar_parse accepts is the one that ustar_header makes. */
#include <string.h>

#include "crypto/ustar.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	unsigned char header[USTAR_BLOCK] = {0};
	unsigned char again[USTAR_BLOCK];
	char gname[USTAR_GNAME_LEN + 1] = {0};
	char name[USTAR_NAME_SIZE];
	guint64 size;

	memcpy(header, data, MIN(len, sizeof(header)));
	if (!ustar_parse(header, NULL, name, &size, NULL))
		return 0;
	g_assert(ustar_name_is_good(name) && size <= USTAR_SIZE_MAX);
	memcpy(gname, header + USTAR_GNAME_AT, USTAR_GNAME_LEN);
	ustar_header(again, name, size, gname);
	g_assert(memcmp(again, header, sizeof(header)) == 0);
	g_assert(ustar_parse(header, gname, name, &size, NULL));
	return 0;
}
