/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the unpacking process does with one packed file: reads it by libarchive (gzip: gunzip.h) and
 * says in frames what is in it. Nothing outside that process reads with libarchive.
 *
 * It takes zip, tar and 7z, tar also within one layer of gzip, bzip2, xz or zstd, and
 * a single file within one such layer, which gzip members one after the other are too.
 */
#ifndef CONVERT_UNPACK_JOB_H
#define CONVERT_UNPACK_JOB_H

#include "convert/derive_job.h"
#include "convert/spill.h"

/* What is wanted of a packed file, or of one from which messages are derived. */
struct unpack_job {
	/*
	 * true: what is in it, without bytes. Entries with an unknown size come when their
	 * bytes were counted, and what is compressed as a whole is unpacked to its end, with
	 * PROGRESS. Companions
	 * ("dovecot-keywords") come with their bytes: what is asked about them is asked before
	 * they are read.
	 */
	bool listing;
	guint64 first; /* without the bytes of as many entries: they were read before */
	guint level;   /* packed files that this one lies in, for unpacker_run */
	bool spilled;  /* it is in a spill, and this is where */
	struct spill_place place;
	bool deriving; /* nothing is unpacked, but messages derived: */
	struct derive_job derive;
};

/*
 * Does it, reading in at places of its own and writing frames to out. Ends the process if
 * nobody reads them.
 */
void unpack_job_run(const struct unpack_job *job, int in, int out);

#endif
