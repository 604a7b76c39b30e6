/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of a volume: SEAL, the gap, SEAL once more, the end mark. What is
 * signed there decides what the rest must be. docs/FORMAT.md, sections 3 and 5.3.
 */
#ifndef VERIFY_ENDING_H
#define VERIFY_ENDING_H

#include "crypto/statement.h"
#include "verify/signatures.h"

#define NCOPIES 2

struct ending {
	bool found;           /* a SEAL was read: text, hash and seal are set */
	bool good;            /* its signature is good: it may be relied on */
	bool forged;          /* a copy's signature is well-formed and wrong */
	bool copies[NCOPIES]; /* which copies are whole and well-formed */
	guint64 at;           /* offset of the header of SEAL.txt */
	guint64 end;          /* offset behind the end mark */
	struct seal seal;
	GBytes *text, *signature;      /* signature: the first one */
	unsigned char hash[HASH_SIZE]; /* of the text */
	GArray *signers;               /* gint: the keys that signed it, by their place */
	guint64 gap; /* number of the pad between the copies; FINDING_NOWHERE: cut off or damaged */
};
void ending_clear(struct ending *e); /* accepts what is all zero */

/* Judges everything from e->at to the end of the file, and reports it. e->found and e->at are
 * set: a SEAL was seen there. */
void ending_judge(struct ending *e, struct view *view, const struct signer_keys *keys);

#endif
