/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a process does that derives messages from one file: it reads the file by asking for it,
 * and says in frames (derive_frame.h) what is in it. Nothing outside that process reads the
 * formats of derive.h.
 *
 * It is in the jail of unpack_jail.h, which opens nothing: what the formats need of the system,
 * the tables of character sets, is loaded before, by the helper that forks it. Time zones are
 * made of what the items say of them.
 */
#ifndef CONVERT_DERIVE_JOB_H
#define CONVERT_DERIVE_JOB_H

#include "convert/derive.h"

struct derive_job {
	guint format; /* its row in derive_formats */
	guint64 size; /* bytes of the file */
	/* true: all items, in order. false: those whose nodes (le64) come on standard input, up to its end. */
	bool walk;
	guint64 first; /* of a walk: items that are passed over, since they came before */
	bool recover;  /* of a walk: deleted items, too */
};

/* For the process that will be forked from: loads what the job's format needs, if it has not yet. */
void derive_job_prepare(const struct derive_job *job);

/* Does it. Ends the process if nobody listens. */
void derive_job_run(const struct derive_job *job, int in, int out);

#endif
