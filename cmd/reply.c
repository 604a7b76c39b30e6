/* SPDX-License-Identifier: Apache-2.0 */
/* JSON on standard output; see reply.h. */
#include "cmd/reply.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <unistd.h>

json_t *
reply_new(void)
{
	return json_pack("{s:i}", "schema", REPLY_SCHEMA);
}

/* The write that failed may be long past, but a pipe stays broken. */
static bool
reader_is_gone(int errnum)
{
	struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};

	return errnum == EPIPE || (poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0);
}

bool
reply_flush(GError **error)
{
	int errnum;

	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return true;
	errnum = errno;
	if (reader_is_gone(errnum))
		return true;
	__fpurge(stdout);
	clearerr(stdout);
	return err_set_errno(error, errnum != 0 ? errnum : EIO, "write to standard output");
}

void
reply_print(json_t *reply)
{
	/* A write that fails is found when standard output is flushed at the end. */
	(void)json_dumpf(reply, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(reply);
}
