/* SPDX-License-Identifier: Apache-2.0 */
/* JSON on standard output; see reply.h. */
#include "cmd/reply.h"

#include <stdio.h>

json_t *
reply_new(void)
{
	return json_pack("{s:i}", "schema", REPLY_SCHEMA);
}

void
reply_print(json_t *reply)
{
	/* A write that fails is found when standard output is flushed at the end. */
	(void)json_dumpf(reply, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(reply);
}
