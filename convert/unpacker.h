/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The process that unpacks. A helper is forked before there are threads, keys or open
 * sources; it is handed one packed file at a time over a socket, and forks a worker
 * for each, which enters a jail (unpack_jail.h), reads hostile bytes there, and answers
 * through a pipe. So what a worker does, or what is done to it, costs one packed file.
 *
 * Workers that derive messages (derive_job.h) are such, too: of those a crash costs one message.
 */
#ifndef CONVERT_UNPACKER_H
#define CONVERT_UNPACKER_H

#include "convert/unpack_job.h"
#include "crypto/error.h"

struct unpacker_options {
	bool jail_required; /* a worker that cannot enter its jail ends instead */
	/* What a worker that unpacks does; NULL: unpack_job_run. For tests, which have bad workers. */
	void (*run)(const struct unpack_job *job, int in, int out);
};

#define UNPACKER_LEVELS \
	4 /* 3 packed files within each other, and one that messages are derived from */

struct unpacker;

/* Forks the helper: while there is only one thread. Fails with ERR_IO. */
MUST_USE struct unpacker *unpacker_start(const struct unpacker_options *o, GError **error);

/*
 * Hands fd, a packed file that stays the caller's, to a worker (of one that derives it is where
 * answers come from), and ends those before it of the same level (unpack_job.h) and deeper ones. Returns the end of a pipe to read its frames from, the caller's. Fails, with -1 and
 * ERR_IO, if the helper is gone.
 */
MUST_USE int unpacker_run(struct unpacker *u, const struct unpack_job *job, int fd, GError **error);

/* Ends the helper and its workers; accepts NULL. */
void unpacker_stop(struct unpacker *u);

typedef struct unpacker unpacker;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(unpacker, unpacker_stop)

#endif
