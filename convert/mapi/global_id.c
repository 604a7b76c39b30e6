/* SPDX-License-Identifier: Apache-2.0 */
/*
 * [MS-OXOCAL] 2.2.1.27: 16 constant bytes, the year, month and day of an instance, 8 bytes
 * of creation time, 8 reserved, the size of the data, the data; see global_id.h.
 */
#include "convert/mapi/global_id.h"

#include <string.h>

#include "convert/mapi/walltime.h"

#define INSTANCE_AT 16
#define DATA_AT 40

static const char foreign[] = "vCal-Uid\1\0\0"; /* with the NUL that ends it: 12 bytes */

static bool
is_printable(const unsigned char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] < 0x20 || text[i] >= 0x7f)
			return false;
	return len > 0;
}

static char *
foreign_uid(const unsigned char *blob, size_t len)
{
	const unsigned char *text = blob + DATA_AT + sizeof(foreign);
	size_t n;

	if (len <= DATA_AT + sizeof(foreign) ||
	    memcmp(blob + DATA_AT, foreign, sizeof(foreign)) != 0)
		return NULL;
	n = strnlen((const char *)text, len - DATA_AT - sizeof(foreign));
	return is_printable(text, n) ? g_strndup((const char *)text, n) : NULL;
}

char *
global_id_uid(const void *blob, size_t len)
{
	const unsigned char *bytes = blob;
	g_autoptr(GString) uid = NULL;
	char *text;

	if (len == 0 || len > GLOBAL_ID_MAX)
		return NULL;
	text = foreign_uid(blob, len);
	if (text != NULL)
		return text;
	uid = g_string_sized_new(2 * len + 1);
	for (size_t i = 0; i < len; i++)
		g_string_append_printf(uid, "%02X",
		    len >= DATA_AT && i >= INSTANCE_AT && i < INSTANCE_AT + 4 ? 0 : bytes[i]);
	return g_string_free(g_steal_pointer(&uid), FALSE);
}

bool
global_id_instance(const void *blob, size_t len, gint64 *day)
{
	const unsigned char *b = (const unsigned char *)blob + INSTANCE_AT;
	int year;

	if (len < DATA_AT || len > GLOBAL_ID_MAX)
		return false;
	year = b[0] << 8 | b[1];
	if (year < 1601 || year > 9999 || b[2] < 1 || b[2] > 12 || b[3] < 1 || b[3] > 31)
		return false;
	*day = wall_day(year, b[2], b[3]);
	return true;
}
