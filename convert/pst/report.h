/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whom the reader of a PST file tells what was not as it should be. Checksums that fail are
 * notes: what they cover is read all the same. What could not be read is a loss.
 */
#ifndef CONVERT_PST_REPORT_H
#define CONVERT_PST_REPORT_H

#include "convert/exception.h"

struct pst_warning {
	enum severity severity;
	guint32 node;       /* the folder or message being read; 0: none */
	guint64 offset;     /* of the page or block in the file, in bytes; 0: none */
	const char *rule;   /* a name that never changes: "pst-block-checksum" */
	const char *reason; /* one sentence for people, borrowed for the call */
};

/* Callers fill it in. warn may be NULL. */
struct pst_report {
	void *user;
	void (*warn)(void *user, const struct pst_warning *w);
};

#endif
