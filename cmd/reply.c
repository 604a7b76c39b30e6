/* SPDX-License-Identifier: Apache-2.0 */
/* JSON on standard output; see reply.h. */
#include "cmd/reply.h"

#include <stdio.h>
#include <string.h>

json_t *
reply_new(void)
{
	return json_pack("{s:i}", "schema", REPLY_SCHEMA);
}

json_t *
reply_bytes(const char *bytes)
{
	g_autofree char *b64 = NULL;

	if (bytes == NULL)
		return json_null();
	if (g_utf8_validate(bytes, -1, NULL))
		return json_string(bytes);
	b64 = g_base64_encode((const unsigned char *)bytes, strlen(bytes));
	return json_pack("{s:s}", "b64", b64);
}

void
reply_print(json_t *reply)
{
	/* A write that fails is found when standard output is flushed at the end. */
	(void)json_dumpf(reply, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(reply);
}
