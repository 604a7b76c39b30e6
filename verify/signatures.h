/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A text of a volume with the signatures behind it, taken from an area and
 * judged. docs/FORMAT.md, sections 3 and 5.
 */
#ifndef VERIFY_SIGNATURES_H
#define VERIFY_SIGNATURES_H

#include "crypto/minisign_key.h"
#include "verify/area.h"

/* The keys whose signatures count. */
struct signer_keys {
	GArray *keys; /* struct minisign_public */
	bool named;   /* they are exactly those of the sealed preamble, in its order */
};

/* A text and its signatures, borrowed from the area's bytes. */
struct signed_part {
	struct part text;
	struct part signature[SIGNERS_MAX];
	guint nsignatures;
};

/* Takes a text of this name and its signatures; false if there is no text. */
MUST_USE bool signatures_take(
    struct area *a, const char *name, enum finding_code missing, struct signed_part *out);

/* What the signatures of a text come to. */
enum signatures_state {
	SIGNATURES_GOOD,      /* at least one is good, and none is bad */
	SIGNATURES_BAD,       /* one is well-formed and wrong: reported */
	SIGNATURES_UNCHECKED, /* none is well-formed, or no key is known */
};

/*
 * Judges the signatures by this trusted comment. good: its first flags are set
 * for those keys (by their place in keys) whose signature is good; may be
 * NULL. malformed: the finding to report for a signature that is none.
 */
enum signatures_state signatures_judge(struct view *view, const struct signer_keys *keys,
    const struct signed_part *s, const char *comment, enum finding_code malformed, GArray *good);

#endif
