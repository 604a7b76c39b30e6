/* SPDX-License-Identifier: Apache-2.0 */
/* Who is told of what is wrong with a .msg file besides what cannot be read when it is asked for. */
#ifndef CONVERT_MSG_REPORT_H
#define CONVERT_MSG_REPORT_H

#include "convert/exception.h"

struct msg_report {
	void *user;
	/* reason: a sentence, borrowed for the call. */
	void (*warn)(void *user, enum severity severity, const char *rule, const char *reason);
};

#endif
