/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Something in a source that did not go the normal way (docs/MAIL.md F-05). A
 * loss is an exception by which mail could not be carried over or was carried
 * over damaged; every other one is a note. Losses make the exit status 6.
 */
#ifndef CONVERT_EXCEPTION_H
#define CONVERT_EXCEPTION_H

#include <glib.h>

enum severity {
	NOTE,
	LOSS,
};

/* Callers fill it in by name and hand it to a visitor, which copies what it keeps. */
struct exception {
	enum severity severity;
	const char *rule;   /* a readable name that never changes: "read-error", "symlink" */
	const char *path;   /* of the file or store within its source: raw bytes */
	guint64 offset;     /* of the place in that file, in bytes */
	guint64 length;     /* of the range concerned, 0 if it is a point or the whole */
	guint64 messages;   /* of "not-indexed": how many were found in that packed file */
	const char *reason; /* one sentence for people; foreign bytes only escaped */
};

#endif
